import { NO_JOB_MESSAGE, OVER_LIMIT_MESSAGE } from '../model/ansible-core.ts';
import type { Collect, Launch, Result, TaskStart, Worked } from '../model/event.ts';
import type { Job, JobEnd, Reap, ReapVerdict } from '../model/job.ts';
import { formatPlace } from '../model/place.ts';
import type { JobFileSeen } from '../model/sighting.ts';

/** What is known of one launch, gathered from all over the history. */
export interface Gathered {
  readonly launch: Launch;
  readonly tasks: ReadonlyMap<string, TaskStart>;
  /** Looks at this job id. */
  readonly collects: readonly Collect[];
  /** Sights of a job file with this id, on any host. */
  readonly files: readonly JobFileSeen[];
  /** Results of a task on a host. */
  readonly results: (task: string, host: string) => readonly Result[];
  /** What a task did on a host. */
  readonly worked: (task: string, host: string) => readonly Worked[];
}

/** The job that a launch started; undefined where the task has no place, and so no name for a fault. */
export function jobOf(gathered: Gathered): Job | undefined {
  const { launch, tasks, collects, files, worked } = gathered;
  const task = tasks.get(launch.task);
  if (!task?.place) return undefined;
  const mine = collects.filter((one) => one.host === launch.host || one.via === 'async_status');
  const end = jobEnd(
    files.filter((file) => file.host === launch.on),
    mine,
  );
  return {
    key: { host: launch.host, place: task.place, item: launch.item, nth: launch.nth },
    jid: launch.jid,
    taskName: task.name,
    on: launch.on,
    limit: launch.limit,
    poll: launch.poll,
    noLog: task.noLog !== false,
    work: worked(launch.task, launch.host).find(({ item, nth }) => item === launch.item && nth === launch.nth)?.work,
    launchedAt: launch.at,
    ...end,
    reaps: mine.map((collect) => reapOf(collect, gathered, end.end)),
  };
}

/** As the play names them, whichever host was faster: by task, then by its repetition, host and loop item. */
export function inPlayOrder(jobs: readonly Job[]): readonly Job[] {
  const tasks = [...new Set(jobs.map(({ key }) => formatPlace(key.place)))];
  const rank = new Map(tasks.map((place, index) => [place, index]));
  const rankOf = ({ key }: Job) => rank.get(formatPlace(key.place)) ?? 0;
  return jobs.toSorted(
    (a, b) =>
      rankOf(a) - rankOf(b) ||
      a.key.nth - b.key.nth ||
      a.key.host.localeCompare(b.key.host, 'en', { numeric: true }) ||
      (a.key.item ?? 0) - (b.key.item ?? 0),
  );
}

/** What was seen on the host comes first; what a reap said stands in where the job file was gone before we looked. */
function jobEnd(
  files: readonly JobFileSeen[],
  collects: readonly Collect[],
): { end: JobEnd; endedAt: number | undefined } {
  const finished = files.find((file) => file.state === 'present' && file.finished === true);
  if (finished) {
    const failed = finished.failed === true || (finished.rc ?? 0) !== 0;
    return { end: finished.timedOut ? 'timed-out' : failed ? 'failed' : 'succeeded', endedAt: finished.at };
  }
  const collected = collects.find((collect) => collect.finished && !isNotFound(collect) && !collect.unreachable);
  if (collected) {
    const failed = (collect: Collect) => (collect.rc === undefined ? collect.failed : collect.rc !== 0);
    const end = isTimeout(collected) ? 'timed-out' : failed(collected) ? 'failed' : 'succeeded';
    return { end, endedAt: collected.at };
  }
  const last = files.at(-1);
  if (last?.state === 'gone' && !collects.some((collect) => collect.mode === 'cleanup'))
    return { end: 'lost', endedAt: last.at };
  return { end: last ? 'running' : 'unknown', endedAt: undefined };
}

function isNotFound(collect: Collect): boolean {
  return (collect.msg ?? '').includes(NO_JOB_MESSAGE);
}

function isTimeout(collect: Collect): boolean {
  return (collect.msg ?? '').includes(OVER_LIMIT_MESSAGE);
}

function reapOf(collect: Collect, { launch, tasks, results }: Gathered, end: JobEnd): Reap {
  const task = tasks.get(collect.task);
  // A handler may run more than once.
  const after = results(collect.task, collect.host).filter(({ at }) => at >= collect.since);
  const overall = after.find(({ item }) => item === null);
  const result = after.find(({ item }) => item === collect.item) ?? overall;
  const failed = result ? result.status === 'failed' || result.status === 'unreachable' : collect.failed;
  return {
    via: collect.via,
    taskName: task?.name ?? launch.task,
    place: task?.place,
    host: collect.host,
    since: collect.since,
    at: collect.at,
    attempts: collect.attempts,
    verdict: reapVerdict(collect, failed, end),
    failed,
    rc: collect.rc,
    // A look that was cut off after its answer: the task alone says so.
    msg: collect.msg ?? (collect.finished ? undefined : result?.msg),
    ignored: (overall ?? result)?.ignored ?? false,
    until: collect.until,
    untilWritten: task?.untilWritten,
    register: task?.register,
    failedWhen: task?.failedWhen ?? false,
    retries: collect.retries,
    delay: collect.delay,
  };
}

function reapVerdict(collect: Collect, failed: boolean, end: JobEnd): ReapVerdict {
  if (collect.skipped) return 'skipped';
  if (collect.unreachable) return 'unreachable';
  if (collect.mode === 'cleanup') return 'cleaned-up';
  if (isNotFound(collect)) return 'not-found';
  if (!collect.finished) return failed ? 'gave-up' : 'saw-running';
  const jobFailed =
    collect.rc === undefined ? end === 'failed' || end === 'timed-out' || collect.failed : collect.rc !== 0;
  return jobFailed ? 'collected-failed' : 'collected-ok';
}
