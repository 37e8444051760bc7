import { type Fault, NoEffect } from './fault.ts';
import { outageMs, runSeconds } from './outage.ts';
import { proveByStrike } from './seen.ts';

/** A cable that is out for a while: no packet passes, nobody is told, and what was sent arrives late. */
export const blackholeLink: Fault = {
  name: 'blackhole-link',
  group: 'link',
  summary: 'nothing passes the link for a while, and nobody is told',
  proof: 'connections were open or tried, and not a byte passed',
  heal: 'the link passes again what was sent',
  harm: 'outage',
  reach: 'host',
  alone: true,
  settlesMs: (target) => outageMs(target) + runSeconds(target) * 1000,
  act: (target) => ({ act: 'run', seconds: runSeconds(target) }),
  strike: {
    moment: 'running',
    async act({ link }, target, pause) {
      link.hold();
      const before = link.traffic.passed;
      try {
        await pause(outageMs(target));
        const bytes = link.traffic.passed - before;
        if (bytes > 0) throw new NoEffect(`${bytes} bytes passed all the same`);
        if (link.openFlows === 0) throw new NoEffect('no connection was open, and none was tried in that time');
        return [`no byte passed for ${(outageMs(target) / 1000).toFixed(1)} s; ${link.openFlows} connections waited`];
      } finally {
        link.heal();
      }
    },
  },
  prove: proveByStrike,
};
