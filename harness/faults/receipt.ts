import type { Facts } from '../model/facts.ts';
import type { Arm } from '../model/fault.ts';
import type { JobFileSeen, ProcessSeen, ReceiptSeen, Sighting } from '../model/sighting.ts';

function sightings(facts: Facts): readonly Sighting[] {
  return facts.history.flatMap((entry) => (entry.kind === 'sighting' ? [entry.sighting] : []));
}

/** What the fault wrote down on the host as it struck, if it did. */
export function receiptOf(facts: Facts, arm: Arm): ReceiptSeen | undefined {
  return sightings(facts).find((one) => one.type === 'receipt' && one.token === arm.token) as ReceiptSeen | undefined;
}

export function jobFileOf(facts: Facts, jid: string): readonly JobFileSeen[] {
  return sightings(facts).filter((one) => one.type === 'job-file' && one.jid === jid) as JobFileSeen[];
}

/** All that was seen of one process: the pid alone could be another's by now. */
export function processSeen(facts: Facts, who: { pid: number; startTicks: number }): readonly ProcessSeen[] {
  return sightings(facts).filter(
    (one) => one.type === 'process' && one.pid === who.pid && one.startTicks === who.startTicks,
  ) as ProcessSeen[];
}
