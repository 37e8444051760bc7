import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { Door, type Outlet } from '../../harness/lab/door.ts';
import type { EngineAddress } from '../../harness/lab/engine-address.ts';
import { dockerSettings, environmentWithout, lendDockerHost } from '../../harness/lab/environment.ts';
import { REACH_HERE } from '../../harness/lab/remote/reach.ts';
import { refuseFarDouble, refuseFarNetwork } from '../../harness/lab/remote/refuse-far.ts';
import { clockApart } from '../../harness/lab/remote/same-clock.ts';
import { echo, listen } from './lab-kit.ts';

async function doorTo(outlet: Outlet): Promise<Door> {
  const door = await Door.open({ port: 0 }, outlet);
  onTestFinished(() => door[Symbol.asyncDispose]());
  return door;
}

function through(door: Door) {
  return connect({ host: '127.0.0.1', port: door.port, allowHalfOpen: true });
}

test('a door to an outlet passes on what was said before the outlet was there, and each end', async () => {
  const peer = await listen(echo);
  const opening = Promise.withResolvers<void>();
  const door = await doorTo(async () => {
    await opening.promise;
    return connect({ host: '127.0.0.1', port: peer.port, allowHalfOpen: true });
  });
  const client = through(door);
  client.end('hello');
  await once(client, 'finish');
  opening.resolve();
  expect(await text(client)).toBe('hello');
});

test('a door whose outlet leads nowhere closes, and one that is closed lets go of all', async () => {
  const nowhere = await doorTo(() => Promise.reject(new Error('nobody listens')));
  const refused = through(nowhere);
  expect(await text(refused)).toBe('');
  const peer = await listen(echo);
  const door = await doorTo(async () => connect({ host: '127.0.0.1', port: peer.port }));
  const client = through(door);
  client.write('x');
  await once(client, 'data');
  await Promise.all([once(client, 'end'), once(peer.sockets[0] as never, 'end'), door[Symbol.asyncDispose]()]);
});

test('here, a port is the port itself', async () => {
  await using way = await REACH_HERE.way('any');
  expect([way.lead(4711), way.lead(4712)]).toEqual([4711, 4712]);
});

test('DOCKER_HOST is another one for as long as clients look, and for nobody else', () => {
  const before = { ...process.env };
  onTestFinished(() => {
    process.env = before;
  });
  Object.assign(process.env, { DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' });
  for (const host of ['ssh://build.example', undefined]) {
    if (host === undefined) delete process.env.DOCKER_HOST;
    else process.env.DOCKER_HOST = host;
    const seen = () => {
      const { DOCKER_HOST, DOCKER_TLS_VERIFY } = process.env;
      const { tls, certFolder } = dockerSettings();
      expect([tls, certFolder]).toEqual(['verified', '/certs']);
      expect(environmentWithout().DOCKER_CERT_PATH).toBe('/certs');
      return [DOCKER_HOST, DOCKER_TLS_VERIFY, dockerSettings().host, environmentWithout().DOCKER_HOST];
    };
    {
      using _outer = lendDockerHost('unix:///x.sock');
      {
        using _inner = lendDockerHost('unix:///y.sock');
      }
      expect(seen()).toEqual(['unix:///x.sock', undefined, host, host]);
    }
    expect(seen()).toEqual([host, '1', host, host]);
  }
});

test('what needs folders of this machine is refused on an engine elsewhere, and on no other', () => {
  const far: EngineAddress = { kind: 'ssh', text: 'ssh://build', from: 'DOCKER_HOST', target: ['--', 'build'] };
  const here: EngineAddress = { kind: 'socket', text: 'unix:///x', path: '/x' };
  for (const refuse of [refuseFarNetwork, refuseFarDouble]) {
    expect(() => refuse({ address: far })).toThrow(
      expect.objectContaining({ code: 'remote-engine', seen: 'the engine is at ssh://build, as DOCKER_HOST says' }),
    );
    expect(() => refuse({ address: here })).not.toThrow();
  }
});

test('clocks are apart by what no delay explains', () => {
  const at = Date.parse('2026-01-02T03:04:05.500Z');
  expect(clockApart('2026-01-02T03:04:05.123456789Z', at - 1000, at)).toBe(0);
  expect(clockApart('2026-01-02T03:04:00Z', at, at + 100)).toBe(5_500);
  expect(clockApart('2026-01-02T04:04:10.5+01:00', at, at)).toBe(5_000);
  expect(clockApart(undefined, at, at)).toBe(0);
});
