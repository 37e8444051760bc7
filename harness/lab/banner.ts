import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, elapsed, pause } from '../time/clock.ts';
import { type Look, waitFor } from '../time/deadline.ts';
import { LOOPBACK } from './host-kind.ts';

const ONE_TRY_MS = 5_000;
/** The longest identification line that RFC 4253, section 4.2, allows. */
const LONGEST_LINE = 255;

/** One try: connects and reads a line. An engine's proxy accepts before sshd listens, so a connect alone proves nothing. */
function readBanner(port: number): Promise<Look<string>> {
  const { promise, resolve } = Promise.withResolvers<Look<string>>();
  const socket = connect({ host: LOOPBACK, port });
  const timer = after(ONE_TRY_MS, () => socket.destroy(new Error(`silent for ${ONE_TRY_MS / 1000} s`)));
  let text = '';
  let last = 'closed without a word';
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    text += chunk;
    const line = /^(SSH-\S+[^\r\n]*)\r?\n/.exec(text)?.[1];
    if (line !== undefined) resolve({ done: true, value: line });
    else if (text.length > LONGEST_LINE) last = `not SSH: ${JSON.stringify(text.slice(0, 40))}`;
    else return;
    socket.destroy();
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    last = error.code ?? error.message;
  });
  socket.once('close', () => {
    timer[Symbol.dispose]();
    resolve({ done: false, last });
  });
  return promise;
}

/** Waits for an SSH server to greet on this port. Returns its greeting. Throws `DeadlinePassed`, or the signal's reason. */
export async function waitForBanner(
  port: number,
  options: { readonly withinMs: number; readonly signal?: AbortSignal },
): Promise<string> {
  return waitFor(
    () => {
      options.signal?.throwIfAborted();
      return readBanner(port);
    },
    { what: `an SSH banner on ${LOOPBACK}:${port}`, everyMs: 20, withinMs: options.withinMs, signal: options.signal },
  );
}

/** What is said to a new connection, up to the end of the line; empty where it ends without a word, or says none in time. */
export async function firstWord(port: number, { withinMs, signal }: GreetOptions): Promise<string> {
  const socket = connect({ host: LOOPBACK, port });
  socket.setEncoding('latin1');
  socket.on('error', () => {});
  using _limit = silence(socket, withinMs);
  let text = '';
  socket.on('data', (chunk: string) => {
    text += chunk;
    if (/\n/.test(text) || text.length > LONGEST_LINE) socket.destroy();
  });
  await over(socket, signal);
  return /^[^\r\n]*/.exec(text)?.[0] ?? '';
}

/** Connections that are ended together, when each has been greeted or has ended by itself. Returns how many were greeted. */
export async function knock(port: number, count: number, { withinMs, signal }: GreetOptions): Promise<number> {
  const knocks = Array.from({ length: count }, () => {
    const socket = connect({ host: LOOPBACK, port });
    socket.on('error', () => {});
    const heard = Promise.withResolvers<boolean>();
    socket.once('data', (data: Buffer) => heard.resolve(data.toString('latin1').startsWith('SSH-')));
    return {
      socket,
      limit: silence(socket, withinMs),
      heard: Promise.race([heard.promise, over(socket, signal).then(() => false)]),
    };
  });
  try {
    const heard = await Promise.all(knocks.map((one) => one.heard));
    return heard.filter(Boolean).length;
  } finally {
    for (const { socket, limit } of knocks) {
      limit[Symbol.dispose]();
      socket.destroy();
    }
  }
}

/** When it has closed, in whatever way; the signal closes it, and is thrown. */
async function over(socket: Socket, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const abort = () => socket.destroy();
  socket.once('close', () => resolve());
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  await promise;
  signal.removeEventListener('abort', abort);
  signal.throwIfAborted();
}

interface GreetOptions {
  /** For each of the server's words, in ms. */
  readonly withinMs: number;
  readonly signal: AbortSignal;
}

interface HoldOptions extends GreetOptions {
  readonly holdMs: number;
  /** Told when the greeting is there: from here on not a byte moves. */
  readonly onGreeting?: (() => void) | undefined;
}

/**
 * Connects, waits for the greeting, and stays on the line without a word for `holdMs`. Returns how long the greeting took,
 * in ms. Throws where there is none within `withinMs`.
 */
export function greetAndHold(port: number, options: HoldOptions): Promise<number> {
  return greeted(port, options, async (socket, tookMs) => {
    socket.on('error', () => {});
    options.onGreeting?.();
    await pause(options.holdMs, options.signal);
    return tookMs;
  });
}

/**
 * Connects, answers the greeting with our identification, and returns how long the server's next word took, in ms: its process
 * runs by then, and has next to nothing to do for it (RFC 4253, section 7.1). Throws as `greetAndHold` does.
 */
export function roundTrip(port: number, options: GreetOptions): Promise<number> {
  return greeted(port, options, async (socket) => {
    using _limit = silence(socket, options.withinMs);
    const since = elapsed();
    socket.write('SSH-2.0-reapcheck\r\n');
    await once(socket, 'data', { signal: options.signal });
    return elapsed() - since;
  });
}

async function greeted(
  port: number,
  { withinMs, signal }: GreetOptions,
  then: (socket: Socket, tookMs: number) => Promise<number>,
): Promise<number> {
  const since = elapsed();
  const socket = connect({ host: LOOPBACK, port });
  try {
    {
      using _limit = silence(socket, withinMs);
      await once(socket, 'data', { signal });
    }
    return await then(socket, elapsed() - since);
  } finally {
    socket.destroy();
  }
}

function silence(socket: Socket, withinMs: number): Disposable {
  return after(withinMs, () => socket.destroy(new Error(`silent for ${withinMs} ms`)));
}
