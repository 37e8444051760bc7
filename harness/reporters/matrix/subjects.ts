import { relative } from 'node:path';
import type { Difference } from '../../model/matrix.ts';
import { formatPlace, type Place } from '../../model/place.ts';
import type { RunDifference } from '../../model/run-matrix.ts';

/** What it is that differs. */
export function subjectOf(difference: Difference, cwd: string): string {
  const at = (place: Place) => formatPlace({ ...place, file: relative(cwd, place.file) || place.file });
  switch (difference.of) {
    case 'healthy-run':
      return 'the healthy run';
    case 'job': {
      const { taskName, job } = difference.job;
      return `the job "${taskName}"${job.item === null ? '' : ` [${job.item}]`} of ${job.host} (${at(job.place)})`;
    }
    case 'trial': {
      const { fault, taskName, job } = difference.trial;
      return `${fault} on "${taskName}"${job.item === null ? '' : ` [${job.item}]`} of ${job.host} (${at(job.place)})`;
    }
  }
}

/** The run that differs: a scenario that has it, and the playbook that it runs. */
export function runSubjectOf({ scenario, step, playbook, place }: RunDifference, cwd: string): string {
  const at = (file: string) => relative(cwd, file) || file;
  return `${scenario}, ${step} (${formatPlace({ ...place, file: at(place.file) })}): ${at(playbook)}`;
}
