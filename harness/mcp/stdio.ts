import type { Transport } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { serverFor } from './server.ts';
import { type Serving, Session } from './session.ts';

/** Serves one client until it is gone or the signal says so: on stdin and stdout, or by another transport. What goes wrong beside answers is told. */
export function serveOnStdio(serving: Serving, onError: (error: Error) => void, transport?: Transport): void {
  const session = new Session(serving);
  const handle = serveStdio(() => serverFor(session), { onerror: onError, ...(transport ? { transport } : {}) });
  serving.signal.addEventListener('abort', () => void handle.close(), { once: true });
}
