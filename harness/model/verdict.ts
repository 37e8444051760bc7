/** `unknown` is never shown as a pass. */
export type Verdict = 'pass' | 'fail' | 'unknown';

/** The worst of several: a failure outweighs an unknown, which outweighs a pass. No verdicts at all are unknown. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fail')) return 'fail';
  if (verdicts.includes('unknown') || verdicts.length === 0) return 'unknown';
  return 'pass';
}
