import { type Fault, NoEffect } from './fault.ts';
import { runSeconds } from './outage.ts';
import { proveByStrike } from './seen.ts';

/** Each way: as far as a network on earth gets. */
const DELAY_MS = 60;
const JITTER_MS = 20;

/** A far away host on a bad line. Nothing is wrong with the job, and the play must stay green. */
export const slowLink: Fault = {
  name: 'slow-link',
  group: 'link',
  summary: `every packet takes ${DELAY_MS} to ${DELAY_MS + JITTER_MS} ms: the play must stay green`,
  proof: 'the SSH banner was measured to come that late',
  heal: 'the delay is lifted',
  harm: 'none',
  reach: 'host',
  alone: true,
  settlesMs: (target) => runSeconds(target) * 1000,
  act: (target) => ({ act: 'run', seconds: runSeconds(target) }),
  strike: {
    moment: 'before',
    async act(machine) {
      machine.link.delay(DELAY_MS, JITTER_MS);
      const bannerMs = await machine.idleConnection(0);
      if (bannerMs < DELAY_MS) throw new NoEffect(`the SSH banner came after ${Math.round(bannerMs)} ms`);
      return [`the SSH banner took ${Math.round(bannerMs)} ms to arrive`];
    },
  },
  prove: proveByStrike,
};
