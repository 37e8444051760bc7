import type { Machine } from '../model/machine.ts';
import { type Fault, NoEffect } from './fault.ts';
import { runMs, underWay } from './outage.ts';
import { NOTHING_WRONG } from './reasons.ts';
import { metLimit, overLimit, proveBySight, proveByStrike } from './seen.ts';

/** Each way: as far as a network on earth gets. */
const DELAY_MS = 60;
const JITTER_MS = 20;
const ROUND_TRIP_MS = 2 * DELAY_MS;
const LOOKS = 8;

/** A far away host on a bad line. Nothing is wrong with the job, and the play must stay green. */
export const slowLink: Fault<'slow-link'> = {
  name: 'slow-link',
  group: 'link',
  summary: `every packet takes ${DELAY_MS} to ${DELAY_MS + JITTER_MS} ms: the play must stay green`,
  proof: 'of several answers of its SSH server each came that late, and not before the strike',
  heal: 'the delay is lifted',
  harm: 'none',
  reach: 'host',
  reasons: NOTHING_WRONG,
  settlesMs: runMs,
  act: underWay,
  strike: {
    moment: 'before',
    async act(machine) {
      const without = await quickestAnswer(machine);
      if (without >= ROUND_TRIP_MS)
        throw new NoEffect(`without any delay an answer took ${Math.round(without)} ms: nothing could be told from it`);
      machine.link.delay(DELAY_MS, JITTER_MS);
      const withDelay = await quickestAnswer(machine);
      if (withDelay < ROUND_TRIP_MS) throw new NoEffect(`an answer came after ${Math.round(withDelay)} ms`);
      return [
        `of ${LOOKS} answers of the SSH server the quickest took ${Math.round(withDelay)} ms, and ${Math.round(without)} ms before that`,
      ];
    },
  },
  prove: (facts, arm, job) =>
    proveBySight(facts, arm, job, (seen) => (metLimit(seen) ? overLimit(job) : proveByStrike(facts, arm, job))),
};

/** A busy machine is late now and then; a slow link is late every time. */
async function quickestAnswer(machine: Machine): Promise<number> {
  const tookMs: number[] = [];
  for (let look = 0; look < LOOKS; look++) tookMs.push(await machine.roundTrip());
  return Math.min(...tookMs);
}
