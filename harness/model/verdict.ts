/** `unknown` is never shown as a pass. */
export type Verdict = 'pass' | 'fail' | 'unknown';
