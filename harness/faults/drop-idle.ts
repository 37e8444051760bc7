import { type Fault, NoEffect } from './fault.ts';
import { runMs, underWay } from './outage.ts';
import { CUT_OFF } from './reasons.ts';
import { proveByStrike } from './seen.ts';

/**
 * Above the pause between two looks at the job: a play that looks as often as it says keeps its connection. So much, that no
 * short task meets it on a busy machine: while a module runs, its connection is idle.
 */
const MARGIN_MS = 8_000;

/** A firewall or NAT with a short memory. Traffic in time keeps a connection alive; one that was idle goes silent for ever. */
export const dropIdle: Fault<'drop-idle'> = {
  name: 'drop-idle',
  group: 'link',
  summary: 'a firewall silently forgets connections that are idle for a little longer than the play should ever be',
  proof: 'an idle connection of our own was dropped',
  heal: 'the limit is lifted; what was dropped stays dropped',
  harm: 'outage',
  reach: 'host',
  reasons: CUT_OFF,
  settlesMs: runMs,
  act: underWay,
  strike: {
    moment: 'before',
    async act(machine, { intervalMs }, _pause, inForce) {
      const limitMs = intervalMs + MARGIN_MS;
      const before = machine.link.traffic.idleDropped;
      machine.link.dropIdle(limitMs);
      // The play begins when ours is idle already: none of its connections can be the first to be dropped.
      await machine.idleConnection(limitMs + 500, inForce);
      if (machine.link.traffic.idleDropped === before) throw new NoEffect('an idle connection was not dropped');
      return [`connections idle for ${(limitMs / 1000).toFixed(1)} s are dropped: one of ours was`];
    },
  },
  prove: proveByStrike,
};
