import { join, relative } from 'node:path';
import { type JobNames, jobName, jobNames, trialName } from '../checks/same-jobs.ts';
import { AXES, type Axes, type Cell, type Difference, type Seen } from '../model/matrix.ts';
import type { DrillReport } from '../model/report.ts';
import type { FaultTrial } from '../model/trial.ts';
import type { Verdict } from '../model/verdict.ts';
import { alike, kindAndHow } from './alike.ts';
import { isKnown } from './choose.ts';

/** Each value of one axis with each of the others, in the order in which they were named. */
export function cellsOf(axes: Axes): readonly Cell[] {
  return AXES.reduce<readonly Cell[]>(
    (cells, axis) => {
      const values = axes[axis];
      return values === undefined
        ? cells
        : cells.flatMap((cell) => values.map((value) => ({ ...cell, [axis]: value })));
    },
    [{}],
  );
}

/** A cell whose drill has a report. */
export interface DrilledCell {
  readonly cell: Cell;
  readonly report: DrillReport;
}

interface Named extends DrilledCell {
  readonly names: JobNames;
}

/**
 * What differs between cells, the healthy runs first, then jobs, then trials. A result that nobody knows is no difference: the cell is
 * unknown for it. Nor are two reasons of which the fault may lead to either.
 */
export function differencesOf(cells: readonly DrilledCell[], folder: string): readonly Difference[] {
  const named = cells.map((one): Named => ({ ...one, names: jobNames(one.report) }));
  const healthy = named.map((one) => seen(one, one.report.baseline.status, one.report.baseline.folder, folder));
  const differs = new Set(healthy.map(({ words }) => words)).size > 1;
  return [
    ...(differs ? [{ of: 'healthy-run' as const, seen: healthy }] : []),
    ...jobsThatDiffer(
      named.filter(({ report }) => report.baseline.status === 'green'),
      folder,
    ),
    ...trialsThatDiffer(named, folder),
  ];
}

function jobsThatDiffer(cells: readonly Named[], folder: string): readonly Difference[] {
  const jobs = new Map<string, Pick<FaultTrial, 'job' | 'taskName'>>();
  const launched = cells.map(({ report, names }) => {
    const all = report.baseline.jobs.map(({ key, taskName }) => {
      const id = [jobName(names, key.place), key.host, key.item, key.nth].join('|');
      jobs.set(id, jobs.get(id) ?? { job: key, taskName });
      return id;
    });
    return new Set(all);
  });
  return [...jobs].flatMap(([id, job]): Difference[] => {
    if (launched.every((some) => some.has(id))) return [];
    const shown = cells.map((one, index) =>
      seen(one, launched[index]?.has(id) ? 'launched' : 'not launched', one.report.baseline.folder, folder),
    );
    return [{ of: 'job', job, seen: shown }];
  });
}

function trialsThatDiffer(cells: readonly Named[], folder: string): readonly Difference[] {
  const results = cells.flatMap((one) =>
    one.report.trials.flatMap((result) =>
      isKnown(result.outcome) ? [{ one, result, id: trialName(one.names, result.trial) }] : [],
    ),
  );
  return [...Map.groupBy(results, ({ id }) => id).values()].flatMap((same): Difference[] => {
    const [first, ...others] = same;
    if (!first || others.every(({ result }) => alike(first.result, result))) return [];
    return [
      {
        of: 'trial',
        trial: first.result.trial,
        seen: same.map(({ one, result }) => seen(one, kindAndHow(result.outcome), result.folder, folder)),
      },
    ];
  });
}

function seen({ cell, report }: DrilledCell, words: string, run: string, folder: string): Seen {
  return { cell, words, folder: relative(folder, join(report.folder, run)) };
}

export function worstOf(cells: readonly { readonly verdict: Verdict }[]): Verdict {
  const verdicts = cells.map(({ verdict }) => verdict);
  if (verdicts.includes('fail')) return 'fail';
  return verdicts.includes('unknown') || verdicts.length === 0 ? 'unknown' : 'pass';
}
