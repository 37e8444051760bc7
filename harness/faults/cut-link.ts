import { type Fault, NoEffect } from './fault.ts';
import { outageMs, runMs, underWay } from './outage.ts';
import { CUT_OFF } from './reasons.ts';
import { proveByStrike } from './seen.ts';

/** A switch or a firewall restarts: open connections are reset, and nobody answers for a while. */
export const cutLink: Fault<'cut-link'> = {
  name: 'cut-link',
  group: 'link',
  summary: 'open connections are reset, and new ones refused for a while',
  proof: 'a new connection of our own was refused; those that were reset are counted',
  heal: 'the link takes connections again',
  harm: 'outage',
  reach: 'host',
  reasons: CUT_OFF,
  settlesMs: (target) => outageMs(target) + runMs(target),
  act: underWay,
  strike: {
    moment: 'running',
    async act(machine, target, pause) {
      const { link } = machine;
      const refusedBefore = link.traffic.refused;
      link.refuse();
      const cut = link.cut();
      try {
        // One of our own: a play that is over by now tries none.
        const greeted = await machine.idleConnection(0).then(
          () => true,
          () => false,
        );
        if (greeted) throw new NoEffect('a new connection was greeted all the same');
        await pause(outageMs(target));
      } finally {
        link.heal();
      }
      const refused = link.traffic.refused - refusedBefore;
      return [
        `${cut} open connections were reset, and ${refused} new ones in ${(outageMs(target) / 1000).toFixed(1)} s, one of them ours`,
      ];
    },
  },
  prove: proveByStrike,
};
