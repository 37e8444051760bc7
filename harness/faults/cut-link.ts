import { type Fault, NoEffect } from './fault.ts';
import { outageMs, runSeconds } from './outage.ts';
import { proveByStrike } from './seen.ts';

/** A switch or a firewall restarts: open connections are reset, and nobody answers for a while. */
export const cutLink: Fault = {
  name: 'cut-link',
  group: 'link',
  summary: 'open connections are reset, and new ones refused for a while',
  proof: 'connections that were reset or refused were counted',
  heal: 'the link takes connections again',
  harm: 'outage',
  reach: 'host',
  settlesMs: (target) => outageMs(target) + runSeconds(target) * 1000,
  act: (target) => ({ act: 'run', seconds: runSeconds(target) }),
  strike: {
    moment: 'running',
    async act({ link }, target, pause) {
      const refusedBefore = link.traffic.refused;
      link.refuse();
      const cut = link.cut();
      try {
        await pause(outageMs(target));
      } finally {
        link.heal();
      }
      const refused = link.traffic.refused - refusedBefore;
      if (cut + refused === 0) throw new NoEffect('no connection was open, and none was tried while the link was cut');
      return [
        `${cut} open connections were reset, and ${refused} new ones in ${(outageMs(target) / 1000).toFixed(1)} s`,
      ];
    },
  },
  prove: proveByStrike,
};
