import { relative } from 'node:path';
import { FAULTS, faultsNamed } from '../faults/catalogue.ts';
import { appliesOn } from '../faults/fault.ts';
import { ReapcheckError } from '../model/error.ts';
import { LOCALHOST } from '../model/host.ts';
import type { Place } from '../model/place.ts';
import { pointedAt } from '../model/pointed-at.ts';
import type { TargetJob, WantedFault } from '../model/scenario.ts';
import type { SourceJob } from '../model/source.ts';
import { jobsOf } from '../source/jobs-of.ts';
import type { ReadPlaybook } from '../source/read-playbook.ts';
import { nearest } from '../yaml/nearest.ts';
import { unknownHost } from './contradictions.ts';

/** ansible-core's own default where a reap names none: playbook/task.py. */
const DELAY_S = 5;

/** A fault as somebody asks for it. */
interface Wish {
  readonly fault: string;
  readonly job: string;
  readonly hosts?: readonly string[] | undefined;
  readonly item?: number | undefined;
  readonly limit?: number | undefined;
}

/**
 * Finds the job in the playbook's source. Throws usage errors that list the jobs, or the hosts, that there are. Without hosts, nobody
 * knows them before the run.
 */
export function wantedFault(
  wish: Wish,
  playbook: ReadPlaybook,
  hosts: readonly string[] | undefined,
  placeOf: (key: 'hosts' | 'job') => Place,
): WantedFault {
  const on = wish.hosts ?? hosts?.slice(0, 1) ?? [];
  const stranger = hosts && on.find((name) => !hosts.includes(name) && name !== LOCALHOST);
  if (hosts && stranger !== undefined) throw unknownHost(stranger, hosts, placeOf('hosts'));
  refuseOnLocalhost(wish.fault, on, placeOf('hosts'));
  const found = jobNamed(playbook, wish.job, placeOf('job'));
  const job = targetOf(found, wish.limit);
  if (job) return { fault: wish.fault, hosts: on, item: wish.item ?? (found.looped ? 0 : null), job };
  throw new ReapcheckError({
    code: 'unknown-limit',
    kind: 'usage',
    what: `the source does not tell the async limit of ${jobText(found)}`,
    where: placeOf('job'),
    expected: 'a number, or a variable with a known value',
    remedy: 'add limit: with the seconds that it has in this run',
  });
}

function refuseOnLocalhost(name: string, on: readonly string[], where: Place): void {
  const [fault] = faultsNamed([name]);
  if (!fault || !on.includes(LOCALHOST) || appliesOn(fault, LOCALHOST)) return;
  throw new ReapcheckError({
    code: 'fault-not-possible',
    kind: 'usage',
    what: `${name} can't be struck on localhost: it has no link, and its end is that of ansible-playbook itself`,
    where,
    expected: `one of: ${FAULTS.filter((one) => appliesOn(one, LOCALHOST))
      .map((one) => one.name)
      .join(', ')}`,
    remedy: 'name one of these, or another host',
  });
}

/** Undefined where neither the source nor the wish tells its limit, or the source does not tell its poll. */
function targetOf(job: SourceJob, wished: number | undefined): TargetJob | undefined {
  const limit = wished ?? (job.limit.known ? job.limit.value : undefined);
  if (limit === undefined || !job.poll.known) return undefined;
  const poll = job.poll.value;
  const [delay = DELAY_S] = job.reaps.flatMap((reap) => (reap.delay.known ? [reap.delay.value] : []));
  return { taskName: job.taskName, place: job.place, limit, poll, interval: poll || delay };
}

function jobNamed(playbook: ReadPlaybook, text: string, where: Place): SourceJob {
  const jobs = jobsOf(playbook);
  // A line alone is one of the playbook itself.
  const inPlaybook = jobs.filter(({ place }) => place.file === playbook.realPath && String(place.line) === text);
  const found = inPlaybook.length > 0 ? inPlaybook : pointedAt(jobs, text);
  if (found.length === 1) return found[0] as SourceJob;
  const none = found.length === 0;
  const near = nearest(
    text,
    jobs.map(({ taskName }) => taskName),
  );
  throw new ReapcheckError({
    code: none ? 'unknown-job' : 'ambiguous-job',
    kind: 'usage',
    what: none ? `there is no async task "${text}" in the playbook` : `"${text}" names ${found.length} async tasks`,
    where,
    expected: (none ? jobs : found).map(jobText).join(', ') || 'a playbook with an async task',
    remedy: none && near ? `did you mean "${near}"?` : 'name one task: by its whole name, or by its file:line',
  });
}

/** As a person would point to it: `"Start the backup" (site.yml:7)`. */
function jobText(job: SourceJob): string {
  return `"${job.taskName}" (${relative('', job.place.file)}:${job.place.line})`;
}
