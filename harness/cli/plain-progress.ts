import type { TrialWait } from '../engine/progress.ts';
import type { FaultTrial } from '../model/trial.ts';
import { count } from '../reporters/count.ts';
import { jobName, trialsByJob, trialWords } from '../reporters/job-name.ts';
import { outcomeWords } from '../reporters/outcome-words.ts';
import { elapsed } from '../time/clock.ts';
import { formatDuration } from '../time/duration.ts';
import type { ShownProgress } from './shown-progress.ts';
import { waitWords } from './wait-words.ts';

/** From so long on, a wait is told. */
const LONG_MS = 20_000;

/** More faults of a job than that, nobody reads in a line; each has a line of its own when it ends. */
const MOST_NAMED = 10;

/** One line for each thing that happens, with its time. Trials that begin at once share a run, and a line. */
export function showLines(playbook: string, print: (line: string) => void = console.error): ShownProgress {
  const began = elapsed();
  const say = (text: string) => print(`[${formatDuration(elapsed() - began).padStart(7)}] ${text}`);
  const starts = new Map<string, number>();
  const open = new Map<string, FaultTrial>();
  let together: Begun[] = [];
  let total = 0;
  let ended = 0;
  return {
    baselineStarted: () => say(`baseline: ${playbook} on fresh hosts, with no fault`),
    baselineEnded: (result) =>
      say(
        `baseline: ${result.status} after ${formatDuration(result.wallMs)}, ${count(result.jobs.length, 'async job')}`,
      ),
    planned: (trials) => {
      total = trials.length;
      say(count(total, 'trial'));
    },
    trialStarted: (trial, wait) => {
      starts.set(trial.id, elapsed());
      open.set(trial.id, trial);
      together.push({ trial, wait });
      if (together.length > 1) return;
      queueMicrotask(() => {
        say(`started   ${togetherTitle(together.map((one) => one.trial))}`);
        const long = longest(together);
        if (long) say(`          ${long.trial.fault} waits ${waitWords(long.wait)}`);
        together = [];
      });
    },
    trialEnded: (trial, outcome) => {
      ended += 1;
      open.delete(trial.id);
      const took = formatDuration(elapsed() - (starts.get(trial.id) ?? began));
      say(`${outcome.kind.padEnd(9)} ${trialWords(trial)} (${outcomeWords(outcome)}; ${took}; ${ended}/${total})`);
    },
    stopped: async () => {
      for (const text of trialsByJob(open.values())) say(`interrupted ${text}`);
    },
  };
}

interface Begun {
  readonly trial: FaultTrial;
  readonly wait: TrialWait;
}

/** Of trials that begin together the one that waits longest, where that is long enough for somebody to wonder. */
function longest(begun: readonly Begun[]): Begun | undefined {
  const ms = ({ wait }: Begun) => wait.until?.ms ?? 0;
  const [first] = begun.toSorted((a, b) => ms(b) - ms(a));
  return first && ms(first) >= LONG_MS ? first : undefined;
}

function togetherTitle(trials: readonly FaultTrial[]): string {
  const [first] = trials;
  if (first && trials.length === 1) return trialWords(first);
  const byJob = [...Map.groupBy(trials, ({ taskName, job }) => jobName(taskName, job))].map(
    ([job, ones]) =>
      `${job}: ${ones.length > MOST_NAMED ? count(ones.length, 'fault') : ones.map(({ fault }) => fault).join(', ')}`,
  );
  return `one run for ${trials.length} trials, each on a host of its own: ${byJob.join('; ')}`;
}
