import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** One message of a build, pull or import, as the engine's API streams them. */
export interface EngineMessage {
  readonly stream?: string;
  readonly status?: string;
  readonly error?: string;
}

/** The engine reports a failure inside of a stream that began with 200. */
export class EngineStreamError extends Error {
  override readonly name = 'EngineStreamError';
}

/** Reads messages to the end of the stream. Throws `EngineStreamError` when the engine says that it failed. */
export async function readMessages(
  stream: NodeJS.ReadableStream,
  onMessage: (message: EngineMessage) => void,
): Promise<void> {
  // An aborted stream errors between two lines, and nobody else listens.
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  stream.once('error', failed.reject);
  const read = async () => {
    for await (const line of createInterface({ input: stream as Readable })) {
      if (line.trim() === '') continue;
      const message = JSON.parse(line) as EngineMessage;
      if (message.error !== undefined) throw new EngineStreamError(message.error.trim());
      onMessage(message);
    }
  };
  await Promise.race([read(), failed.promise]);
}
