import type { Fault } from './fault.ts';
import { doomed, doomMs } from './outage.ts';
import { CUT_OFF } from './reasons.ts';
import { proveAnotherBoot } from './reboot.ts';

/** Somebody else reboots the host while the job runs: the job is gone, its file says that it runs. */
export const rebootHost: Fault<'reboot-host'> = {
  name: 'reboot-host',
  group: 'host',
  summary: 'the host reboots while the job runs',
  proof: 'another boot id, and no result of the job',
  heal: 'the host comes back by itself',
  harm: 'fatal',
  reach: 'host',
  reasons: CUT_OFF,
  settlesMs: doomMs,
  act: doomed,
  strike: {
    moment: 'running',
    afterMs: doomMs,
    async act(machine) {
      await machine.reboot();
      return [`${machine.host.name} was told to reboot, and answers again`];
    },
  },
  prove: proveAnotherBoot,
};
