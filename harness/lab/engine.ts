import { accessSync, constants } from 'node:fs';
import Docker from 'dockerode';
import { ReapcheckError } from '../model/error.ts';
import { after } from '../time/clock.ts';
import { dockerHost, localSockets } from './environment.ts';

export type Engine = Docker;

export const REMEDY = 'run `npx reapcheck doctor --fix`';
const ANSWER_WITHIN_MS = 10_000;

/** The address in words, and how to reach it. Undefined if no engine can be on this machine. */
export interface EngineAddress {
  readonly text: string;
  readonly socketPath?: string;
}

function exists(path: string): boolean {
  try {
    accessSync(path, constants.F_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * `DOCKER_HOST`, else the first socket that exists. Throws `remote-engine`: hosts are bound on the loopback of the
 * machine that the engine runs on, so it must be this one.
 */
export function engineAddress(): EngineAddress | undefined {
  const host = dockerHost();
  if (host?.startsWith('unix://')) return { text: host, socketPath: host.slice('unix://'.length) };
  if (host) {
    if (/^(tcp|http|https):\/\/(127\.\d+\.\d+\.\d+|localhost|\[::1\])(:\d+)?\/?$/.test(host)) return { text: host };
    throw new ReapcheckError({
      code: 'remote-engine',
      kind: 'environment',
      what: 'the container engine must be on this machine',
      expected: 'DOCKER_HOST unset, unix://… or tcp://127.0.0.1:…',
      seen: `DOCKER_HOST=${host}`,
      remedy: 'unset DOCKER_HOST, or point it at an engine on this machine',
    });
  }
  const socketPath = localSockets().find(exists);
  return socketPath === undefined ? undefined : { text: `unix://${socketPath}`, socketPath };
}

/** A client for the engine at this address; nothing is sent yet. The modem itself reads DOCKER_HOST and its TLS settings. */
export function engineAt(address: EngineAddress): Engine {
  return address.socketPath === undefined ? new Docker() : new Docker({ socketPath: address.socketPath });
}

/** The code of a Node system error (`ENOENT`), or the HTTP status of an engine's answer. */
export function causeCode(error: unknown): string | number | undefined {
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  return statusCode ?? code;
}

/** Connects to the engine and has it answer. Throws `no-engine`, `engine-permission` or `remote-engine`. */
export async function connectEngine(): Promise<Engine> {
  const address = engineAddress();
  if (!address) {
    throw noEngine(`no socket: looked for ${localSockets().join(', ')}`);
  }
  const engine = engineAt(address);
  const silent = Promise.withResolvers<never>();
  using _ = after(ANSWER_WITHIN_MS, () => silent.reject(new Error(`no answer within ${ANSWER_WITHIN_MS / 1000} s`)));
  try {
    await Promise.race([engine.ping(), silent.promise]);
  } catch (cause) {
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
    throw noEngine(`${address.text}: ${String(cause)}`, cause);
  }
  return engine;
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

function noEngine(seen: string, cause?: unknown): ReapcheckError {
  return new ReapcheckError({
    code: 'no-engine',
    kind: 'environment',
    what: 'no container engine answers',
    expected: 'a Docker engine on this machine',
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
