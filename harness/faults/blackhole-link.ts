import { type Fault, NoEffect } from './fault.ts';
import { outageMs, runMs, underWay } from './outage.ts';
import { CUT_OFF } from './reasons.ts';
import { proveByStrike } from './seen.ts';

/** A cable that is out for a while: no packet passes, nobody is told, and what was sent arrives late. */
export const blackholeLink: Fault<'blackhole-link'> = {
  name: 'blackhole-link',
  group: 'link',
  summary: 'nothing passes the link for a while, and nobody is told',
  proof: 'a connection of our own waited with the others, and not a byte passed',
  heal: 'the link passes again what was sent',
  harm: 'outage',
  reach: 'host',
  reasons: CUT_OFF,
  settlesMs: (target) => outageMs(target) + runMs(target),
  act: underWay,
  strike: {
    moment: 'running',
    async act(machine, target, pause) {
      const { link } = machine;
      link.hold();
      const before = link.traffic.passed;
      // One of our own: a play that is over by now has none.
      let greeted = false;
      const ours = machine.idleConnection(0).then(
        () => {
          greeted = true;
        },
        () => {},
      );
      try {
        await pause(outageMs(target));
        const bytes = link.traffic.passed - before;
        if (greeted || bytes > 0) throw new NoEffect(`${bytes} bytes passed all the same`);
        return [
          `no byte passed for ${(outageMs(target) / 1000).toFixed(1)} s; ${link.openFlows} connections waited, one of them ours`,
        ];
      } finally {
        link.heal();
        await ours;
      }
    },
  },
  prove: proveByStrike,
};
