import type { Facts } from '../../model/facts.ts';
import { toldBy } from '../../model/history.ts';

/** Times of one run, in ms from its begin. */
export interface Clock {
  readonly spanMs: number;
  /** Of a moment, epoch in ms. What came before the begin, or is seen after the end, stays at the edge. */
  readonly at: (epochMs: number) => number;
  /** Real ms for seconds of the play's time. */
  readonly real: (seconds: number) => number;
}

export function clockOf(facts: Facts): Clock {
  const times = facts.history.map((entry) => toldBy(entry).at);
  const last = times.reduce((a, b) => Math.max(a, b), 0);
  const first = facts.run.started?.at ?? times[0] ?? 0;
  const spanMs = Math.max(1, last - first);
  return {
    spanMs,
    at: (epochMs) => Math.min(spanMs, Math.max(0, epochMs - first)),
    real: (seconds) => (seconds * 1000) / facts.speed,
  };
}
