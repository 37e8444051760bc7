import { ReapcheckError } from '../model/error.ts';
import type { Facts } from '../model/facts.ts';
import type { LoadSeen } from '../model/sighting.ts';
import { falseRedsOfSlowness } from './false-red.ts';

/** So many processes for one processor: each takes several times as long as by itself, so that no limit of seconds says anything. */
const TOO_MANY = 4;

/** The highest load that was seen, if it was too high for what was seen of times to count. */
export function tooBusy(facts: Facts): LoadSeen | undefined {
  const [busiest] = facts.sightings('load').toSorted((a, b) => b.load / b.processors - a.load / a.processors);
  return busiest && busiest.load / busiest.processors > TOO_MANY ? busiest : undefined;
}

export function busyWords({ load, processors }: LoadSeen): string {
  return `${load} processes for ${processors} processors, on average of a minute`;
}

/**
 * A healthy run that gave up on healthy work on such a machine, and need not have on another, as an error that a user can act on; undefined
 * if there was none.
 */
export function falseRedOfBusyMachine(facts: Facts): ReapcheckError | undefined {
  const [blamed] = falseRedsOfSlowness(facts);
  const busy = tooBusy(facts);
  if (!blamed || !busy) return undefined;
  return new ReapcheckError({
    code: 'machine-too-busy',
    kind: 'unknown',
    what: `${blamed.message}; but this machine was too busy for that to count`,
    ...(blamed.place ? { where: blamed.place } : {}),
    expected: 'a healthy run on a machine that has time for it',
    seen: busyWords(busy),
    remedy: 'drill it again when less runs beside it',
  });
}
