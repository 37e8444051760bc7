import type { Socket } from 'node:net';
import { after, elapsed } from '../../time/clock.ts';
import type { Conditions } from './conditions.ts';

/** More than this waits in the sender's own buffers, as it would on a real network. */
const WINDOW_BYTES = 256 * 1024;

/** Delivered no earlier than it is due, and never before the one ahead of it. */
interface Parcel {
  readonly dueAt: number;
  /** Null = the sender has ended its half of the connection. */
  readonly bytes: Buffer | null;
}

/** One direction of a flow: bytes and the end of bytes, in order, no faster than the receiver takes them. */
export class Channel implements Disposable {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #conditions: Conditions;
  readonly #passed: (bytes: number) => void;
  #parcels: Parcel[] = [];
  #waiting = 0;
  #full = false;
  #timer: Disposable | undefined;

  /** `take` sees each chunk first, and says whether it goes on; `passed` is told what has been handed to the other side. */
  constructor(
    from: Socket,
    to: Socket,
    conditions: Conditions,
    take: (bytes: number) => boolean,
    passed: (bytes: number) => void,
  ) {
    this.#passed = passed;
    this.#from = from;
    this.#to = to;
    this.#conditions = conditions;
    from.on('data', (bytes: Buffer) => {
      if (take(bytes.length)) this.#post(bytes);
    });
    from.on('end', () => {
      if (take(0)) this.#post(null);
    });
    to.on('drain', () => {
      this.#full = false;
      this.deliver();
    });
  }

  #post(bytes: Buffer | null): void {
    const { latencyMs, jitterMs } = this.#conditions;
    const delay = latencyMs + Math.random() * jitterMs;
    this.#parcels.push({ dueAt: elapsed() + delay, bytes });
    this.#waiting += bytes?.length ?? 0;
    this.deliver();
  }

  /** Passes on what is due. To be called when the conditions have changed. */
  deliver(): void {
    this.#timer?.[Symbol.dispose]();
    this.#timer = undefined;
    for (;;) {
      const [next] = this.#parcels;
      if (!next || this.#conditions.held || this.#full || this.#to.destroyed) break;
      const early = next.dueAt - elapsed();
      if (early > 0) {
        this.#timer = after(early, () => this.deliver());
        break;
      }
      this.#parcels.shift();
      this.#waiting -= next.bytes?.length ?? 0;
      if (next.bytes === null) this.#to.end();
      else {
        this.#full = !this.#to.write(next.bytes);
        this.#passed(next.bytes.length);
      }
    }
    if (this.#full || this.#waiting > WINDOW_BYTES) this.#from.pause();
    else this.#from.resume();
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
    this.#parcels = [];
  }
}
