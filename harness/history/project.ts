import type { Collect, Launch, Result, TaskStart } from '../model/event.ts';
import type { Facts } from '../model/facts.ts';
import type { History } from '../model/history.ts';
import type { Job, JobEnd, Reap, ReapVerdict } from '../model/job.ts';
import { formatPlace } from '../model/place.ts';
import type { JobFileSeen } from '../model/sighting.ts';

/** Job[] and Reap[] of a run, correlated by host and job id. Pure: the same history gives the same jobs. */
export function project(history: History): Facts {
  const events = history.flatMap((entry) => (entry.kind === 'event' ? [entry.event] : []));
  const tasks = new Map<string, TaskStart>();
  for (const event of events) if (event.type === 'task-start') tasks.set(event.task, event);
  const collects = events.filter((event) => event.type === 'collect');
  const results = events.filter((event) => event.type === 'result');
  const files = history.flatMap((entry) =>
    entry.kind === 'sighting' && entry.sighting.type === 'job-file' ? [entry.sighting] : [],
  );

  const jobs: Job[] = [];
  for (const launch of events) {
    if (launch.type !== 'launch') continue;
    const task = tasks.get(launch.task);
    if (!task?.place) continue;
    const mine = collects.filter(
      (one) => one.jid === launch.jid && (one.host === launch.host || one.via === 'async_status'),
    );
    const end = jobEnd(
      files.filter((file) => file.jid === launch.jid && file.host === launch.on),
      mine,
    );
    jobs.push({
      key: { host: launch.host, place: task.place, item: launch.item, nth: launch.nth },
      jid: launch.jid,
      taskName: task.name,
      on: launch.on,
      limit: launch.limit,
      poll: launch.poll,
      noLog: task.noLog !== false,
      launchedAt: launch.at,
      ...end,
      reaps: mine.map((collect) => reap(collect, launch, tasks.get(collect.task), results, end.end)),
    });
  }
  const started = history.find((entry) => entry.kind === 'run' && entry.run.type === 'started');
  const speed = started?.kind === 'run' && started.run.type === 'started' ? (started.run.speed ?? 1) : 1;
  return { history, jobs: inPlayOrder(jobs), tasks, speed };
}

/** As the play names them, whichever host was faster: by task, then by its repetition, host and loop item. */
function inPlayOrder(jobs: readonly Job[]): readonly Job[] {
  const tasks = [...new Set(jobs.map(({ key }) => formatPlace(key.place)))];
  const rank = ({ key }: Job) => tasks.indexOf(formatPlace(key.place));
  return jobs.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
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
  return /could not find job/i.test(collect.msg ?? '');
}

function isTimeout(collect: Collect): boolean {
  return /timeout exceeded/i.test(collect.msg ?? '');
}

function reap(
  collect: Collect,
  launch: Launch,
  task: TaskStart | undefined,
  results: readonly Result[],
  end: JobEnd,
): Reap {
  const ofTask = results.filter((result) => result.task === collect.task && result.host === collect.host);
  const result =
    ofTask.find((one) => one.item === collect.item && one.at >= collect.since) ??
    ofTask.find((one) => one.item === null);
  const overall = ofTask.find((one) => one.item === null);
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
    msg: collect.msg,
    ignored: (overall ?? result)?.ignored ?? false,
    until: collect.until,
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
