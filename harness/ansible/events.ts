import { type FileHandle, open } from 'node:fs/promises';
import { StringDecoder } from 'node:string_decoder';
import type { Event } from '../model/event.ts';
import { pause } from '../time/clock.ts';
import { parseEvent } from './parse-event.ts';

const CHUNK_BYTES = 64 * 1024;
/** A look costs one read; Ansible itself needs tens of ms for a task. */
const LOOK_EVERY_MS = 40;

/**
 * Follows the events file while a run writes it, and delivers each event once, in order. Resolves once `ended` is
 * aborted and all that was written by then is delivered. Rejects at a line that is no event, or if `deliver` throws.
 */
export async function followEvents(file: string, deliver: (event: Event) => void, ended: AbortSignal): Promise<void> {
  await using handle = await open(file, 'r');
  const lines = new LineReader(handle);
  for (;;) {
    // Asked before the read: what was written before the end is then certainly in what is read.
    const last = ended.aborted;
    for await (const line of lines.fresh()) deliver(parseEvent(line));
    if (last) break;
    await pause(LOOK_EVERY_MS, ended).catch(() => undefined);
  }
  // A writer that was killed in the middle of its line has said nothing.
}

class LineReader {
  readonly #handle: FileHandle;
  readonly #buffer = Buffer.alloc(CHUNK_BYTES);
  readonly #decoder = new StringDecoder('utf8');
  #rest = '';

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async *fresh(): AsyncGenerator<string> {
    for (;;) {
      const { bytesRead } = await this.#handle.read(this.#buffer, 0, CHUNK_BYTES);
      if (bytesRead === 0) return;
      const lines = (this.#rest + this.#decoder.write(this.#buffer.subarray(0, bytesRead))).split('\n');
      this.#rest = lines.pop() ?? '';
      yield* lines;
    }
  }
}
