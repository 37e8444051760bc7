import { Duplex } from 'node:stream';
import { Client, type ClientChannel } from 'ssh2';
import { ReapcheckError } from '../../model/error.ts';
import { lineOf } from '../attached.ts';
import { type Engine, removeContainer } from '../engine.ts';
import { LOOPBACK } from '../host-kind.ts';
import { tarEntry } from '../images/tar-entry.ts';
import { generateKeyPair, type KeyPair } from '../key-pair.ts';
import { script } from '../scripts.ts';

export interface RelayOrder {
  readonly engine: Engine;
  /** Any that a host starts from: it has an SSH server and Python. */
  readonly image: string;
  /** The container's. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Opens it. */
  readonly key: KeyPair;
}

const READY_WITHIN_MS = 60_000;
/** A port on which nobody listens (tcpmux). */
const NOBODY = 1;
const HOST_KEY = 'etc/reapcheck-relay-host-key';
const AUTHORIZED_KEYS = 'etc/reapcheck-relay-keys';

/**
 * Connects to ports of the loopback of the engine's machine: a container in the network of that machine, whose SSH server listens nowhere but speaks
 * on the line by which the engine attaches us to it. All connections share that line, each with a window of its own: one that stands still holds up
 * none of the others. The container ends with the line, and so with this process.
 */
export class Relay implements AsyncDisposable {
  readonly #order: RelayOrder;
  readonly #client: Client;
  readonly #closed: Promise<string>;

  private constructor(order: RelayOrder, client: Client, closed: Promise<string>) {
    this.#order = order;
    this.#client = client;
    this.#closed = closed;
  }

  /** Throws `remote-engine`; nothing is left of it then. */
  static async start(order: RelayOrder): Promise<Relay> {
    const { engine, image, name, labels, key } = order;
    const hostKey = generateKeyPair(name);
    const container = await engine.createContainer({
      name,
      Image: image,
      User: '0:0',
      Labels: { ...labels },
      Entrypoint: [],
      Cmd: ['python3', '-c', script('remote/relay.py'), `/${HOST_KEY}`, `/${AUTHORIZED_KEYS}`],
      OpenStdin: true,
      StdinOnce: true,
      AttachStdin: true,
      AttachStdout: true,
      AttachStderr: true,
      HostConfig: { NetworkMode: 'host', AutoRemove: true },
    });
    try {
      await container.putArchive(filesOf(hostKey, key), { path: '/' });
      const stream = await container.attach({ stream: true, stdin: true, stdout: true, stderr: true, hijack: true });
      const line = lineOf(engine, stream as Duplex);
      let complaint = '';
      line.errors.on('data', (text) => {
        complaint = (complaint + text).slice(-500);
      });
      await container.start();
      const client = new Client();
      const closed = Promise.withResolvers<string>();
      client.on('close', () => closed.resolve(complaint.trim() || 'its line was closed'));
      await ready(client, Duplex.from({ readable: line.output, writable: line.input }), { hostKey, key }).catch(
        (error: Error) => {
          line.destroy();
          throw new Error(`the relay: ${complaint.trim() || error.message}`, { cause: error });
        },
      );
      return new Relay(order, client, closed.promise);
    } catch (cause) {
      await removeContainer(engine, name).catch(() => {});
      throw new ReapcheckError({
        code: 'remote-engine',
        kind: 'environment',
        what: 'the ports of hosts on the machine of the container engine can’t be reached through the engine',
        expected: `an engine that starts a container from ${image} in the network of its machine (--network host)`,
        seen: cause instanceof Error ? cause.message : String(cause),
        remedy: 'run reapcheck on the engine’s machine, or take another engine',
        cause,
      });
    }
  }

  /** Settles with the reason when it leads nowhere any more. */
  get closed(): Promise<string> {
    return this.#closed;
  }

  /** Rejects where nobody listens on that port. */
  async connect(port: number): Promise<Duplex> {
    const opened = Promise.withResolvers<ClientChannel>();
    this.#client.forwardOut(LOOPBACK, 0, LOOPBACK, port, (error, channel) =>
      error ? opened.reject(error) : opened.resolve(channel),
    );
    return Promise.race([opened.promise, this.#closed.then((why) => Promise.reject(new Error(why)))]);
  }

  /** Settles when it has answered, whatever; rejects where it is lost instead, of which SSH's own keep-alive makes sure. */
  async answers(): Promise<void> {
    await this.connect(NOBODY).then(
      (channel) => channel.destroy(),
      (error: Error) => {
        if (!('reason' in error)) throw error;
      },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#client.destroy();
    await removeContainer(this.#order.engine, this.#order.name);
  }
}

function filesOf(hostKey: KeyPair, key: KeyPair): Buffer {
  return Buffer.concat([
    tarEntry(HOST_KEY, Buffer.from(hostKey.privateKey)),
    tarEntry(AUTHORIZED_KEYS, Buffer.from(`${key.publicKey}\n`)),
    // The end of an archive.
    Buffer.alloc(1024),
  ]);
}

async function ready(client: Client, sock: Duplex, { hostKey, key }: Record<'hostKey' | 'key', KeyPair>) {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  client.on('ready', resolve);
  client.on('error', reject);
  client.on('close', () => reject(new Error('its line was closed')));
  const [, pinned] = hostKey.publicKey.split(' ');
  client.connect({
    sock,
    username: 'root',
    privateKey: key.privateKey,
    readyTimeout: READY_WITHIN_MS,
    keepaliveInterval: 10_000,
    keepaliveCountMax: 3,
    hostVerifier: (presented: Buffer) => presented.toString('base64') === pinned,
  });
  await promise;
}
