import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect, type LookupFunction, createServer as listen } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { awayFromHere } from '../../harness/lab/packages/away-from-here.ts';
import { type Asked, PackageProxy } from '../../harness/lab/packages/package-proxy.ts';
import { registriesOf, registryOf } from '../../harness/lab/packages/registry.ts';

/** As if the registry's name were that of a server in this test. */
const toThisTest: LookupFunction = (_name, options, done) =>
  options.all ? done(null, [{ address: '127.0.0.1', family: 4 }]) : done(null, '127.0.0.1', 4);

interface Serving {
  readonly port: number;
  readonly asked: readonly IncomingMessage[];
  /** How often somebody connected. */
  readonly connections: () => number;
}

async function serve(status = 200): Promise<Serving> {
  const asked: IncomingMessage[] = [];
  let connections = 0;
  const server = createServer((one, answer) => {
    asked.push(one);
    answer.writeHead(status).end(`this is ${one.url}`);
  });
  server.on('connection', () => connections++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.closeAllConnections());
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, asked, connections: () => connections };
}

async function proxyTo(port: number, lookup: LookupFunction = toThisTest) {
  const folder = mkdtempSync(join(tmpdir(), 'rc-pk-'));
  const told: Asked[] = [];
  const path = join(folder, 'p');
  const registries = [{ host: 'packages.example', port }];
  const proxy = await PackageProxy.open(path, {
    registries,
    onAsked: (one) => told.push(one),
    lookup,
  });
  onTestFinished(async () => {
    await proxy[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });
  return { path, told };
}

async function ask(socketPath: string, url: string, method = 'GET', headers: Record<string, string> = {}) {
  const asking = request({ socketPath, method, path: url, headers });
  asking.end();
  const [answer] = (await once(asking, 'response')) as [IncomingMessage];
  let text = '';
  for await (const piece of answer) text += piece;
  return { status: answer.statusCode, text };
}

/** What CONNECT is answered with, and what comes after what was said then. */
async function tunnel(path: string, to: string, say = '') {
  const socket = connect(path);
  onTestFinished(() => void socket.destroy());
  socket.write(`CONNECT ${to} HTTP/1.1\r\nHost: ${to}\r\n\r\n`);
  const [first] = await once(socket, 'data');
  const status = Number(String(first).split(' ')[1]);
  if (status !== 200 || say === '') return { status, heard: '' };
  socket.write(say);
  const [heard] = await once(socket, 'data');
  return { status, heard: String(heard) };
}

describe('what a registry is', () => {
  test('a server by its name and port, whatever is behind that', () => {
    expect(registryOf('http://Deb.Example/debian')).toEqual({ host: 'deb.example', port: 80 });
    expect(registryOf('https://user:word@deb.example:8443/x y')).toEqual({ host: 'deb.example', port: 8443 });
    expect(registryOf('https://deb.example')).toEqual({ host: 'deb.example', port: 443 });
  });

  test.each([
    'http://127.0.0.1/debian',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://10.0.0.7:3142/debian',
    'http://[::1]:3142/',
    'http://localhost:3142/debian',
    'http://apt.localhost/',
    'file:///srv/debian',
    'cdrom:[Debian]/',
    'mirror+file:/etc/apt/mirrors',
    'deb.example/debian',
    '',
  ])('not %s', (uri) => {
    expect(registryOf(uri)).toBeUndefined();
  });

  test('each is had once', () => {
    expect(registriesOf(['http://a.example/x', 'http://a.example:80/y', 'https://a.example/z'])).toHaveLength(2);
  });
});

describe('the way to packages', () => {
  test('leads to a registry, by the name that was asked for, and is told', async () => {
    const registry = await serve();
    const { path, told } = await proxyTo(registry.port);
    const url = `http://packages.example:${registry.port}/pool/a%2bb_1~2.deb?x=1`;
    const { status, text } = await ask(path, url, 'GET', { host: 'elsewhere.example', 'proxy-authorization': 'x' });
    expect({ status, text }).toEqual({ status: 200, text: 'this is /pool/a%2bb_1~2.deb?x=1' });
    expect(registry.asked[0]?.headers).toMatchObject({ host: `packages.example:${registry.port}` });
    expect(registry.asked[0]?.headers).not.toHaveProperty('proxy-authorization');
    expect(told).toEqual([{ from: { host: 'packages.example', port: registry.port } }]);
  });

  test('leads there by CONNECT as well, and what is said then is passed on', async () => {
    const registry = await serve();
    const { path, told } = await proxyTo(registry.port);
    const said = 'GET /simple/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';
    const { status, heard } = await tunnel(path, `Packages.Example:${registry.port}`, said);
    expect(status).toBe(200);
    expect(heard).toContain('200 OK');
    expect(told).toEqual([{ from: { host: 'packages.example', port: registry.port } }]);
  });

  /** Everything that looks like the registry's name, or leads to where it stands. */
  const others = (port: number) => [
    `packages.example.evil.example:${port}`,
    `evil-packages.example:${port}`,
    `sub.packages.example:${port}`,
    `packages.example.:${port}`,
    `packages.example:${port === 1 ? 2 : 1}`,
    `127.0.0.1:${port}`,
    `127.1:${port}`,
    `2130706433:${port}`,
    `0:${port}`,
    `localhost:${port}`,
    `[::1]:${port}`,
    `[::ffff:127.0.0.1]:${port}`,
    `packages.example:${port}@127.0.0.1:${port}`,
  ];

  test('leads nowhere else: a server that is no registry counts no connection', async () => {
    const canary = await serve();
    const { path, told } = await proxyTo(canary.port);
    const asked = others(canary.port);
    for (const other of asked) {
      expect((await tunnel(path, other)).status, `CONNECT ${other}`).toBe(403);
      expect((await ask(path, `http://${other}/debian`)).status, other).toBe(403);
    }
    for (const url of [`ftp://packages.example:${canary.port}/`, '/', '//packages.example/'])
      expect((await ask(path, url)).status, url).toBe(403);
    expect((await tunnel(path, 'packages.example')).status).toBe(403);
    expect(canary.connections()).toBe(0);
    expect(told).toHaveLength(2 * asked.length + 4);
    expect(told).toContainEqual({ refused: `CONNECT 127.0.0.1:${canary.port}` });
    expect(told.every((one) => 'refused' in one)).toBe(true);
  });

  test('is for reading only', async () => {
    const registry = await serve();
    const { path, told } = await proxyTo(registry.port);
    const url = `http://packages.example:${registry.port}/publish`;
    for (const method of ['POST', 'PUT', 'DELETE']) expect((await ask(path, url, method)).status).toBe(403);
    expect((await ask(path, url, 'HEAD')).status).toBe(200);
    expect(registry.asked.map(({ method }) => method)).toEqual(['HEAD']);
    expect(told.filter((one) => 'refused' in one)).toHaveLength(3);
  });

  test('of a name that leads back to this machine, nobody is called', async () => {
    const canary = await serve();
    const lookup: LookupFunction = (_name, options, done) => awayFromHere('localhost', options, done);
    const { path, told } = await proxyTo(canary.port, lookup);
    expect((await ask(path, `http://packages.example:${canary.port}/`)).status).toBe(502);
    expect((await tunnel(path, `packages.example:${canary.port}`)).status).toBe(502);
    expect(canary.connections()).toBe(0);
    expect(told).toEqual([1, 2].map(() => expect.objectContaining({ failed: expect.stringMatching(/this machine/) })));
  });

  test('a registry that does not answer is told as such, and one that says that a thing is not there is not', async () => {
    const gone = listen();
    gone.listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as AddressInfo;
    gone.close();
    await once(gone, 'close');
    const broken = await serve(503);
    const lacking = await serve(404);
    for (const [at, status, failed] of [
      [port, 502, /ECONNREFUSED/],
      [broken.port, 503, /503/],
      [lacking.port, 404, undefined],
    ] as const) {
      const { path, told } = await proxyTo(at);
      expect((await ask(path, `http://packages.example:${at}/`)).status).toBe(status);
      const from = { host: 'packages.example', port: at };
      expect(told).toEqual([failed ? { from, failed: expect.stringMatching(failed) } : { from }]);
    }
  });

  test('one that breaks off in the middle has not answered; who stops listening says nothing of it', async () => {
    let drop = () => {};
    const server = createServer((_asked, answer) => {
      answer.writeHead(200, { 'content-length': '100' }).write('half');
      drop = () => answer.destroy();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const { path, told } = await proxyTo(port);
    const half = async () => {
      const asking = request({ socketPath: path, path: `http://packages.example:${port}/` });
      asking.on('error', () => {});
      asking.end();
      const [answer] = (await once(asking, 'response')) as [IncomingMessage];
      await once(answer, 'data');
      return { asking, answer };
    };
    const left = await half();
    const over = once(server, 'request');
    left.asking.destroy();
    const broken = await half();
    await over;
    drop();
    await once(broken.answer, 'error').catch(() => {});
    const from = { host: 'packages.example', port };
    expect(told).toEqual([{ from }, { from }, { from, failed: expect.any(String) }]);
  });
});
