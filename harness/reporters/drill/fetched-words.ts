import { fetchedBy } from '../../model/fetched.ts';
import type { DrillReport } from '../../model/report.ts';
import { count } from '../count.ts';

/** Whether what the verdict tells of came from a package registry, in part. */
export function leansOnPackages({ baseline, trials, prepare }: DrillReport): boolean {
  return fetchedBy([baseline, ...trials, ...(prepare ? [prepare] : [])]).length > 0;
}

/** What was fetched, and by whom: nothing where nothing was. */
export function fetchedWords({ baseline, trials, prepare }: DrillReport): readonly string[] {
  return [
    ...fetchedBy(prepare ? [prepare] : []).map(
      ({ from, requests }) => `${from}: ${count(requests, 'request')} by the prepare`,
    ),
    ...fetchedBy([baseline, ...trials]).map(
      ({ from, requests, runs }) => `${from}: ${count(requests, 'request')} in ${count(runs, 'run')}`,
    ),
  ];
}
