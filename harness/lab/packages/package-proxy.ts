import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { connect, type LookupFunction } from 'node:net';
import { type Duplex, pipeline } from 'node:stream';
import { awayFromHere } from './away-from-here.ts';
import { isAmong, type Registry, registryAsked, registryOf } from './registry.ts';

/** What somebody asked the proxy for, and what became of it. */
export type Asked =
  | { readonly from: Registry; readonly failed?: string }
  /** As it was asked for. */
  | { readonly refused: string };

interface PackageProxyOptions {
  readonly registries: readonly Registry[];
  readonly onAsked: (asked: Asked) => void;
  readonly lookup?: LookupFunction;
}

/** A server that says nothing for so long doesn't answer. */
const SILENCE_MS = 60_000;

/** Of one connection (RFC 9110, 7.6.1), or for the proxy. */
const NOT_PASSED_ON = new Set(
  'connection proxy-connection keep-alive proxy-authorization proxy-authenticate te trailer transfer-encoding upgrade'.split(
    ' ',
  ),
);

/**
 * A forward proxy that leads to package registries, and nowhere else: whoever can reach it reaches these, and can read from them only, as
 * far as a proxy sees what is asked of them. It listens on a socket in the file system.
 */
export class PackageProxy implements AsyncDisposable {
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #open = new Set<Duplex>();
  readonly #options: Required<PackageProxyOptions>;

  private constructor(server: Server, options: Required<PackageProxyOptions>) {
    this.#server = server;
    this.#options = options;
    server.on('connection', (socket: Duplex) => this.#keep(socket));
    server.on('request', (asked, answer) => this.#fetch(asked, answer));
    server.on('connect', (asked: IncomingMessage, socket: Duplex, head: Buffer) => this.#lead(asked, socket, head));
  }

  /** A path is short: unix(7) has room for 108 bytes. */
  static async open(path: string, options: PackageProxyOptions): Promise<PackageProxy> {
    const server = createServer();
    const proxy = new PackageProxy(server, { lookup: awayFromHere, ...options });
    server.listen(path);
    await once(server, 'listening');
    return proxy;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#open) socket.destroy();
    this.#agent.destroy();
    await closed;
  }

  #keep(socket: Duplex): void {
    this.#open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => this.#open.delete(socket));
  }

  /** By plain HTTP: one thing is asked for. */
  #fetch(asked: IncomingMessage, answer: ServerResponse): void {
    const { method = '', url = '' } = asked;
    const from = url.startsWith('http://') ? registryOf(url) : undefined;
    if (!from || !isAmong(this.#options.registries, from) || (method !== 'GET' && method !== 'HEAD')) {
      asked.resume();
      this.#options.onAsked({ refused: `${method} ${url}` });
      answer.writeHead(403, NO_REGISTRY, { 'content-type': 'text/plain' }).end(`${NO_REGISTRY}\n`);
      return;
    }
    const { pathname, search, host } = new URL(url);
    const { agent, lookup, timeout } = { agent: this.#agent, lookup: this.#options.lookup, timeout: SILENCE_MS };
    const headers = { ...passedOn(asked.headers), host };
    // Who waits for it no more: what comes then, says nothing of the registry.
    let left = false;
    const failed = (why: string) => left || this.#options.onAsked({ from, failed: why });
    const outgoing = request({ ...from, method, path: pathname + search, headers, agent, lookup, timeout });
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer')));
    outgoing.on('error', (error) => {
      failed(error.message);
      if (answer.headersSent) return answer.destroy();
      answer.writeHead(502, NO_ANSWER).end();
    });
    outgoing.on('response', (got) => {
      const { statusCode = 502, statusMessage } = got;
      if (statusCode >= 500) failed(`${statusCode} ${statusMessage}`);
      else this.#options.onAsked({ from });
      answer.writeHead(statusCode, statusMessage, passedOn(got.headers));
      // Before the pipeline hears of it, and ends the answer for that.
      got.on('error', (error) => failed(error.message));
      pipeline(got, answer, () => {});
    });
    answer.on('close', () => {
      left = !answer.writableFinished;
      if (left) outgoing.destroy();
    });
    outgoing.end();
  }

  /** By CONNECT: what is said after that is between the two. */
  #lead(asked: IncomingMessage, socket: Duplex, head: Buffer): void {
    const { registries, lookup, onAsked } = this.#options;
    const from = registryAsked(asked.url ?? '');
    if (!from || !isAmong(registries, from)) {
      onAsked({ refused: `CONNECT ${asked.url}` });
      socket.end(`HTTP/1.1 403 ${NO_REGISTRY}\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const out = connect({ ...from, lookup, timeout: SILENCE_MS });
    this.#keep(out);
    let stood = false;
    const failed = (why: string) => {
      if (!stood && !socket.destroyed) {
        onAsked({ from, failed: why });
        socket.end(`HTTP/1.1 502 ${NO_ANSWER}\r\ncontent-length: 0\r\n\r\n`);
      } else socket.destroy();
    };
    // Once they speak with each other, how long they keep silent is theirs.
    out.on('timeout', () => stood || out.destroy(new Error('no answer')));
    out.on('error', (error) => failed(error.message));
    out.on('connect', () => {
      stood = true;
      onAsked({ from });
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      if (head.length > 0) out.write(head);
      socket.pipe(out).pipe(socket);
    });
    socket.on('close', () => out.destroy());
    out.on('close', () => stood && socket.destroy());
  }
}

const NO_ANSWER = 'the registry does not answer';
const NO_REGISTRY = 'no package registry that this run may reach';

function passedOn(headers: IncomingMessage['headers']): IncomingMessage['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_PASSED_ON.has(name)));
}
