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

/** What a direction goes through. */
export interface Gate {
  /** Sees each chunk first, and says whether it goes on. */
  take(bytes: number): boolean;
  /** Told what has been handed to the other side. */
  readonly passed: (bytes: number) => void;
}

/** One direction of a flow: bytes and the end of bytes, in order, no faster than the receiver takes them. */
export class Channel implements Disposable {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #conditions: Conditions;
  readonly #gate: Gate;
  #parcels: Parcel[] = [];
  #waiting = 0;
  #full = false;
  #timer: Disposable | undefined;

  constructor(from: Socket, to: Socket, conditions: Conditions, gate: Gate) {
    this.#gate = gate;
    this.#from = from;
    this.#to = to;
    this.#conditions = conditions;
    from.on('data', (bytes: Buffer) => {
      if (gate.take(bytes.length)) this.#post(bytes);
    });
    from.on('end', () => {
      if (gate.take(0)) this.#post(null);
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
        this.#gate.passed(next.bytes.length);
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
