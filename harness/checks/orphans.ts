import type { Facts } from '../model/facts.ts';
import type { Job } from '../model/job.ts';
import type { BootSeen, ProcessSeen } from '../model/sighting.ts';

/** A job that still ran on its host when the play had ended. */
export interface Orphan {
  readonly job: Job;
  readonly pids: readonly number[];
  /** How long it was watched after the play, in ms, and was there until then; or until it ended by itself. */
  readonly livedMs: number;
  readonly ended: boolean;
}

/** A process that ends with the play is reported gone a little later. */
const PROBE_LAG_MS = 2_500;

/** Jobs alive on their hosts after the play's end. Needs a history whose probe watched on for a while. */
export function orphansOf(facts: Facts): readonly Orphan[] {
  const endedAt = facts.run.ended?.at;
  if (endedAt === undefined) return [];
  const seen = facts.sightings('process');
  const watchedUntil = Math.max(endedAt, facts.lastSightAt ?? 0);
  return facts.jobs.flatMap((job) => {
    const mine = seen.filter((one) => one.host === job.on && isOf(job, one));
    const boots = facts.sightings('boot').filter((one) => one.host === job.on);
    const endOf = (one: ProcessSeen) => goneAt(mine, one) ?? nextBootAt(boots, one);
    const alive = mine.filter(
      (one) => one.state === 'alive' && one.role !== 'wrapper' && (endOf(one) ?? Infinity) > endedAt + PROBE_LAG_MS,
    );
    if (alive.length === 0) return [];
    const ends = alive.map(endOf);
    const ended = !ends.includes(undefined);
    const last = ended ? Math.max(...ends.map((at) => at ?? 0)) : watchedUntil;
    return [{ job, pids: [...new Set(alive.map((one) => one.pid))], livedMs: last - endedAt, ended }];
  });
}

/** The wrapper's own command line, by which the probe knows its processes, has the id without the `.pid` at its end. */
function isOf({ jid }: Job, process: ProcessSeen): boolean {
  return process.jid === jid || process.jid === jid.replace(/\.\d+$/, '');
}

function goneAt(seen: readonly ProcessSeen[], who: ProcessSeen): number | undefined {
  return seen.find((one) => one.state === 'gone' && one.pid === who.pid && one.startTicks === who.startTicks)?.at;
}

/** The probe that comes after a reboot reports nobody gone: it has seen none of them. */
function nextBootAt(boots: readonly BootSeen[], who: ProcessSeen): number | undefined {
  const during = boots.findLast(({ at }) => at <= who.at) ?? boots[0];
  return boots.find(({ at, bootId }) => at > who.at && bootId !== during?.bootId)?.at;
}
