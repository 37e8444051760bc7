import { formatPlace, type Place } from '../model/place.ts';
import type { DrillReport } from '../model/report.ts';
import type { FaultTrial } from '../model/trial.ts';

/** What each job's task is called, by its place in a report: the same in another report of the playbook, whose lines may have moved. */
export type JobNames = ReadonlyMap<string, string>;

interface Named {
  readonly taskName: string;
  readonly place: Place;
}

/** Jobs are the same by the names of their tasks; where several tasks have one name, by their order. */
export function jobNames({
  baseline,
  trials,
  notCovered,
}: Pick<DrillReport, 'baseline' | 'trials' | 'notCovered'>): JobNames {
  const all = [
    ...baseline.jobs.map(({ taskName, key }) => ({ taskName, place: key.place })),
    ...trials.map(({ trial }) => ({ taskName: trial.taskName, place: trial.job.place })),
    ...notCovered,
  ];
  const places = [...new Map(all.map((one) => [formatPlace(one.place), one])).values()];
  const byName = Map.groupBy(places, ({ taskName }) => taskName);
  return new Map(
    [...byName].flatMap(([taskName, ones]) =>
      ones.toSorted(inOrder).map(({ place }, index) => [formatPlace(place), `${taskName}|${index}`] as const),
    ),
  );
}

function inOrder({ place: a }: Named, { place: b }: Named): number {
  return a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1;
}

export function jobName(names: JobNames, place: Place): string {
  return names.get(formatPlace(place)) ?? formatPlace(place);
}

/** One text for a trial of one job of one host, the same in each report of the playbook. */
export function trialName(names: JobNames, { job, fault }: FaultTrial): string {
  return [jobName(names, job.place), job.item, job.nth, job.host, fault].join('|');
}
