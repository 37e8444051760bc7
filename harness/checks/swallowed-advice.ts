import { windowFor } from '../model/limits.ts';
import type { Lost } from '../model/outcome.ts';
import { formatPlace } from '../model/place.ts';
import type { SourceJob } from '../model/source.ts';
import { atReap } from './swallowed-words.ts';

/** What is known of the job that a piece of advice is for. */
export interface Advised {
  /** Seconds (`async`). */
  readonly limit: number;
  readonly job: SourceJob | undefined;
  /** The task launches one job for each item of a loop. */
  readonly looped: boolean;
  /** What a reap has to come before; without it, the end of the play. */
  readonly before?: string | undefined;
}

/** What to change in this play, so that it tells. */
export function adviceFor(lost: Lost, about: Advised): string {
  const at = atReap(lost);
  // What stands around the reap counts for all that is in there, so that the reap may say otherwise for itself.
  const take = (keyword: string) =>
    lost.by
      ? `remove ${keyword} at ${formatPlace(lost.by)}, or give ${at} ${keyword}: false`
      : `remove ${keyword} from ${at}`;
  const { retries, delay } = windowFor(about.limit);
  const result = lost.register ?? 'job_result';
  switch (lost.how) {
    case 'never-reaped':
    case 'reaped-another':
    case 'play-ended-first':
      return unreapedAdvice(about);
    case 'cleaned-up':
      return unreapedAdvice({ ...about, before: at });
    case 'skipped':
      return `give ${at} the condition of its job's task, so that what was launched is asked for`;
    case 'run-once':
      return `${take('run_once')}: each host has a job of its own`;
    case 'not-notified':
      return `make ${at} a task, or let the task that launches the job notify it, which it does only where it counts as changed`;
    case 'rescue-only':
      return `move ${at} into the block, or into its always: a job needs its reap where all goes well, too`;
    case 'tags':
      return `give ${at} the tags of its job's task${lost.written === undefined ? '' : ` instead of ${lost.written}`}: what was launched has to be asked for`;
    case 'ended-host':
      return `move ${at} before ${lost.by ? formatPlace(lost.by) : 'the meta task that ends the play'}`;
    case 'not-reached':
      return `let the hosts that run "${about.job?.taskName ?? 'the job'}" come to ${at}: look at the conditions of its includes, and at the hosts of its play`;
    case 'ignore-errors':
      return `${take('ignore_errors')}, or fail or assert on its result later`;
    case 'ignore-unreachable':
      return `${take('ignore_unreachable')}, or fail later where its result is unreachable`;
    case 'failed-when':
      return `let failed_when of ${at} be true where the job failed, or remove it`;
    case 'rescued':
      return `end the rescue${lost.by ? ` (${formatPlace(lost.by)})` : ''} with ansible.builtin.fail, let it do the work again, or check the result after the block`;
    case 'cleared-errors':
      return `remove meta: clear_host_errors${lost.by ? ` (${formatPlace(lost.by)})` : ''}, or end the play with a task that fails if a job did`;
    case 'no-until':
      return `add to ${at}: register: ${result}, until: ${result} is finished, retries: ${retries}, delay: ${delay}`;
    case 'until-met-early':
      return `let ${at} wait for the end: until: ${result} is finished, retries: ${retries}, delay: ${delay}`;
    case 'retries-zero':
      return `set retries: ${retries} and delay: ${delay} on ${at}`;
    case 'unexplained':
      return 'read the history of this trial, and please report it: reapcheck should be able to say why';
  }
}

/** By what the job is for: a reboot can't be reaped, and a server is not to be waited for. */
function unreapedAdvice({ limit, job, looped, before = 'the end of the play' }: Advised): string {
  if (job?.class === 'connection-cutting')
    return 'use ansible.builtin.reboot, which fails where the host does not come back with another boot; or compare the boot id yourself after the wait';
  if (job?.class === 'server')
    return 'it stays up on purpose, so don’t wait for its end: wait until it answers (ansible.builtin.wait_for with port and timeout, or uri with until), which fails where it did not come up';
  const { retries, delay } = windowFor(limit);
  const register = job?.register ?? 'job';
  return [
    `${job?.register === undefined ? `register the launch (register: ${register}), and add` : 'add'} before ${before}:`,
    '  - ansible.builtin.async_status:',
    `      jid: "{{ ${looped ? 'item' : register}.ansible_job_id }}"`,
    ...(looped ? [`    loop: "{{ ${register}.results }}"`] : []),
    `    register: ${register}_result`,
    `    until: ${register}_result is finished`,
    `    retries: ${retries}`,
    `    delay: ${delay}    # ${retries} × ${delay} s outlasts async: ${limit}`,
  ].join('\n');
}
