import type { CellShown, Matrix } from '../../model/drill-page.ts';
import type { DrillReport } from '../../model/report.ts';
import type { FaultTrial, TrialResult } from '../../model/trial.ts';
import { jobName } from '../job-name.ts';
import { resultWords } from '../outcome-words.ts';
import { jobId, type Names } from './names.ts';
import { toneOf } from './tones.ts';

/** The id of a trial's run in the page, and its anchor. */
export function runId({ id }: FaultTrial): string {
  return `trial-${id.replaceAll(/[^\w.-]+/g, '-')}`;
}

/** What a fault does, in a line. */
export type FaultDoes = (name: string) => string | undefined;

/** A trial, ended, interrupted or left out, as one cell. */
export interface Cell extends CellShown {
  readonly trial: FaultTrial;
}

export function cellsOf({ trials, interrupted = [], leftOut }: DrillReport): readonly Cell[] {
  const ended = (result: TrialResult): Cell => ({
    trial: result.trial,
    tone: toneOf(result.outcome),
    outcome: result.outcome.kind,
    words: resultWords(result),
    host: result.trial.job.host,
    run: runId(result.trial),
  });
  const unknown = leftOut?.why === 'no-part';
  return [
    ...trials.map(ended),
    ...interrupted.map(
      (trial): Cell => ({
        trial,
        tone: 'open',
        outcome: 'interrupted',
        words: 'it did not end',
        host: trial.job.host,
      }),
    ),
    ...(leftOut?.trials ?? []).map(
      (trial): Cell => ({
        trial,
        tone: unknown ? 'open' : 'quiet',
        outcome: 'left-out',
        words: unknown ? 'no part has it' : 'not run in this drill',
        host: trial.job.host,
      }),
    ),
  ];
}

/** Jobs down, faults across, both in the order in which they were tried. */
export function matrixOf(report: DrillReport, names: Names, faultDoes: FaultDoes): Matrix {
  const cells = cellsOf(report);
  const faults = [...new Set(cells.map(({ trial }) => trial.fault))];
  const rows = [...Map.groupBy(cells, ({ trial }) => jobId(trial.job)).values()].map((ones) => {
    const { job, taskName } = (ones[0] as Cell).trial;
    return {
      job: jobName(taskName, job),
      at: names.at(job.place),
      cells: faults.map((fault) => ones.filter(({ trial }) => trial.fault === fault).map(shown)),
    };
  });
  const does = faults.flatMap((fault) => {
    const words = faultDoes(fault);
    return words === undefined ? [] : [[fault, words] as const];
  });
  return { faults, does: Object.fromEntries(does), rows };
}

export function shown({ trial: _, ...cell }: Cell): CellShown {
  return cell;
}
