import { cpus } from 'node:os';
import { Mutex, Semaphore } from 'async-mutex';
import { elapsed, pause } from '../time/clock.ts';

/** Processor time since the machine's start, in ms over all cores. */
export interface ProcessorTime {
  readonly idleMs: number;
  readonly allMs: number;
}

/** What the admission looks at, and waits with. */
export interface Watch {
  processor(): ProcessorTime;
  /** Monotonic, in ms. */
  elapsed(): number;
  pause(ms: number, signal: AbortSignal): Promise<void>;
}

/** The share of all cores that must be idle before one more run begins. */
const SPARE = 0.2;
const LOOK_MS = 250;
/** What a run will cost isn't seen at once: ansible-playbook starts on one core, and then launches on all hosts. */
const START_MS = 1_000;
const HOST_MS = 400;

/** Runs whose hosts are up before it is their turn. */
const READY = 3;

/** A run's place in the queue, and then among those that go on. Dispose of it when the run has ended, however it ended. */
export interface Ticket extends Disposable {
  /** Waits for the run's turn to begin. */
  enter(hosts: number): Promise<void>;
}

/**
 * Lets runs of the play begin one after another, each when the machine has processor time to spare. A run is busy until its jobs
 * are launched, and then mostly waits: runs that begin together make jobs queue until they meet their limits, and later leave the
 * machine idle together.
 */
export class Admission {
  readonly #ready = new Semaphore(READY);
  readonly #turn = new Mutex();
  readonly #watch: Watch;
  #running = 0;
  /** Nobody is let in before: see START_MS. */
  #closedUntil = 0;

  constructor(watch: Watch = { processor, elapsed, pause }) {
    this.#watch = watch;
  }

  /** Waits until the run may make itself ready, with its hosts. Rejects with the signal's reason, as `enter` does. */
  async prepare(signal: AbortSignal): Promise<Ticket> {
    signal.throwIfAborted();
    const [, unready] = await this.#ready.acquire();
    let leave = unready;
    return {
      enter: async (hosts) => {
        await this.#enter(hosts, signal);
        unready();
        leave = () => {
          this.#running -= 1;
        };
      },
      [Symbol.dispose]: () => leave(),
    };
  }

  async #enter(hosts: number, signal: AbortSignal): Promise<void> {
    const watch = this.#watch;
    await this.#turn.runExclusive(async () => {
      signal.throwIfAborted();
      const seen: ProcessorTime[] = [watch.processor()];
      // With no run of ours, what keeps the machine busy is none of our business.
      while (this.#running > 0 && !(watch.elapsed() >= this.#closedUntil && spare(seen) >= SPARE)) {
        await watch.pause(LOOK_MS, signal);
        seen.push(watch.processor());
        seen.splice(0, seen.length - 1 - SECOND);
      }
      this.#running += 1;
      this.#closedUntil = watch.elapsed() + START_MS + hosts * HOST_MS;
    });
  }
}

/** Looks in a second. */
const SECOND = 1_000 / LOOK_MS;

/** The idle share of the last second, or of what has been seen of it. */
function spare(seen: readonly ProcessorTime[]): number {
  const [first, last] = [seen[0], seen.at(-1)];
  if (!first || !last || last.allMs === first.allMs) return 0;
  return (last.idleMs - first.idleMs) / (last.allMs - first.allMs);
}

function processor(): ProcessorTime {
  return cpus().reduce(
    ({ idleMs, allMs }, { times }) => ({
      idleMs: idleMs + times.idle,
      allMs: allMs + times.user + times.nice + times.sys + times.irq + times.idle,
    }),
    { idleMs: 0, allMs: 0 },
  );
}
