import type { Facts } from '../model/facts.ts';
import type { Entry } from '../model/history.ts';
import type { Sighting } from '../model/sighting.ts';
import { project } from './project.ts';

/** The part of a run that is about these hosts, with all that is about none: as if they had been alone in it. */
export function factsOfHosts(facts: Facts, hosts: readonly string[]): Facts {
  const armed = facts.strikes('armed').filter(({ arm }) => hosts.includes(arm.job.host));
  const tokens = new Set(armed.map(({ arm }) => arm.token));
  return project(facts.history.filter((entry) => concerns(entry, hosts, tokens)));
}

function concerns(entry: Entry, hosts: readonly string[], tokens: ReadonlySet<string>): boolean {
  switch (entry.kind) {
    case 'run':
      return true;
    case 'event':
      // A refusal spoils the run for all: what came of it, nobody knows.
      return !('host' in entry.event) || entry.event.type === 'refused' || hosts.includes(entry.event.host);
    case 'sighting':
      // As does a packet for somebody who isn't there, and a registry that doesn't answer.
      return spoils(entry.sighting) || hosts.includes(entry.sighting.host);
    case 'strike':
      return tokens.has(entry.strike.type === 'armed' ? entry.strike.arm.token : entry.strike.token);
  }
}

function spoils(sighting: Sighting): boolean {
  return sighting.type === 'wall' || (sighting.type === 'fetch' && sighting.failed !== undefined);
}
