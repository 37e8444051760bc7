import { ReapcheckError } from '../model/error.ts';
import type { Place } from '../model/place.ts';
import type { WantedFault } from '../model/scenario.ts';
import { nearest } from '../yaml/nearest.ts';
import { unknownHost } from './contradictions.ts';
import { type FoundJob, findJobs, jobText } from './find-jobs.ts';

/** A fault as somebody asks for it. */
interface Wish {
  readonly fault: string;
  readonly job: string;
  readonly hosts?: readonly string[] | undefined;
  readonly item?: number | undefined;
  readonly limit?: number | undefined;
}

/** Finds the job in the playbook's source. Throws usage errors that list the jobs, or the hosts, that there are. */
export function wantedFault(
  wish: Wish,
  playbook: string,
  hosts: readonly string[],
  placeOf: (key: 'hosts' | 'job') => Place,
): WantedFault {
  const on = wish.hosts ?? hosts.slice(0, 1);
  const stranger = on.find((name) => !hosts.includes(name));
  if (stranger !== undefined) throw unknownHost(stranger, hosts, placeOf('hosts'));
  const job = jobNamed(findJobs(playbook), wish.job, placeOf('job'));
  const limit = wish.limit ?? job.limit;
  const { poll } = job;
  if (limit === undefined || poll === undefined) {
    throw new ReapcheckError({
      code: 'unknown-limit',
      kind: 'usage',
      what: `the source does not tell the async limit of ${jobText(job)}`,
      where: placeOf('job'),
      expected: 'a number, or a variable with a known value',
      remedy: 'add limit: with the seconds that it has in this run',
    });
  }
  return { fault: wish.fault, hosts: on, item: wish.item ?? (job.looped ? 0 : null), job: { ...job, limit, poll } };
}

function jobNamed(jobs: readonly FoundJob[], text: string, where: Place): FoundJob {
  const exact = jobs.filter((job) => job.taskName === text || String(job.place.line) === text);
  const found = exact.length > 0 ? exact : jobs.filter((job) => job.taskName.includes(text));
  if (found.length === 1) return found[0] as FoundJob;
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
    remedy: none && near ? `did you mean "${near}"?` : 'name one task: by its whole name, or by its line',
  });
}
