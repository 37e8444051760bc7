import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import type { Socket } from 'node:net';
import { ReapcheckError } from '../../model/error.ts';
import { waitFor } from '../../time/deadline.ts';
import type { EngineAddress } from '../engine-address.ts';
import { environmentWithout } from '../environment.ts';
import { OWNER_VARIABLE, SESSION_VARIABLE } from '../mark.ts';
import { script } from '../scripts.ts';
import type { LocalSocket } from './local-socket.ts';

type SshAddress = Extract<EngineAddress, { kind: 'ssh' }>;

/** As Docker's own client has it. */
const CONNECT_WITHIN_S = 30;
const SHOWN_CHARACTERS = 600;

/**
 * Over the user's own settings, agent and known_hosts, none of which is weakened. Nobody can answer a question, and no connection of the user's is
 * joined: what we forward would stay in it when we are gone.
 */
const OPTIONS = [
  ...['BatchMode=yes', `ConnectTimeout=${CONNECT_WITHIN_S}`, 'ServerAliveInterval=10', 'ServerAliveCountMax=3'],
  ...['ControlMaster=no', 'ControlPath=none', 'RequestTTY=no', 'RemoteCommand=none', 'PermitLocalCommand=no'],
  ...['ExitOnForwardFailure=yes', 'StreamLocalBindMask=0177'],
].flatMap((option) => ['-o', option]);

/**
 * Has ssh lead from this path to the engine's socket on its machine. The ssh ends with this process, whatever ends that: what it runs over there reads
 * from a pipe that we hold. Throws `remote-engine` with what ssh says.
 */
export async function openSshTunnel(address: SshAddress, path: string): Promise<LocalSocket> {
  const there = address.socket ?? (await findSocket(address));
  const ssh = start(address, ['-L', `${path}:${there}`], 'cat');
  const said = listen(ssh);
  const closed = once(ssh, 'close').then(
    () => said.errors() || 'ssh ended',
    (error: Error) => error.message,
  );
  let ended: string | undefined;
  void closed.then((why) => {
    ended = why;
  });
  await waitFor(
    () => {
      if (ended !== undefined) throw unreachable(address, ended);
      return existsSync(path) ? { done: true, value: undefined } : { done: false, last: 'connecting' };
    },
    { what: `ssh to ${address.text}`, withinMs: 2 * CONNECT_WITHIN_S * 1000, everyMs: 10 },
  ).catch((error: unknown) => {
    ssh.kill();
    throw error instanceof ReapcheckError ? error : unreachable(address, String(error));
  });
  ssh.unref();
  for (const pipe of [ssh.stdin, ssh.stdout, ssh.stderr]) (pipe as unknown as Socket).unref();
  return { path, closed, said: said.errors };
}

/** Where the engine listens on its machine. */
async function findSocket(address: SshAddress): Promise<string> {
  const ssh = start(address, [], 'sh -s');
  const said = listen(ssh);
  ssh.stdin.end(script('remote/find-socket.sh'));
  const closed = await once(ssh, 'close').catch((error: Error) => [error.message]);
  const [, word, socket] = /^(socket|denied|none)(?: (.*))?$/m.exec(said.output()) ?? [];
  if (word === 'socket' && socket !== undefined) return socket;
  if (word === undefined) throw unreachable(address, said.errors() || `ssh ended with ${closed[0]}`);
  throw new ReapcheckError({
    code: 'remote-engine',
    kind: 'environment',
    what:
      word === 'denied'
        ? `the user at ${address.text} may not use the container engine there`
        : `there is no container engine at ${address.text}`,
    seen:
      word === 'denied'
        ? `${socket} is not writable`
        : 'no socket of a Docker engine, where that user’s own client looks for it',
    remedy:
      word === 'denied'
        ? 'add that user to the group that owns the socket (usually `docker`), over there'
        : `start the engine over there, or write its socket into the address: ${address.text.replace(/\/$/, '')}/PATH`,
  });
}

function start(address: SshAddress, words: readonly string[], command: string): ChildProcessWithoutNullStreams {
  return spawn('ssh', [...OPTIONS, ...words, ...address.target, command], {
    // No signal meant for us reaches it: it is needed for the clean-up.
    detached: true,
    // The watchdog's own, too: a mark would have it killed before it has cleaned up.
    env: environmentWithout(SESSION_VARIABLE, OWNER_VARIABLE),
  });
}

function listen(ssh: ChildProcessWithoutNullStreams) {
  let [output, errors] = ['', ''];
  ssh.stdout.on('data', (text) => {
    output = (output + text).slice(-SHOWN_CHARACTERS);
  });
  ssh.stderr.on('data', (text) => {
    errors = (errors + text).slice(-SHOWN_CHARACTERS);
  });
  // It ended before us; its exit says so.
  ssh.stdin.on('error', () => {});
  return { output: () => output, errors: () => errors.trim().replaceAll(/\s*\n\s*/g, ' | ') };
}

function unreachable(address: SshAddress, seen: string): ReapcheckError {
  return new ReapcheckError({
    code: 'remote-engine',
    kind: 'environment',
    what: `ssh does not get to the machine of the container engine, ${address.text}`,
    expected: 'a login without a question: by a key or an agent, with the host in known_hosts',
    seen,
    remedy: `make this work first: ssh -o BatchMode=yes ${address.target.filter((word) => word !== '--').join(' ')} true`,
  });
}
