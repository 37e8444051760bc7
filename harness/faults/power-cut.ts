import type { Fault } from './fault.ts';
import { doomed, doomMs } from './outage.ts';
import { CUT_OFF } from './reasons.ts';
import { backMs, downAndBack, proveAnotherBoot } from './reboot.ts';

/** No shutdown, no last words: everything that ran on the host is gone at once. */
export const powerCut: Fault<'power-cut'> = {
  name: 'power-cut',
  group: 'host',
  summary: 'the host loses its power while the job runs, and boots again',
  proof: 'another boot id, and no result of the job',
  heal: 'it is powered on at once, and takes connections again after longer than two looks are apart',
  harm: 'fatal',
  reach: 'host',
  reasons: CUT_OFF,
  settlesMs: backMs,
  act: doomed,
  strike: {
    moment: 'running',
    afterMs: doomMs,
    act: (machine, target, pause) =>
      downAndBack(machine, target, pause, { by: () => machine.powerCut(), said: 'lost its power' }),
  },
  prove: proveAnotherBoot,
};
