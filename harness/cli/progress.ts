import { Listr, type ListrTask } from 'listr2';
import type { DrillProgress } from '../engine/progress.ts';
import type { Outcome } from '../model/outcome.ts';
import type { FaultTrial } from '../model/trial.ts';
import { outcomeWords } from '../reporters/outcome-words.ts';
import { elapsed } from '../time/clock.ts';
import { formatDuration } from '../time/duration.ts';

export interface ShownProgress extends DrillProgress {
  /** The drill ended. What has no outcome by then is shown as interrupted. */
  stopped(): Promise<void>;
}

/** A live list on a terminal, plain lines elsewhere; on stderr, so that `--json` has stdout for itself. */
export function showProgress(options: { json: boolean; playbook: string; signal: AbortSignal }): ShownProgress {
  return process.stderr.isTTY && !options.json ? live(options.playbook) : plain(options.playbook);
}

function title(trial: FaultTrial): string {
  const item = trial.job.item === null ? '' : ` [item ${trial.job.item}]`;
  return `${trial.taskName}${item} on ${trial.job.host}: ${trial.fault}`;
}

function plain(playbook: string): ShownProgress {
  const began = elapsed();
  const say = (text: string) => console.error(`[${formatDuration(elapsed() - began).padStart(7)}] ${text}`);
  const starts = new Map<string, number>();
  const open = new Map<string, string>();
  let total = 0;
  let ended = 0;
  return {
    baselineStarted: () => say(`baseline: ${playbook} on fresh hosts, with no fault`),
    baselineEnded: (result) =>
      say(`baseline: ${result.status} after ${formatDuration(result.wallMs)}, ${result.jobs.length} async jobs`),
    planned: (trials) => {
      total = trials.length;
      say(`${total} trials`);
    },
    trialStarted: (trial) => {
      starts.set(trial.id, elapsed());
      open.set(trial.id, title(trial));
      say(`started   ${title(trial)}`);
    },
    trialEnded: (trial, outcome) => {
      ended += 1;
      open.delete(trial.id);
      const took = formatDuration(elapsed() - (starts.get(trial.id) ?? began));
      say(`${outcome.kind.padEnd(9)} ${title(trial)} (${outcomeWords(outcome)}; ${took}; ${ended}/${total})`);
    },
    stopped: async () => {
      for (const text of open.values()) say(`interrupted ${text}`);
    },
  };
}

/** Outcomes after which a row is drawn as done. */
const GOOD: readonly Outcome['kind'][] = ['surfaced', 'recovered', 'unharmed'];

/** The baseline has no outcome when all is well. */
type Ended = Outcome | 'green' | 'interrupted';

interface Row {
  readonly ended: PromiseWithResolvers<Ended>;
  startedAt: number | undefined;
}

function live(playbook: string): ShownProgress {
  const rows = new Map<string, Row>();
  let shown: Promise<unknown> = Promise.resolve();
  const open = (entries: readonly { id: string; text: string; started: boolean }[]) => {
    for (const { id, started } of entries) {
      rows.set(id, { ended: Promise.withResolvers(), startedAt: started ? elapsed() : undefined });
    }
    const list = new Listr(
      entries.map(({ id, text }) => task(text, rows.get(id) as Row)),
      { concurrent: true, exitOnError: false, registerSignalListeners: false, renderer: 'default' },
    );
    shown = shown.then(() => list.run());
  };
  return {
    baselineStarted: () => open([{ id: 'baseline', text: `baseline: ${playbook} with no fault`, started: true }]),
    baselineEnded: (result) => {
      rows
        .get('baseline')
        ?.ended.resolve(result.status === 'green' ? 'green' : { kind: 'errored', why: result.status });
    },
    planned: (trials) => open(trials.map((trial) => ({ id: trial.id, text: title(trial), started: false }))),
    trialStarted: (trial) => {
      const row = rows.get(trial.id);
      if (row) row.startedAt = elapsed();
    },
    trialEnded: (trial, outcome) => rows.get(trial.id)?.ended.resolve(outcome),
    stopped: async () => {
      for (const row of rows.values()) row.ended.resolve('interrupted');
      await shown;
    },
  };
}

function task(text: string, row: Row): ListrTask {
  return {
    title: text,
    task: async (_context, self) => {
      const clock = setInterval(() => {
        if (row.startedAt !== undefined) self.title = `${text}  ${formatDuration(elapsed() - row.startedAt)}`;
      }, 500);
      try {
        const ended = await row.ended.promise;
        const took = row.startedAt === undefined ? '' : `  ${formatDuration(elapsed() - row.startedAt)}`;
        if (ended === 'interrupted') {
          self.skip(`${text}: ${row.startedAt === undefined ? 'not begun' : `interrupted${took}`}`);
        } else if (ended === 'green') {
          self.title = `${text}${took}`;
        } else {
          self.title = `${text}: ${ended.kind} (${outcomeWords(ended)})${took}`;
          if (!GOOD.includes(ended.kind)) throw new Error(ended.kind);
        }
      } finally {
        clearInterval(clock);
      }
    },
  };
}
