import Docker from 'dockerode';
import { ReapcheckError } from '../model/error.ts';
import { after } from '../time/clock.ts';
import { type EngineAddress, engineAddress, isRemote } from './engine-address.ts';
import { lendDockerHost, localSockets } from './environment.ts';
import type { LocalSocket } from './remote/local-socket.ts';
import { localSocket } from './remote/local-sockets.ts';

export type Engine = Docker;

export const REMEDY = 'run `npx reapcheck doctor --fix`';
const ANSWER_WITHIN_MS = 10_000;

/** A client for the engine at this address. Throws `remote-engine` where the way to it can't be opened; else the engine is not asked yet. */
export async function engineAt(address: EngineAddress): Promise<Engine> {
  return clientOf(address, await localSocket(address));
}

function clientOf(address: EngineAddress, way: LocalSocket | undefined): Engine {
  // Else it would take from DOCKER_HOST what is not said here, and want the files of a TLS that isn't its own.
  using _ = lendDockerHost('unix://');
  if (way) return new Docker({ socketPath: way.path });
  if (address.kind === 'socket') return new Docker({ socketPath: address.path });
  if (address.kind === 'tcp') return new Docker({ host: address.host, port: address.port, protocol: 'http' });
  throw new Error(`no way leads to ${address.text}`);
}

/** The code of a Node system error (`ENOENT`), or the HTTP status of an engine's answer. */
export function causeCode(error: unknown): string | number | undefined {
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  return statusCode ?? code;
}

/** An engine that has answered. */
export interface OpenedEngine {
  readonly engine: Engine;
  readonly address: EngineAddress;
  /** It runs on another machine, whose loopback and files are not ours. */
  readonly remote: boolean;
  /** Its address for who reads DOCKER_HOST, where what the user's environment holds does not lead to it. */
  readonly told: string | undefined;
}

/** Connects to the engine and has it answer. Throws `no-engine`, `engine-permission`, `remote-engine` or `no-docker-context`. */
export async function openEngine(): Promise<OpenedEngine> {
  const address = engineAddress();
  if (!address) {
    throw noEngine(`no socket: looked for ${localSockets().join(', ')}`);
  }
  const way = await localSocket(address);
  const engine = clientOf(address, way);
  const silent = Promise.withResolvers<never>();
  using _ = after(ANSWER_WITHIN_MS, () => silent.reject(new Error(`no answer within ${ANSWER_WITHIN_MS / 1000} s`)));
  try {
    await Promise.race([engine.ping(), silent.promise]);
  } catch (cause) {
    if (isRemote(address)) throw noAnswer(address, way?.said() || String(cause), cause);
    if (causeCode(cause) === 'EACCES' || causeCode(cause) === 'EPERM') {
      throw new ReapcheckError({
        code: 'engine-permission',
        kind: 'environment',
        what: 'this user may not use the container engine',
        seen: `${address.text}: ${String(cause)}`,
        remedy: `add the user to the group that owns the socket (usually \`docker\`), or ${REMEDY}`,
        cause,
      });
    }
    throw noEngine(`${address.text}: ${way?.said() || String(cause)}`, cause);
  }
  const told = way ? `unix://${way.path}` : address.from === undefined ? undefined : address.text;
  return { engine, address, remote: isRemote(address), told };
}

/** The same, for who asks the engine and nothing else. */
export async function connectEngine(): Promise<Engine> {
  return (await openEngine()).engine;
}

/** Undefined where none can be had: for those who can do without. */
export async function engineIfAny(): Promise<Engine | undefined> {
  try {
    return await connectEngine();
  } catch (error) {
    if (error instanceof ReapcheckError) return undefined;
    throw error;
  }
}

function noAnswer({ text, from, kind }: EngineAddress, seen: string, cause: unknown): ReapcheckError {
  const forwards = ', and whether its SSH server lets connections be forwarded (AllowTcpForwarding)';
  return new ReapcheckError({
    code: 'remote-engine',
    kind: 'environment',
    what: `the container engine at ${text} does not answer`,
    expected: 'a Docker engine that this user may use',
    seen,
    remedy: `see whether docker version reaches what ${from} names${kind === 'ssh' ? forwards : ''}`,
    cause,
  });
}

function noEngine(seen: string, cause?: unknown): ReapcheckError {
  return new ReapcheckError({
    code: 'no-engine',
    kind: 'environment',
    what: 'no container engine answers',
    expected: 'a Docker engine',
    seen,
    remedy: REMEDY,
    cause,
  });
}

export async function hasImage(engine: Engine, image: string): Promise<boolean> {
  try {
    await engine.getImage(image).inspect();
    return true;
  } catch (error) {
    if (causeCode(error) === 404) return false;
    throw error;
  }
}

/** Removes a container, running or not, with its volumes. One that is gone already is no error. */
export async function removeContainer(engine: Engine, idOrName: string): Promise<void> {
  try {
    await engine.getContainer(idOrName).remove({ force: true, v: true });
  } catch (error) {
    if (causeCode(error) === 404) return;
    // 409: somebody else is removing it. Done when it is gone.
    if (causeCode(error) !== 409) throw error;
    await engine
      .getContainer(idOrName)
      .wait({ condition: 'removed' })
      .catch(() => {});
  }
}

/** With what else is named so; one that is gone already counts as removed. */
export async function removeImage(engine: Engine, image: string): Promise<void> {
  await engine
    .getImage(image)
    .remove({ force: true })
    .catch((error: unknown) => {
      if (causeCode(error) !== 404) throw error;
    });
}
