import { stubTitle } from '../model/stub.ts';
import { type Proposal, proposalsOf } from '../stubs/propose.ts';
import { errorText, failedTask } from './red-baseline.ts';
import { runTrial } from './run-trial.ts';
import type { TrialSetting } from './trial-setting.ts';

export interface Suggestion {
  readonly proposals: readonly Proposal[];
  /** How the last run ended, with all of them in place. */
  readonly ended: 'green' | 'red' | 'hung';
  readonly runs: number;
  /** Of a red one: the task, and what it said. */
  readonly failure: string | undefined;
  readonly outputFile: string;
}

/** A play fails at one task at a time: so many times it may be run again with a stub for it. */
const MOST_RUNS = 12;

/** Healthy runs on fresh hosts, each with stubs for what the one before lacked, until one is green or lacks nothing that a stub could be. */
export async function suggestStubs(
  setting: TrialSetting,
  budgetMs: number,
  say: (text: string) => void,
): Promise<Suggestion> {
  const proposals: Proposal[] = [];
  for (let runs = 1; ; runs++) {
    const stubs = [...(setting.stubs ?? []), ...proposals.map(({ stub }) => stub)];
    const run = await runTrial(
      { ...setting, stubs, suggestStubs: true },
      { id: `suggest-${runs}`, budgetMs, armed: [], settled: () => true, settleMs: () => 0 },
    );
    const known = new Set(stubs.map(stubTitle));
    const fresh = proposalsOf(run.facts).filter(({ stub }) => !known.has(stubTitle(stub)));
    const ended = run.how === 'timed-out' ? 'hung' : run.rc === 0 ? 'green' : 'red';
    say(`healthy run ${runs}: ${ended}${fresh.map(({ stub }) => `; would be stubbed: ${stubTitle(stub)}`).join('')}`);
    proposals.push(...fresh);
    if (ended === 'green' || fresh.length === 0 || runs === MOST_RUNS) {
      const failed = ended === 'green' ? undefined : failedTask(run.facts);
      return {
        proposals,
        ended,
        runs,
        failure: failed && errorText(failed),
        outputFile: run.outputFile,
      };
    }
  }
}
