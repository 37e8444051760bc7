import type { Verdict } from '../model/verdict.ts';

/** What a script may rely on. `unknown` is not a pass. */
export const EXIT = { pass: 0, findings: 1, unknown: 2, usage: 3, environment: 4, interrupted: 130 } as const;

export function exitCodeOf(verdict: Verdict): number {
  return { pass: EXIT.pass, fail: EXIT.findings, unknown: EXIT.unknown }[verdict];
}
