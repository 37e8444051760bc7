import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import { Link } from '../../harness/lab/link/link.ts';
import { waitFor } from '../../harness/time/deadline.ts';

/** A real TCP server in this process, that keeps what it was sent. */
export interface Peer {
  readonly server: Server;
  readonly port: number;
  readonly sockets: Socket[];
}

export async function listen(greet: (socket: Socket) => void = () => {}): Promise<Peer> {
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    sockets.push(socket);
    socket.on('error', () => {});
    greet(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  return { server, port: (server.address() as AddressInfo).port, sockets };
}

export function echo(socket: Socket): void {
  socket.pipe(socket);
}

export async function linkTo(target: number | undefined): Promise<Link> {
  const link = await Link.open();
  link.point(target);
  onTestFinished(() => link[Symbol.asyncDispose]());
  return link;
}

/** A client that remembers all that happened to it. */
export interface Client {
  readonly socket: Socket;
  text(): string;
  /** `open`, `ended` in order, or the code of its error. */
  state(): string;
  /** Waits for a state, or for a text. */
  until(what: string, done: () => boolean): Promise<void>;
}

export function dial(port: number): Client {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  let text = '';
  let state = 'open';
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    text += chunk;
  });
  socket.on('end', () => {
    state = 'ended';
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    state = error.code ?? error.message;
  });
  const client: Client = {
    socket,
    text: () => text,
    state: () => state,
    until: (what, done) => eventually(what, done, () => `${state}, ${text.length} bytes`),
  };
  return client;
}

export async function eventually(what: string, done: () => boolean, last: () => unknown = () => ''): Promise<void> {
  await waitFor(() => (done() ? { done: true, value: undefined } : { done: false, last: last() }), {
    what,
    withinMs: 5_000,
    everyMs: 2,
  });
}
