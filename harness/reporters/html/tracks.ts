import type { Track } from '../../model/drill-page.ts';
import type { Facts } from '../../model/facts.ts';
import type { JobKey } from '../../model/fault.ts';
import type { Clock } from './clock.ts';
import type { LineNumbers } from './runs.ts';
import { isStruck, type Seen } from './seen.ts';
import { faultTrack } from './track-fault.ts';
import { hostTrack } from './track-host.ts';
import { jobTracks } from './track-job.ts';
import { playTrack } from './track-play.ts';

/** All rows of a run's timeline: host by host, that of the struck job first. */
export function tracksOf(facts: Facts, clock: Clock, lines: LineNumbers, struck: JobKey | undefined): readonly Track[] {
  const hosts = hostsOf(facts, struck);
  const seen: Seen = { facts, clock, lines, struck, several: hosts.length > 1 };
  return hosts.flatMap((host) => {
    const jobs = facts.jobs.filter(({ key }) => key.host === host);
    const first = jobs.toSorted((a, b) => Number(isStruck(b.key, struck)) - Number(isStruck(a.key, struck)));
    return [
      playTrack(seen, host),
      ...faultTrack(seen, host),
      ...first.flatMap((job) => jobTracks(seen, job)),
      ...hostTrack(seen, host),
    ];
  });
}

function hostsOf(facts: Facts, struck: JobKey | undefined): readonly string[] {
  const all = facts.events('result').map(({ host }) => host);
  return [...new Set([...(struck ? [struck.host] : []), ...facts.jobs.map(({ key }) => key.host), ...all])];
}
