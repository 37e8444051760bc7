import type { Launch } from '../../model/event.ts';
import type { Sighting } from '../../model/sighting.ts';
import type { LookSeen, StandInRan } from '../../model/smoke-event.ts';

/**
 * What a look saw of the jobs of one run, in the words of the probe. A job file is dated by its own time, on our clock: nobody
 * watched as it was written.
 */
export function sightingsOf(looks: readonly LookSeen[], launches: readonly Launch[]): readonly Sighting[] {
  const seen = new Set<string>();
  return looks.flatMap((look): Sighting[] => {
    const { at, host } = look;
    const mine = launches.filter(({ on }) => on === host);
    const jidOf = (id: string) => mine.find(({ jid }) => jid === id || jid.split('.')[0] === id)?.jid;
    const files = look.jobFiles.flatMap((file): Sighting[] => {
      const launch = mine.find(({ jid }) => jid === file.jid);
      if (!launch) return [];
      const { writtenAt, ...rest } = file;
      const on = Math.min(at, Math.max(launch.at, Math.round(writtenAt - look.clock.offsetMs)));
      return [{ type: 'job-file', state: 'present', host, ...rest, at: on }];
    });
    const processes = look.processes.flatMap(({ jid: id, ...process }): Sighting[] => {
      const jid = jidOf(id);
      return jid ? [{ type: 'process', state: 'alive', at, host, jid, ...process }] : [];
    });
    const all: Sighting[] = [{ type: 'boot', at, host, bootId: look.bootId }, ...files, ...processes];
    // The looks as several users see the same processes.
    return all.filter((one) => {
      const key = JSON.stringify({ ...one, at: 0 });
      return !seen.has(key) && seen.add(key);
    });
  });
}

/** The stand-in's result, as it was read back right after its launch. */
export function sightingOfStandIn({ at, host, jid, path, token, rc, finished }: StandInRan): Sighting {
  return {
    type: 'job-file',
    state: 'present',
    at,
    host,
    jid,
    path,
    token,
    readable: true,
    finished,
    failed: rc !== 0,
    ...(rc === undefined ? {} : { rc }),
  };
}
