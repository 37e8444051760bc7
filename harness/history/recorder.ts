import { closeSync, openSync, writeSync } from 'node:fs';
import type { Entry, History } from '../model/history.ts';

/** Appends each entry to a JSON lines file as it comes, so that a crash loses at most the entry in hand. */
export class Recorder implements Disposable {
  readonly #entries: Entry[] = [];
  readonly #file: number;
  #open = true;

  constructor(path: string) {
    this.#file = openSync(path, 'a', 0o600);
  }

  record(entry: Entry): void {
    if (!this.#open) return;
    writeSync(this.#file, `${JSON.stringify(entry)}\n`);
    this.#entries.push(entry);
  }

  get history(): History {
    return this.#entries;
  }

  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    closeSync(this.#file);
  }
}
