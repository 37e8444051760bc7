import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { killConnections } from '../../harness/lab/ssh-connections.ts';

test('a connection whose socket is in the folder is killed, one beside it is not', async () => {
  const start = async (socket: string) => {
    const child = spawn('sleep', ['60'], { argv0: `ssh: ${socket} [mux]`, stdio: 'ignore' });
    await once(child, 'spawn');
    return child;
  };
  const folder = `/tmp/rc-test-${process.pid}`;
  const [ours, other] = await Promise.all([start(`${folder}/cp/abc`), start(`${folder}-2/cp/abc`)]);
  try {
    const ended = once(ours, 'exit');
    expect(killConnections(folder)).toBe(1);
    expect(await ended).toEqual([null, 'SIGKILL']);
    expect(other.exitCode ?? other.signalCode).toBeNull();
    expect(killConnections(folder)).toBe(0);
  } finally {
    other.kill('SIGKILL');
  }
});
