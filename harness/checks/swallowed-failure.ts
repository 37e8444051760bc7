import type { BaselineJob } from '../model/baseline.ts';
import type { Facts } from '../model/facts.ts';
import type { Finding } from '../model/finding.ts';
import type { Lost } from '../model/outcome.ts';
import { formatPlace, type Place, samePlace } from '../model/place.ts';
import type { SourceJob } from '../model/source.ts';
import type { TrialResult } from '../model/trial.ts';
import { rebootDuring } from './rebooted-job.ts';
import { adviceFor } from './swallowed-advice.ts';
import { lostWords } from './swallowed-words.ts';

interface Swallowed extends TrialResult {
  readonly outcome: { readonly kind: 'swallowed' } & Lost;
}

interface Known {
  readonly jobs: readonly BaselineJob[];
  readonly source: readonly SourceJob[];
  /** The healthy run. */
  readonly baseline: Facts | undefined;
}

/** Failures that the play let pass, one finding per job and mechanism: the faults that showed it are its evidence. */
export function swallowedFailures(
  trials: readonly TrialResult[],
  jobs: readonly BaselineJob[],
  source: readonly SourceJob[] = [],
  baseline?: Facts,
): readonly Finding[] {
  const lost = trials.filter((one): one is Swallowed => one.outcome.kind === 'swallowed');
  const groups = Map.groupBy(lost, ({ trial, outcome }) => `${formatPlace(trial.job.place)}|${outcome.how}`);
  return [...groups.values()].map((group) => finding(group as [Swallowed, ...Swallowed[]], { jobs, source, baseline }));
}

function finding(group: readonly [Swallowed, ...Swallowed[]], { jobs, source, baseline }: Known): Finding {
  const [{ trial, outcome }] = group;
  const { place } = trial.job;
  return {
    rule: 'swallowed-failure',
    severity: 'error',
    confidence: 'certain',
    message: `the play ended green although "${trial.taskName}" had failed: ${lostWords(outcome)}`,
    place,
    evidence: group.map(
      (one) => `${one.trial.fault} on ${one.trial.job.host}: ${one.evidence.join('; ')}; the play did not fail for it`,
    ),
    remedy: adviceFor(outcome, {
      limit: jobs.find((one) => samePlace(one.key.place, place))?.limit ?? 60,
      job: source.find((one) => samePlace(one.place, place)),
      looped: trial.job.item !== null,
      before: rebootAfter(place, source, baseline),
    }),
    ...related(outcome),
  };
}

/** The play's own reboot that comes while this job runs: after it there is nothing left to reap. */
function rebootAfter(place: Place, source: readonly SourceJob[], baseline: Facts | undefined): string | undefined {
  const reboot = baseline?.jobs
    .filter(({ key }) => samePlace(key.place, place))
    .map((job) => rebootDuring(baseline, job, source))
    .find((one) => one);
  return reboot && `"${reboot.taskName}"${reboot.place ? ` (${formatPlace(reboot.place)})` : ''}`;
}

function related({ place, by }: Lost): Pick<Finding, 'related'> {
  const related = [
    ...(place ? [{ place, message: 'the task that let it pass' }] : []),
    ...(by ? [{ place: by, message: 'what kept it from telling' }] : []),
  ];
  return related.length > 0 ? { related } : {};
}
