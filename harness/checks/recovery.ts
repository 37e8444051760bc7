import type { TaskStatus } from '../model/event.ts';
import type { Facts } from '../model/facts.ts';
import type { Job, ReapVerdict } from '../model/job.ts';
import { type Place, samePlace } from '../model/place.ts';

/** One time that a host did a piece of work, as a job or in the foreground. */
interface Execution {
  readonly taskName: string;
  readonly place: Place;
  readonly host: string;
  readonly item: number | null;
  readonly work: string | undefined;
  /** When it began. */
  readonly at: number;
  /** It went well, and the play knows it. */
  readonly well: boolean;
}

const SAW_FAILURE: readonly ReapVerdict[] = ['collected-failed', 'gave-up', 'not-found', 'unreachable'];

/**
 * The execution by which the play did a failed job's work again: the same action with the same arguments, begun after the failure was
 * seen, one that the healthy run did not have, and that went well. Without a healthy run only another attempt of the same task counts.
 */
export function recoveryOf(facts: Facts, job: Job, baseline: Facts | undefined): Execution | undefined {
  if (job.work === undefined) return undefined;
  // Infinity where nobody saw it.
  const seenAt = Math.min(...job.reaps.filter(({ verdict }) => SAW_FAILURE.includes(verdict)).map(({ at }) => at));
  const all = executionsOf(facts);
  const healthy = baseline && executionsOf(baseline);
  return all.find(
    (one) =>
      one.well &&
      one.work === job.work &&
      one.host === job.key.host &&
      one.at >= seenAt &&
      (healthy ? timesOf(one, all) > timesOf(one, healthy) : isAttemptOf(one, job)),
  );
}

function isAttemptOf(one: Execution, job: Job): boolean {
  return samePlace(one.place, job.key.place) && one.item === job.key.item;
}

/** How often one host did this task, or this item of it: hosts of a shared run have other names than that of the healthy one. */
function timesOf({ place, item }: Execution, among: readonly Execution[]): number {
  const there = among.filter((one) => samePlace(one.place, place) && one.item === item);
  return Math.max(0, ...[...Map.groupBy(there, ({ host }) => host).values()].map((ones) => ones.length));
}

function timeOf({ task, host, item }: { readonly task: string; readonly host: string; readonly item: number | null }) {
  return `${task} ${host} ${item}`;
}

function executionsOf(facts: Facts): readonly Execution[] {
  const launched = new Set(facts.events('launch').map(({ task, host }) => `${task} ${host}`));
  const ended = (status: TaskStatus) =>
    new Set(facts.events('result').flatMap((one) => (one.status === status ? [timeOf(one)] : [])));
  const well = ended('ok');
  // Its condition was looked at, and nothing more.
  const skipped = ended('skipped');
  const foreground = facts.events('work').flatMap((one): Execution[] => {
    const task = facts.tasks.get(one.task);
    if (!task?.place || launched.has(`${one.task} ${one.host}`) || skipped.has(timeOf(one))) return [];
    const { host, item, work, since } = one;
    return [{ taskName: task.name, place: task.place, host, item, work, at: since, well: well.has(timeOf(one)) }];
  });
  const jobs = facts.jobs.map(
    ({ taskName, key, work, launchedAt, end, reaps }): Execution => ({
      taskName,
      place: key.place,
      host: key.host,
      item: key.item,
      work,
      at: launchedAt,
      well: end === 'succeeded' && reaps.some(({ verdict }) => verdict === 'collected-ok'),
    }),
  );
  return [...jobs, ...foreground];
}
