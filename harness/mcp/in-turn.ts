import { z } from 'zod';
import { after } from '../time/clock.ts';
import type { Call } from './tool.ts';

/** After them, a run is stopped. */
const MOST_MINUTES = 60;

/** How long a run may take, as a client says it. */
export function minutesShape(unless: number) {
  return z.number().min(1).max(MOST_MINUTES).optional().describe(`It is stopped after so many (default: ${unless})`);
}

/** Runs it when all before it are over; its signal aborts with the call's, and after so many minutes. */
export function inTurn<T>(call: Call, minutes: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const waits = (before: number) => call.progress(0, undefined, `waiting for ${before} other drills`);
  return call.session.queue.run(call.signal, waits, async () => {
    const over = new AbortController();
    using _limit = after(minutes * 60_000, () => over.abort(new Error(`its ${minutes} minutes are over`)));
    return await work(AbortSignal.any([call.signal, over.signal]));
  });
}
