import type { Finding } from '../../model/finding.ts';
import type { ProofScope } from '../../model/smoke.ts';
import type { TrialResult } from '../../model/trial.ts';
import type { Verdict } from '../../model/verdict.ts';

/** Red, hung or swallowed: fail. A proof that was asked for and shows nothing: unknown. */
export function smokeVerdict(findings: readonly Finding[], scope: ProofScope, proofs: readonly TrialResult[]): Verdict {
  if (findings.some(({ severity }) => severity === 'error')) return 'fail';
  if (scope === 'none') return 'pass';
  return proofs.length > 0 && proofs.every(({ outcome }) => outcome.kind === 'surfaced') ? 'pass' : 'unknown';
}
