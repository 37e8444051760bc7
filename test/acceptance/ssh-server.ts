import { execFile } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { logTail } from '../../harness/lab/container-logs.ts';
import type { Engine } from '../../harness/lab/engine.ts';
import { HOST_KINDS } from '../../harness/lab/host-kind.ts';
import { generateKeyPair } from '../../harness/lab/key-pair.ts';
import { knownHostsLine } from '../../harness/lab/known-hosts.ts';
import { waitFor } from '../../harness/time/deadline.ts';

export interface SshServerOrder {
  readonly engine: Engine;
  /** Of the engine, on its machine: it is the engine's socket in there. */
  readonly socket: string;
  /** Of the engine's machine, where nobody listens yet. */
  readonly at: { readonly address: string; readonly port: number };
  /** For keys and ssh's settings. */
  readonly folder: string;
}

export interface SshServer extends AsyncDisposable {
  /** Knows nothing but this server, by the name `engine`: for the PATH of who calls ssh. */
  readonly bin: string;
  readonly address: string;
  /** ssh refuses its key from here on, as where somebody else answers. */
  forgetKey(): void;
}

/** An SSH server on an engine's machine: a container in the network of that, from an image that has one. Key only, and its host key is known. */
export async function startSshServer({ engine, socket, at, folder }: SshServerOrder): Promise<SshServer> {
  const [host, user] = [generateKeyPair('engine'), generateKeyPair('user')];
  const path = (name: string) => join(folder, name);
  writeFileSync(path('id'), user.privateKey, { mode: 0o600 });
  writeFileSync(path('known_hosts'), `${knownHostsLine(at.address, at.port, host.publicKey)}\n`);
  const settings = [
    ...['Host engine', `HostName ${at.address}`, `Port ${at.port}`, 'User root', `IdentityFile ${path('id')}`],
    ...['IdentitiesOnly yes', 'IdentityAgent none', `UserKnownHostsFile ${path('known_hosts')}`],
    ...['GlobalKnownHostsFile /dev/null', 'StrictHostKeyChecking yes'],
  ];
  writeFileSync(path('config'), `${settings.join('\n')}\n`);
  const { stdout } = await promisify(execFile)('sh', ['-c', 'command -v ssh']);
  writeFileSync(path('ssh'), `#!/bin/sh\nexec ${stdout.trim()} -F '${path('config')}' "$@"\n`);
  chmodSync(path('ssh'), 0o755);
  const script = `mkdir -p /run/sshd /keys && umask 077 && printf '%s' "$HOST_KEY" >/keys/host && echo "$USER_KEY" >/keys/users
exec /usr/sbin/sshd -D -e -p ${at.port} -o ListenAddress=${at.address} -o HostKey=/keys/host -o AuthorizedKeysFile=/keys/users`;
  const container = await engine.createContainer({
    Image: HOST_KINDS.light.image,
    Entrypoint: [],
    Cmd: ['sh', '-c', script],
    Env: [`HOST_KEY=${host.privateKey}`, `USER_KEY=${user.publicKey}`],
    HostConfig: {
      NetworkMode: 'host',
      Mounts: [{ Type: 'bind', Source: socket, Target: '/var/run/docker.sock' }],
    },
  });
  const dispose = async () => container.remove({ force: true, v: true });
  try {
    await container.start();
    await waitFor(
      async () => {
        const run = promisify(execFile)(path('ssh'), ['-o', 'BatchMode=yes', 'engine', 'true']);
        return run.then(
          () => ({ done: true, value: undefined }) as const,
          (error: { stderr: string }) => ({ done: false, last: error.stderr }) as const,
        );
      },
      { what: 'the SSH server of the engine', withinMs: 20_000, everyMs: 100 },
    );
  } catch (cause) {
    const said = await logTail(container, 10);
    await dispose();
    throw new Error(`the SSH server of the engine: ${said.join(' | ')}`, { cause });
  }
  return {
    bin: folder,
    address: 'ssh://engine',
    forgetKey: () => writeFileSync(path('known_hosts'), ''),
    [Symbol.asyncDispose]: dispose,
  };
}
