import type { Repetition, TrialResult } from '../model/trial.ts';
import { alike, kindAndHow } from './alike.ts';

/** The runs of one trial as its one result: what they agree on, or that nobody knows. */
export function repeated(runs: readonly [TrialResult, ...TrialResult[]]): TrialResult {
  const [first, ...more] = runs;
  const repetitions = runs.map(({ outcome, folder }): Repetition => ({ outcome, folder }));
  const wallMs = runs.reduce((sum, one) => sum + one.wallMs, 0);
  const other = more.find((one) => !alike(first, one));
  if (!other) return { ...first, wallMs, repetitions };
  const { expectedReason: _, ...rest } = first;
  return {
    ...rest,
    wallMs,
    repetitions,
    outcome: { kind: 'errored', why: `${runs.length} runs of it differ: ${said(first)}, ${said(other)}` },
  };
}

function said({ outcome, folder }: TrialResult): string {
  return `${kindAndHow(outcome)} in ${folder}`;
}
