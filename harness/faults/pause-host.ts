import { inSeconds } from '../model/in-seconds.ts';
import { type Fault, NoEffect } from './fault.ts';
import { outageMs, runMs, underWay } from './outage.ts';
import { CUT_OFF } from './reasons.ts';
import { proveByStrike } from './seen.ts';

/** A live migration, a snapshot, a hypervisor out of memory: the whole host stands still for a while. */
export const pauseHost: Fault<'pause-host'> = {
  name: 'pause-host',
  group: 'host',
  summary: 'every process of the host stands still for a while',
  proof: 'the engine said that it was frozen, at the beginning and at the end of that time',
  heal: 'it is thawed',
  harm: 'outage',
  reach: 'host',
  reasons: CUT_OFF,
  settlesMs: (target) => outageMs(target) + runMs(target),
  act: underWay,
  strike: {
    moment: 'running',
    async act(machine, target, pause) {
      const forMs = outageMs(target);
      await machine.freeze();
      try {
        const before = await machine.isFrozen();
        await pause(forMs);
        if (!before || !(await machine.isFrozen())) throw new NoEffect(`${machine.host.name} did not stand still`);
      } finally {
        await machine.thaw();
      }
      return [`${machine.host.name} stood still for ${inSeconds(forMs)}`];
    },
  },
  prove: proveByStrike,
};
