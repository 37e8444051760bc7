import type { Fault } from './fault.ts';
import { doomed, doomMs } from './outage.ts';
import { CUT_OFF } from './reasons.ts';
import { backMs, downAndBack, proveAnotherBoot } from './reboot.ts';

/** Somebody else reboots the host while the job runs: the job is gone, its file says that it runs. */
export const rebootHost: Fault<'reboot-host'> = {
  name: 'reboot-host',
  group: 'host',
  summary: 'the host reboots while the job runs',
  proof: 'another boot id, and no result of the job',
  heal: 'it comes back by itself, and takes connections again after longer than two looks are apart',
  harm: 'fatal',
  reach: 'host',
  reasons: CUT_OFF,
  settlesMs: backMs,
  act: doomed,
  strike: {
    moment: 'running',
    afterMs: doomMs,
    act: (machine, target, pause) =>
      downAndBack(machine, target, pause, { by: () => machine.reboot(), said: 'was told to reboot' }),
  },
  prove: proveAnotherBoot,
};
