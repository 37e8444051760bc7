import { setTimeout as delay } from 'node:timers/promises';

/** Wall clock, epoch in ms: for what is recorded. */
export function now(): number {
  return Date.now();
}

/** Monotonic clock in ms: for what is measured. */
export function elapsed(): number {
  return performance.now();
}

/** Waits, or rejects with the signal's reason. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  await delay(ms, undefined, signal ? { signal } : {}).catch((error: unknown) => {
    throw signal?.aborted ? signal.reason : error;
  });
}

/** A timer that can be taken back. It keeps the process alive: somebody waits for what it does. */
export function after(ms: number, act: () => void): Disposable {
  const timer = setTimeout(act, ms);
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}
