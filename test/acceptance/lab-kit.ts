import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Host } from '../../harness/model/host.ts';

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command on a host with the machine's own ssh. Never synchronous: the link lives in this process. */
export async function ssh(host: Host, command: string): Promise<Said> {
  const options = {
    BatchMode: 'yes',
    ConnectTimeout: '10',
    ConnectionAttempts: '1',
    GlobalKnownHostsFile: '/dev/null',
    IdentitiesOnly: 'yes',
    LogLevel: 'ERROR',
    StrictHostKeyChecking: 'yes',
    UserKnownHostsFile: host.knownHostsFile,
  };
  const args = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
  const whole = ['-F', 'none', ...args, '-i', host.identityFile, '-p', `${host.port}`, `${host.user}@${host.address}`];
  try {
    return { code: 0, ...(await promisify(execFile)('ssh', [...whole, command])) };
  } catch (error) {
    const { code, stdout, stderr } = error as Said;
    return { code, stdout, stderr };
  }
}

export async function bootId(host: Host): Promise<string> {
  const { code, stdout, stderr } = await ssh(host, 'cat /proc/sys/kernel/random/boot_id');
  if (code !== 0) throw new Error(`no boot id from ${host.name}: ${stderr}`);
  return stdout.trim();
}
