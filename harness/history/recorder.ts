import { closeSync, openSync, writeSync } from 'node:fs';
import type { Facts } from '../model/facts.ts';
import type { Entry } from '../model/history.ts';
import { traceOf } from '../trace/trace.ts';
import { Projection } from './projection.ts';

const trace = traceOf('history');

/** Appends each entry to a JSON lines file as it comes, so that a crash loses at most the entry in hand. */
export class Recorder implements Disposable {
  readonly #projection = new Projection();
  readonly #file: number;
  readonly #path: string;
  #open = true;

  constructor(path: string) {
    this.#file = openSync(path, 'a', 0o600);
    this.#path = path;
    trace('%s begins', path);
  }

  record(entry: Entry): void {
    if (!this.#open) return;
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
    this.#projection.add(entry);
    trace('%o', entry);
  }

  /** Of what was recorded so far. */
  get facts(): Facts {
    return this.#projection.facts;
  }

  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#file);
    trace('%s has ended', this.#path);
  }
}
