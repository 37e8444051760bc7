import type { BaselineJob } from '../../model/baseline.ts';
import type { Finding } from '../../model/finding.ts';
import { formatPlace } from '../../model/place.ts';
import type { ProofScope } from '../../model/smoke.ts';

/** A proof was asked for, and the watched run had no job for it: the verdict is unknown, and this says why. */
export function noProof(scope: ProofScope, proofs: number, jobs: readonly BaselineJob[]): readonly Finding[] {
  if (scope === 'none' || proofs > 0) return [];
  const names = [...new Set(jobs.map(({ taskName, key }) => `"${taskName}" (${formatPlace(key.place)})`))];
  return [
    {
      rule: 'no-proof',
      severity: 'warning',
      confidence: 'certain',
      message: 'no job of the watched run could be proven',
      evidence: [names.length === 0 ? 'no async job ran' : `jobs that ran: ${names.join(', ')}`],
      remedy:
        'name one of these with --prove, or leave --prove out; a job that is delegated to another host is never proven',
    },
  ];
}
