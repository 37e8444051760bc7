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
  signal?.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  using _timer = after(ms, resolve);
  const abort = () => reject(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  try {
    await promise;
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** Node's timers fire at once where they are set to more, 24.8 days. */
const LONGEST_MS = 2 ** 31 - 1;

/** A timer that can be taken back, however long. It keeps the process alive: somebody waits for what it does. */
export function after(ms: number, act: () => void): Disposable {
  let timer: NodeJS.Timeout;
  const wait = (leftMs: number) => {
    timer = setTimeout(() => (leftMs > LONGEST_MS ? wait(leftMs - LONGEST_MS) : act()), Math.min(leftMs, LONGEST_MS));
  };
  wait(ms);
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}
