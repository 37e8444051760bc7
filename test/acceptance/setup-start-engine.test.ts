import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { connectEngine } from '../../harness/lab/engine.ts';
import type { FixContext } from '../../harness/setup/check.ts';
import { readMachine, which } from '../../harness/setup/machine.ts';
import { startEngine } from '../../harness/setup/start-engine.ts';
import { waitFor } from '../../harness/time/deadline.ts';

const machine = readMachine();
// Another engine beside the machine's own: that takes root, and dockerd.
const possible = machine.root && which('dockerd', machine.env) !== undefined;
const before = process.env.DOCKER_HOST;
let folder: string;
let socket: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'dockerd-test-'));
  socket = `unix://${folder}/d.sock`;
  process.env.DOCKER_HOST = socket;
});

afterEach(async () => {
  if (before === undefined) delete process.env.DOCKER_HOST;
  else process.env.DOCKER_HOST = before;
  const pidFile = join(folder, 'state/reapcheck/dockerd.pid');
  if (existsSync(pidFile)) await end(Number(readFileSync(pidFile, 'utf8')));
  rmSync(folder, { recursive: true });
});

async function end(pid: number): Promise<void> {
  const alive = () => {
    // A child of ours that ended: kill(2) still finds it until Node has waited for it, and then no more.
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  if (alive()) process.kill(pid, 'SIGTERM');
  await waitFor(() => (alive() ? { done: false, last: 'alive' } : { done: true, value: undefined }), {
    what: `dockerd ${pid} to end`,
    withinMs: 30_000,
  });
}

function context(changes: string[]): FixContext {
  return {
    machine: { ...machine, systemd: false, env: { ...machine.env, XDG_STATE_HOME: join(folder, 'state') } },
    wanted: { kinds: [] },
    change: (line) => changes.push(line),
    progress: () => {},
  };
}

/** It touches no network: no bridge, no firewall rule. */
function apart(): string[] {
  const places = ['data-root', 'exec-root', 'pidfile'].map((name) => `--${name}=${folder}/${name}`);
  return ['-H', socket, ...places, '--bridge=none', '--iptables=false'];
}

test.skipIf(!possible)('starts a daemon that answers, outlives the call, and whose log and pid are known', async () => {
  const changes: string[] = [];
  await startEngine(context(changes), apart());
  expect((await (await connectEngine()).info()).DockerRootDir).toBe(join(folder, 'data-root'));
  expect(changes).toEqual([expect.stringMatching(/^dockerd -H .*reapcheck\/dockerd\.log/)]);
  expect(readFileSync(join(folder, 'state/reapcheck/dockerd.log'), 'utf8')).toContain('API listen');
});

test.skipIf(!possible)('a daemon that can not start: says at once what its log says', async () => {
  await expect(startEngine(context([]), ['--no-such-option'])).rejects.toMatchObject({
    code: 'engine-start-failed',
    seen: expect.stringContaining('unknown flag: --no-such-option'),
    remedy: expect.stringContaining('dockerd.log'),
  });
});
