import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { engineAddress, isRemote } from '../../harness/lab/engine-address.ts';
import type { DockerSettings } from '../../harness/lab/environment.ts';

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'docker-config-'));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

function write(path: string, content: unknown): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, JSON.stringify(content));
}

interface Stored {
  readonly host?: string;
  readonly tls?: readonly string[];
  readonly skip?: boolean;
}

/** ~/.docker as `docker context create` and `docker context use` leave it. */
function config(contexts: Readonly<Record<string, Stored>>, currentContext?: string): string {
  const made = folder();
  if (currentContext !== undefined) write(join(made, 'config.json'), { auths: {}, currentContext });
  for (const [name, { host, tls = [], skip = false }] of Object.entries(contexts)) {
    const id = createHash('sha256').update(name).digest('hex');
    const docker = { ...(host === undefined ? {} : { Host: host }), SkipTLSVerify: skip };
    write(join(made, 'contexts/meta', id, 'meta.json'), { Name: name, Metadata: {}, Endpoints: { docker } });
    for (const file of tls) write(join(made, 'contexts/tls', id, 'docker', file), '');
  }
  return made;
}

function settings(some: Partial<DockerSettings>): DockerSettings {
  const none = { host: undefined, context: undefined, tls: undefined, certFolder: undefined };
  return { ...none, configFolder: '/nowhere', ...some };
}

const of = (some: Partial<DockerSettings>, sockets: readonly string[] = []) => engineAddress(settings(some), sockets);
const host = (text: string, more: Partial<DockerSettings> = {}) => of({ host: text, ...more });

test.each([
  ['ssh://build.example', ['--', 'build.example'], undefined],
  ['ssh://ada@build.example:2222', ['-l', 'ada', '-p', '2222', '--', 'build.example'], undefined],
  ['ssh://ada@build.example/', ['-l', 'ada', '--', 'build.example'], undefined],
  ['ssh://[fd00::1]:22', ['-p', '22', '--', 'fd00::1'], undefined],
  ['ssh://build.example/run/user/1000/docker.sock', ['--', 'build.example'], '/run/user/1000/docker.sock'],
])('%s is as the Docker client reads it', (text, target, socket) => {
  const address = host(text);
  expect(address).toEqual({ kind: 'ssh', text, from: 'DOCKER_HOST', target, ...(socket ? { socket } : {}) });
  expect(address && isRemote(address)).toBe(true);
});

test('a socket, and a port of this machine, are not remote', () => {
  expect(host('unix:///run/d.sock')).toMatchObject({ kind: 'socket', path: '/run/d.sock' });
  for (const [text, at] of [
    ['tcp://127.0.0.1:2375', { host: '127.0.0.1', port: 2375 }],
    ['tcp://localhost', { host: 'localhost', port: 2375 }],
    ['127.0.0.1:4711', { host: '127.0.0.1', port: 4711 }],
    ['tcp://[::1]:2375/', { host: '::1', port: 2375 }],
  ] as const) {
    const address = host(text);
    expect(address).toMatchObject({ kind: 'tcp', ...at });
    expect(address && isRemote(address)).toBe(false);
  }
});

test('TLS: the files that are there, from DOCKER_CERT_PATH or where the Docker client has its settings', () => {
  const certs = folder();
  for (const name of ['ca.pem', 'key.pem', 'other.pem']) writeFileSync(join(certs, name), '');
  const files = { ca: join(certs, 'ca.pem'), key: join(certs, 'key.pem') };
  const far = {
    kind: 'tcp',
    text: 'tcp://build.example',
    from: 'DOCKER_HOST',
    host: 'build.example',
    port: 2376,
    tls: files,
  };
  expect(host('tcp://build.example', { tls: 'verified', certFolder: certs })).toEqual(far);
  expect(host('tcp://build.example', { tls: 'verified', configFolder: certs })).toEqual(far);
  const address = host('tcp://build.example:4711', { tls: 'verified' });
  expect(address).toMatchObject({ port: 4711, tls: {} });
  expect(address && isRemote(address)).toBe(true);
});

test.each([
  ['tcp://192.0.2.1:2375', undefined, 'without TLS'],
  ['tcp://192.0.2.1:2376', 'unverified', 'not to be verified'],
  ['ssh://ada:secret@build.example', undefined, 'no password'],
  ['ssh://build.example?x=1', undefined, 'a user, a host and a port'],
  ['npipe:////./pipe/docker_engine', undefined, 'no address of an engine'],
  ['tcp://127.0.0.1:2375/v1', undefined, 'no address of an engine'],
] as const)('%s is refused before anything is sent', (text, tls, why) => {
  expect(() => host(text, { tls })).toThrow(
    expect.objectContaining({ code: 'remote-engine', kind: 'environment', what: expect.stringContaining(why) }),
  );
});

test('DOCKER_HOST comes before DOCKER_CONTEXT, and that before the context in use', () => {
  const configFolder = config(
    { here: { host: 'unix:///run/here.sock' }, far: { host: 'ssh://ada@build.example' } },
    'here',
  );
  expect(of({ configFolder })).toEqual({
    kind: 'socket',
    text: 'unix:///run/here.sock',
    path: '/run/here.sock',
    from: 'the Docker context here',
  });
  expect(of({ configFolder, context: 'far' })).toMatchObject({ kind: 'ssh', from: 'the Docker context far' });
  expect(of({ configFolder, context: 'far', host: 'unix:///x' })).toMatchObject({ path: '/x', from: 'DOCKER_HOST' });
});

test('no context, or the one called default: the first socket that is there', () => {
  const there = join(folder(), 'docker.sock');
  writeFileSync(there, '');
  const found = { kind: 'socket', text: `unix://${there}`, path: there };
  expect(of({}, ['/nowhere/docker.sock', there])).toEqual(found);
  expect(of({ context: 'default', configFolder: config({}, 'gone') }, [there])).toEqual(found);
  expect(of({}, ['/nowhere/docker.sock'])).toBeUndefined();
});

test('the TLS files of a context are its own, whatever the environment says', () => {
  const configFolder = config({
    tls: { host: 'tcp://build.example:2376', tls: ['ca.pem', 'cert.pem', 'key.pem'] },
    bare: { host: 'tcp://build.example:2375' },
    blind: { host: 'tcp://build.example:2376', tls: ['cert.pem'], skip: true },
  });
  const address = of({ configFolder, context: 'tls' });
  const id = createHash('sha256').update('tls').digest('hex');
  expect(address).toMatchObject({ tls: { cert: join(configFolder, 'contexts/tls', id, 'docker/cert.pem') } });
  for (const context of ['bare', 'blind'])
    expect(() => of({ configFolder, context, tls: 'verified' })).toThrow(
      expect.objectContaining({ code: 'remote-engine', seen: `the Docker context ${context}` }),
    );
});

test('a context that is not there, or has no engine, is told with those that are', () => {
  const configFolder = config({ one: { host: 'unix:///x' }, empty: {} }, 'gone');
  expect(() => of({ configFolder })).toThrow(
    expect.objectContaining({
      code: 'no-docker-context',
      what: expect.stringMatching(/currentContext of .*config\.json names the Docker context gone/),
      expected: 'default, empty, one',
    }),
  );
  expect(() => of({ configFolder, context: 'empty' })).toThrow(
    expect.objectContaining({ code: 'no-docker-context', what: expect.stringContaining('DOCKER_CONTEXT') }),
  );
});
