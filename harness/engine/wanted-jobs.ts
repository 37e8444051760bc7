import type { Job } from '../model/job.ts';
import { isPartOf, isPlace } from '../model/pointed-at.ts';

/** What a job may be chosen by, whether it ran or only stands in the source. */
export type WantedJob = Pick<Job, 'taskName'> & { readonly key: Pick<Job['key'], 'place'> };

/** A job is wanted if one of the texts is part of its name, or is the place of its task. */
export function wantedJobs(texts: readonly string[]): (job: WantedJob) => boolean {
  return ({ taskName, key: { place } }) => texts.some((text) => isPlace(text, place) || isPartOf(text, taskName));
}
