import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import {
  createMcpHandler,
  hostHeaderValidationResponse,
  localhostAllowedHostnames,
  localhostAllowedOrigins,
  originValidationResponse,
} from '@modelcontextprotocol/server';
import { serverFor } from './server.ts';
import { type Serving, Session } from './session.ts';

const LOOPBACK = '127.0.0.1';
const PATH = '/mcp';
/** An answer is far shorter, and so is a question. */
const MOST_BODY = 1_000_000;

export interface ServedHttp extends AsyncDisposable {
  readonly url: string;
  /** Whoever has it may ask: `Authorization: Bearer …`. */
  readonly token: string;
}

/**
 * Serves clients of this machine over HTTP on its loopback, on a port of its own without one: each request must carry the token, and come
 * from no web page of anywhere else. A request whose client is gone is cancelled, with the hosts of its drill.
 */
export async function serveOnHttp(
  serving: Serving,
  port: number | undefined,
  onError: (error: Error) => void,
): Promise<ServedHttp> {
  const session = new Session({ ...serving, clientRoots: 'ignore' });
  const token = randomBytes(24).toString('base64url');
  const handler = createMcpHandler(() => serverFor(session), { onerror: onError, maxRequestBodySize: MOST_BODY });
  const server = createServer((request, response) => {
    answer(request, response, async (asked) => refused(asked, token) ?? (await handler.fetch(asked))).catch(onError);
  });
  server.listen(port ?? 0, LOOPBACK);
  await once(server, 'listening');
  return {
    url: `http://${LOOPBACK}:${(server.address() as AddressInfo).port}${PATH}`,
    token,
    async [Symbol.asyncDispose]() {
      await handler.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

/** By name and origin first: a page in a browser reaches the loopback under other names (DNS rebinding). */
function refused(request: Request, token: string): Response | undefined {
  const elsewhere =
    hostHeaderValidationResponse(request, localhostAllowedHostnames()) ??
    originValidationResponse(request, localhostAllowedOrigins());
  if (elsewhere) return elsewhere;
  if (!isToken(request.headers.get('authorization') ?? '', token))
    return new Response('a token is needed: reapcheck mcp --http has printed it\n', {
      status: 401,
      headers: { 'www-authenticate': 'Bearer' },
    });
  return new URL(request.url).pathname === PATH ? undefined : new Response(null, { status: 404 });
}

function isToken(header: string, token: string): boolean {
  const [given, wanted] = [Buffer.from(header), Buffer.from(`Bearer ${token}`)];
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

/** Node's request as the web's, and back. */
async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  fetch: (request: Request) => Promise<Response>,
): Promise<void> {
  const gone = new AbortController();
  outgoing.on('close', () => gone.abort());
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers))
    for (const one of [value ?? []].flat()) headers.append(name, one);
  const body = incoming.method === 'GET' || incoming.method === 'HEAD' ? undefined : Readable.toWeb(incoming);
  const request = new Request(new URL(incoming.url ?? '/', `http://${incoming.headers.host ?? LOOPBACK}`), {
    method: incoming.method ?? 'GET',
    headers,
    signal: gone.signal,
    ...(body ? { body: body as ReadableStream, duplex: 'half' } : {}),
  });
  const response = await fetch(request);
  outgoing.writeHead(response.status, Object.fromEntries(response.headers));
  outgoing.flushHeaders();
  if (!response.body) return void outgoing.end();
  for await (const chunk of response.body) outgoing.write(chunk);
  outgoing.end();
}
