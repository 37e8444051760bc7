import { expect, test } from 'vitest';
import { ReapcheckError } from '../../harness/model/error.ts';
import { engineTrouble } from '../../harness/setup/checks/container-engine.ts';
import { judgeSpace } from '../../harness/setup/checks/disk-space.ts';
import { nodeVersion } from '../../harness/setup/checks/node-version.ts';
import type { ThisMachine } from '../../harness/setup/machine.ts';
import { installRemedy } from '../../harness/setup/remedy.ts';

const MACHINE: ThisMachine = {
  platform: 'linux',
  nodeVersion: '24.1.0',
  root: true,
  user: 'ada',
  debian: true,
  name: 'Debian GNU/Linux 12 (bookworm)',
  systemd: false,
  env: { PATH: '/usr/bin' },
};

function trouble(code: string, machine: Partial<ThisMachine> = {}, installed: readonly string[] = []) {
  const error = new ReapcheckError({
    code,
    kind: 'environment',
    what: 'it does not work',
    remedy: 'the error says how',
  });
  const seen = engineTrouble({ ...MACHINE, ...machine }, error, (name) =>
    ['apparmor_parser', ...installed].includes(name),
  );
  if (seen.state !== 'missing') throw new Error(`state ${seen.state}`);
  return seen;
}

test('no engine: install and start it, with sudo for those who are not root', () => {
  expect(trouble('no-engine').packages).toEqual(['docker.io', 'iptables']);
  expect(trouble('no-engine').remedy).toEqual([
    'apt-get install -y --no-install-recommends docker.io iptables',
    "sh -c 'dockerd >/var/log/dockerd.log 2>&1 &'",
  ]);
  expect(trouble('no-engine', { root: false, systemd: true }).remedy).toEqual([
    'sudo apt-get install -y --no-install-recommends docker.io iptables',
    'sudo systemctl start docker',
  ]);
});

test('installed but not running: only start it', () => {
  const seen = trouble('no-engine', { systemd: true }, ['dockerd', 'iptables']);
  expect(seen.detail).toContain('installed, but not running');
  expect(seen.remedy).toEqual(['systemctl start docker']);
  expect(seen.packages).toEqual([]);
  expect(seen.fixable).toBe(true);
  expect(trouble('no-engine', { root: false }, ['dockerd', 'iptables']).fixable).toBe(false);
});

test('no permission: the group, never an installation', () => {
  const seen = trouble('engine-permission', { root: false });
  expect(seen.remedy[0]).toBe('sudo usermod -aG docker ada');
  expect(seen.packages).toBeUndefined();
  expect(seen.fixable).toBeFalsy();
});

test('an engine that DOCKER_HOST names is left to the user', () => {
  const seen = trouble('no-engine', { env: { DOCKER_HOST: 'unix:///nowhere' } });
  expect(seen.remedy.join()).toContain('unset DOCKER_HOST');
  expect(seen.packages).toBeUndefined();
  expect(seen.fixable).toBeFalsy();
  expect(trouble('remote-engine').remedy).toEqual(['the error says how']);
});

test('elsewhere than on Debian: named, not guessed', () => {
  expect(trouble('no-engine', { debian: false }).remedy[0]).toContain('https://docs.docker.com');
  const mac = trouble('no-engine', { platform: 'darwin', debian: false });
  expect(mac.remedy).toHaveLength(1);
  expect(mac.packages).toBeUndefined();
  expect(installRemedy({ root: false, debian: false }, ['x'], 'install x')).toEqual(['install x']);
});

test.each([
  ['24.1.0', 'ok'],
  ['22.22.0', 'ok'],
  ['22.21.9', 'missing'],
  ['20.19.0', 'missing'],
])('Node %s: %s', async (version, state) => {
  const seen = await nodeVersion.look({ machine: { ...MACHINE, nodeVersion: version }, wanted: { images: [] } });
  expect(seen.state).toBe(state);
});

test.each([
  [[10, 3], 'ok'],
  [[10, 1], 'warn'],
  [[0.2, 10], 'missing'],
])('free space of %j GiB: %s', (gib, state) => {
  expect(judgeSpace(gib.map((one, index) => ({ folder: `/${index}`, free: one * 1024 ** 3 }))).state).toBe(state);
});
