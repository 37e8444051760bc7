import type { Facts } from '../model/facts.ts';
import type { Place } from '../model/place.ts';
import { formatPlace, samePlace } from '../model/place.ts';
import type { NotCovered } from '../model/report.ts';
import type { SourceJob } from '../model/source.ts';
import type { TrialResult } from '../model/trial.ts';
import { type WhyNotRun, whyNotRun } from './not-run.ts';

/**
 * Jobs of the source that neither the healthy run nor any trial launched: what the play makes of their failure is not known. One that
 * only trials launch, in a rescue, has been seen to do its work.
 */
export function notCovered(
  source: readonly SourceJob[],
  baseline: Facts,
  trials: readonly TrialResult[],
): readonly NotCovered[] {
  const launched: readonly Place[] = [
    ...baseline.jobs.map(({ key }) => key.place),
    ...trials.flatMap(({ alsoLaunched = [] }) => alsoLaunched),
  ];
  return source
    .filter((job) => !launched.some((place) => samePlace(place, job.place)))
    .map((job) => ({ taskName: job.taskName, place: job.place, why: whyNotLaunched(baseline, job) }));
}

function whyNotLaunched(baseline: Facts, job: SourceJob): string {
  const hosts = Object.keys(baseline.recap ?? {});
  const why = hosts.map((host) => whyNotRun(baseline, job, host));
  if (why.includes(undefined)) return 'its task ran, and launched no job';
  const [first] = why;
  return first ? words(first) : 'no host came to it';
}

function words({ how, written, by }: WhyNotRun): string {
  switch (how) {
    case 'skipped':
      return `its condition was false${written === undefined ? '' : `: ${written}`}`;
    case 'run-once':
      return 'it ran for another host only (run_once)';
    case 'not-notified':
      return 'nothing notified its handler';
    case 'rescue-only':
      return 'it stands in a rescue, and no fault led there';
    case 'tags':
      return `its tags were not selected${written === undefined ? '' : `: ${written}`}`;
    case 'ended-host':
      return `${written}${by ? ` (${formatPlace(by)})` : ''} ended the play before`;
    case 'not-reached':
      return 'the play did not come to it: look at its hosts, and at the conditions of its includes';
  }
}
