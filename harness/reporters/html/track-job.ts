import { windowS } from '../../model/ansible-core.ts';
import type { Mark, Span, Tone, Track } from '../../model/drill-page.ts';
import type { Job, JobEnd, Reap, ReapVerdict } from '../../model/job.ts';
import type { JobFileSeen, ProcessSeen } from '../../model/sighting.ts';
import { jobName } from '../job-name.ts';
import { isStruck, on, type Seen } from './seen.ts';

const ENDS: Readonly<Record<JobEnd, string>> = {
  succeeded: 'ended well',
  failed: 'failed',
  'timed-out': 'was stopped at its limit',
  lost: 'left no job file',
  running: 'had no result when it was last seen',
  unknown: 'was not seen to end',
};

export const REAPED: Readonly<Record<ReapVerdict, string>> = {
  'collected-ok': 'it had ended well',
  'collected-failed': 'it had failed',
  'gave-up': 'still running, and that was the last look',
  'saw-running': 'still running, and the play went on',
  'not-found': 'no job file was found',
  unreachable: 'the host was unreachable',
  skipped: 'skipped',
  'cleaned-up': 'its file was removed, it was not asked',
};

export function endWords(job: Job): string {
  return ENDS[job.end];
}

/** A job as it was seen on its host: itself with its limit, who asked for it, its file, its processes. */
export function jobTracks(seen: Seen, job: Job): readonly Track[] {
  const { several, struck } = seen;
  const plain = jobName(job.taskName, job.key);
  const name = `${plain}${several ? ` on ${job.on}` : ''}`;
  const mine = isStruck(job.key, struck);
  return [
    { label: `job: ${name}`, kind: 'job' as const, job: plain, struck: mine, ...lifeOf(seen, job) },
    ...job.reaps.map((reap) => ({
      label: `reap: ${reap.via === 'keep-alive' ? 'its own poll' : reap.taskName}`,
      kind: 'reap' as const,
      job: plain,
      struck: mine,
      ...reapOf(seen, job, reap),
    })),
    { label: 'job file', kind: 'file' as const, job: plain, struck: mine, ...fileOf(seen, job) },
    { label: 'processes', kind: 'process' as const, job: plain, struck: mine, ...processesOf(seen, job) },
  ].filter(({ kind, spans, marks }) => kind === 'job' || spans.length + marks.length > 0);
}

type Drawn = Pick<Track, 'spans' | 'marks'>;

function lifeOf({ facts, clock, lines }: Seen, job: Job): Drawn {
  const launch = facts.events('launch').find(({ jid }) => jid === job.jid);
  const launchedAt = clock.at(job.launchedAt);
  const from = clock.at(seenAt(facts, job));
  const lastAt = job.endedAt ?? facts.lastSightAt ?? facts.run.ended?.at ?? job.launchedAt;
  const end = facts
    .sightings('job-file')
    .find((one) => one.jid === job.jid && one.host === job.on && one.at === job.endedAt);
  const tone: Tone = job.end === 'succeeded' ? 'good' : job.end === 'running' || job.end === 'unknown' ? 'open' : 'bad';
  return {
    spans: [
      {
        from,
        to: Math.min(clock.spanMs, from + clock.real(job.limit)),
        label: `limit: async ${job.limit} s`,
        look: 'limit',
        tone: 'quiet',
        lines: on(lines, launch),
      },
      {
        from,
        to: clock.at(lastAt),
        label: `the job ${endWords(job)}`,
        look: 'job',
        tone,
        lines: on(lines, launch, end),
      },
    ],
    marks: [
      { at: launchedAt, label: `launched as job ${job.jid}`, look: 'launch', tone: 'quiet', lines: on(lines, launch) },
    ],
  };
}

/** Ansible tells of a launch when its task is over: by then the job runs, and a short one has ended. */
function seenAt(facts: Seen['facts'], job: Job): number {
  const file = facts.sightings('job-file').find(({ jid, host }) => jid === job.jid && host === job.on);
  return Math.min(job.launchedAt, file?.at ?? Infinity, job.endedAt ?? Infinity);
}

