import { elapsed, pause } from './clock.ts';

/** A wait that ran out. `last` is the last thing that was seen, for the message of whoever waited. */
export class DeadlinePassed extends Error {
  override readonly name = 'DeadlinePassed';
  readonly last: unknown;
  constructor(what: string, ms: number, last: unknown) {
    super(`${what}: not within ${ms} ms; last seen: ${String(last)}`);
    this.last = last;
  }
}

export interface WaitOptions {
  /** What is waited for, for the message. */
  readonly what: string;
  readonly withinMs: number;
  readonly everyMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** What one look saw: done, or the reason why not yet. */
export type Look<T> = { readonly done: true; readonly value: T } | { readonly done: false; readonly last: unknown };

/** Looks again and again until it is done. Throws `DeadlinePassed` with the last thing seen. */
export async function waitFor<T>(look: () => Promise<Look<T>> | Look<T>, options: WaitOptions): Promise<T> {
  const end = elapsed() + options.withinMs;
  for (;;) {
    const seen = await look();
    if (seen.done) return seen.value;
    if (elapsed() >= end) throw new DeadlinePassed(options.what, options.withinMs, seen.last);
    await pause(options.everyMs ?? 25, options.signal);
  }
}
