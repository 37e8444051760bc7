import { after } from '../../time/clock.ts';
import type { Engine } from '../engine.ts';
import { EngineStreamError, readMessages } from './engine-stream.ts';
import type { ImageSteps } from './image-steps.ts';

/** A registry that answers does so in less; one behind a firewall that drops packets never does. */
const FIRST_ANSWER_MS = 8_000;
/** Nothing new for so long: it hangs. */
const SILENCE_MS = 30_000;

/** Undefined if this base was pulled, else why not: a registry that can't be had is no error, there is another way. */
export async function pullBase(engine: Engine, base: string, options: ImageSteps): Promise<string | undefined> {
  const limit = new AbortController();
  const signal = AbortSignal.any([limit.signal, ...(options.signal ? [options.signal] : [])]);
  let timer = after(FIRST_ANSWER_MS, () => limit.abort(new Error(`no answer within ${FIRST_ANSWER_MS / 1000} s`)));
  try {
    options.onChange?.(`docker pull ${base}`);
    const stream = await engine.pull(base, { abortSignal: signal });
    await readMessages(stream, ({ status }) => {
      timer[Symbol.dispose]();
      timer = after(SILENCE_MS, () => limit.abort(new Error(`nothing came for ${SILENCE_MS / 1000} s`)));
      if (status?.startsWith('Status:')) options.onProgress?.(status);
    });
    return undefined;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (limit.signal.aborted) return String(limit.signal.reason);
    // The engine answers 500 or 404 at once, or reports it in the stream.
    if (error instanceof EngineStreamError) return error.message;
    if ((error as { statusCode?: number }).statusCode !== undefined) return (error as Error).message;
    throw error;
  } finally {
    timer[Symbol.dispose]();
  }
}