function reapOf({ facts, clock, lines }: Seen, job: Job, reap: Reap): Drawn {
  const collect = facts
    .events('collect')
    .find(({ jid, at, host }) => jid === job.jid && at === reap.at && host === reap.host);
  const waits = reap.via === 'async_status' && reap.until && reap.retries !== undefined && reap.delay !== undefined;
  const windowMs = waits ? clock.real(windowS(reap.retries, reap.delay)) : undefined;
  const from = clock.at(reap.since);
  const asked = facts
    .events('retry')
    .filter(({ task, host, at }) => task === collect?.task && host === reap.host && at >= reap.since && at <= reap.at);
  const tone: Tone = reap.verdict === 'collected-ok' ? 'good' : reap.failed && !reap.ignored ? 'bad' : 'open';
  const spans: Span[] = [
    {
      from,
      to: clock.at(reap.at),
      label: `${reap.taskName}: ${REAPED[reap.verdict]}`,
      look: 'reap',
      tone,
      lines: on(lines, collect),
    },
  ];
  if (windowMs !== undefined)
    spans.unshift({
      from,
      to: Math.min(clock.spanMs, from + windowMs),
      label: `window: ${reap.retries} × ${reap.delay} s`,
      look: 'window',
      tone: 'quiet',
      lines: on(lines, collect),
    });
  const looks = asked.map(
    (one): Mark => ({
      at: clock.at(one.at),
      label: `look ${one.attempt}: still running`,
      look: 'ask',
      tone: 'quiet',
      lines: on(lines, one),
    }),
  );
  const last: Mark = {
    at: clock.at(reap.at),
    label: `look ${reap.attempts}: ${REAPED[reap.verdict]}`,
    look: 'ask',
    tone,
    lines: on(lines, collect),
  };
  return { spans, marks: [...looks, last] };
}

function fileOf({ facts, clock, lines }: Seen, job: Job): Drawn {
  const sights = facts.sightings('job-file').filter(({ jid, host }) => jid === job.jid && host === job.on);
  return {
    spans: sights.flatMap((one, index): readonly Span[] => {
      if (one.state === 'gone') return [];
      const next = sights[index + 1]?.at ?? facts.lastSightAt ?? one.at;
      const { words, tone } = saidBy(one);
      return [
        {
          from: clock.at(one.at),
          to: clock.at(next),
          label: `job file: ${words}${one.rc === undefined ? '' : `, rc ${one.rc}`}, ${one.bytes ?? '?'} bytes`,
          look: 'file',
          tone,
          lines: on(lines, one),
        },
      ];
    }),
    marks: sights
      .filter(({ state }) => state === 'gone')
      .map((one) => ({
        at: clock.at(one.at),
        label: 'the job file is gone',
        look: 'file',
        tone: 'open',
        lines: on(lines, one),
      })),
  };
}

/** What a job file says of its job. */
function saidBy({ readable, finished, failed, rc = 0, timedOut }: JobFileSeen): { words: string; tone: Tone } {
  if (readable === false) return { words: 'not readable', tone: 'open' };
  if (!finished) return { words: 'started', tone: 'quiet' };
  return failed === true || rc !== 0 || timedOut === true
    ? { words: 'finished, failed', tone: 'bad' }
    : { words: 'finished', tone: 'good' };
}

function processesOf({ facts, clock, lines }: Seen, job: Job): Drawn {
  const mine = facts.sightings('process').filter(({ jid, host }) => host === job.on && jid === job.jid);
  const id = ({ pid, startTicks }: ProcessSeen) => `${pid}|${startTicks}`;
  const spans = [...Map.groupBy(mine, id).values()].flatMap((sights): readonly Span[] => {
    const alive = sights.find(({ state }) => state === 'alive');
    const gone = sights.find(({ state }) => state === 'gone');
    const first = alive ?? gone;
    if (!first) return [];
    return [
      {
        from: clock.at(alive?.at ?? Math.min(job.launchedAt, first.at)),
        to: clock.at(gone?.at ?? facts.lastSightAt ?? first.at),
        label: `process ${first.pid}, ${ROLES[first.role ?? 'descendant']}${gone ? '' : ', still there when last seen'}`,
        look: 'process',
        tone: gone ? 'quiet' : 'open',
        lines: on(lines, alive, gone),
      },
    ];
  });
  return { spans, marks: [] };
}

const ROLES = {
  wrapper: 'async_wrapper',
  descendant: 'of the job',
  'stand-in': 'in the job’s place',
} as const;
