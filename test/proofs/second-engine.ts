import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import Docker from 'dockerode';
import type { Engine } from '../../harness/lab/engine.ts';
import { waitFor } from '../../harness/time/deadline.ts';
import { makeCertificates } from '../acceptance/tls-files.ts';

/** An engine on what is another machine as far as networks go: its own namespace, with a loopback of its own. */
export interface SecondEngine extends AsyncDisposable {
  readonly engine: Engine;
  readonly socket: string;
  /** Of its machine. */
  readonly address: string;
  /** Behind TLS: DOCKER_HOST, and DOCKER_CERT_PATH. */
  readonly tcp: string;
  readonly certs: string;
}

/** For documentation (RFC 5737): nobody's, and in no network but the one between the two namespaces. */
const [HERE, THERE] = ['198.51.100.1', '198.51.100.2'] as const;

/** Starts it with these images of the engine here. Needs root. All of it is in the folder, and in a namespace that goes with it. */
export async function startSecondEngine(folder: string, images: readonly string[]): Promise<SecondEngine> {
  const name = `far${process.pid}`;
  const socket = join(folder, 'docker.sock');
  const files = makeCertificates(folder, THERE);
  await using clean = new AsyncDisposableStack();
  ip('netns', 'add', name);
  clean.defer(() => ip('netns', 'delete', name));
  ip('link', 'add', name, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name);
  ip('address', 'add', `${HERE}/30`, 'dev', name);
  ip('link', 'set', name, 'up');
  for (const words of [`address add ${THERE}/30 dev eth0`, 'link set eth0 up', 'link set lo up'])
    ip('-n', name, ...words.split(' '));
  const tls = ['ca', 'cert', 'key'].map(
    (file) => `--tls${file === 'ca' ? 'cacert' : file}=${join(files.server, `${file}.pem`)}`,
  );
  const log = openSync(join(folder, 'dockerd.log'), 'w');
  for (const one of ['data', 'exec']) mkdirSync(join(folder, one));
  const own = { 'data-root': join(folder, 'data'), 'exec-root': join(folder, 'exec'), pidfile: join(folder, 'pid') };
  const words = [
    // Its mounts go with it.
    ...[`--net=/run/netns/${name}`, 'unshare', '--mount', 'dockerd'],
    ...Object.entries(own).map(([option, path]) => `--${option}=${path}`),
    ...[`--host=unix://${socket}`, `--host=tcp://${THERE}:2376`, '--tlsverify', ...tls],
  ];
  const daemon = spawn('nsenter', words, { stdio: ['ignore', log, log], detached: true });
  const ended = once(daemon, 'exit');
  clean.defer(async () => {
    daemon.kill('SIGTERM');
    await ended;
  });
  const engine = new Docker({ socketPath: socket });
  await waitFor(
    async () => {
      if (daemon.exitCode !== null) throw new Error(`dockerd ended: see ${folder}/dockerd.log`);
      return engine.ping().then(
        () => ({ done: true, value: undefined }) as const,
        (error: Error) => ({ done: false, last: error.message }) as const,
      );
    },
    { what: 'the second engine', withinMs: 60_000, everyMs: 200 },
  );
  execFileSync('sh', ['-c', `docker save ${images.join(' ')} | docker --host unix://${socket} load`], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const parts = clean.move();
  const tcp = `tcp://${THERE}:2376`;
  const dispose = () => parts[Symbol.asyncDispose]();
  return { engine, socket, address: THERE, tcp, certs: files.client, [Symbol.asyncDispose]: dispose };
}

function ip(...words: readonly string[]): void {
  execFileSync('ip', words, { stdio: ['ignore', 'ignore', 'inherit'] });
}
