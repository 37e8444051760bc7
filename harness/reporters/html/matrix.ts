import type { CellShown, Matrix } from '../../model/drill-page.ts';
import type { DrillReport } from '../../model/report.ts';
import type { FaultTrial, TrialResult } from '../../model/trial.ts';
import { outcomeWords } from '../outcome-words.ts';
import { jobId, jobName, type Names } from './names.ts';
import { toneOf } from './tones.ts';

/** The id of a trial's run in the page, and its anchor. */
export function runId({ id }: FaultTrial): string {
  return `trial-${id.replaceAll(/[^\w.-]+/g, '-')}`;
}

/** A trial, ended or interrupted, as one cell. */
export interface Cell extends CellShown {
  readonly trial: FaultTrial;
}

export function cellsOf({ trials, interrupted = [] }: DrillReport): readonly Cell[] {
  const ended = ({ trial, outcome }: TrialResult): Cell => ({
    trial,
    tone: toneOf(outcome),
    outcome: outcome.kind,
    words: outcomeWords(outcome),
    host: trial.job.host,
    run: runId(trial),
  });
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
  ];
}

/** Jobs down, faults across, both in the order in which they were tried. */
export function matrixOf(report: DrillReport, names: Names): Matrix {
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
  return { faults, rows };
}

export function shown({ trial: _, ...cell }: Cell): CellShown {
  return cell;
}
