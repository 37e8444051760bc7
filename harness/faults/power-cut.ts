import type { Fault } from './fault.ts';
import { doomed, doomMs } from './outage.ts';
import { CUT_OFF } from './reasons.ts';
import { proveAnotherBoot } from './reboot.ts';

/** No shutdown, no last words: everything that ran on the host is gone at once. */
export const powerCut: Fault<'power-cut'> = {
  name: 'power-cut',
  group: 'host',
  summary: 'the host loses its power while the job runs, and boots again',
  proof: 'another boot id, and no result of the job',
  heal: 'the host is powered on at once',
  harm: 'fatal',
  reach: 'host',
  reasons: CUT_OFF,
  settlesMs: doomMs,
  act: doomed,
  strike: {
    moment: 'running',
    afterMs: doomMs,
    async act(machine) {
      await machine.powerCut();
      return [`${machine.host.name} lost its power, and answers again`];
    },
  },
  prove: proveAnotherBoot,
};
