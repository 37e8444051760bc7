/** What a link does to all that passes it; shared by its flows, which look at it anew for each chunk. */
export interface Conditions {
  /** Added to each direction, in ms. */
  latencyMs: number;
  /** Up to this much more, drawn for each chunk; order is kept. */
  jitterMs: number;
  /** Nothing passes, nothing is lost. */
  held: boolean;
  /** A flow that is idle for longer than this is forgotten; 0 = never. */
  idleLimitMs: number;
  /** What the next packet of such a flow meets: `silence`, as behind most firewalls, or a `reset`. */
  idleEnd: 'silence' | 'reset';
}

export function openConditions(): Conditions {
  return { latencyMs: 0, jitterMs: 0, held: false, idleLimitMs: 0, idleEnd: 'silence' };
}
