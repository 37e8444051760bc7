import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { ansibles } from '../ansibles.ts';
import { nothingLeft, Workplace } from './reapcheck.ts';

const workplace = new Workplace();
afterAll(async () => {
  using _workplace = workplace;
  await workplace.run(['hosts', 'down']);
  await nothingLeft(workplace, [], 20_000);
});

test('up, list, ssh, inventory, down: and nothing is left', async () => {
  const run = (...args: string[]) => workplace.run(['hosts', ...args]);
  expect((await run('inventory')).code).toBe(3);
  const up = await run('up', '2', '--prefix', 'web');
  expect(up.stdout).toMatch(/^web-1 {2}root@127\.0\.0\.1:\d+ .*\nweb-2 /);
  expect((await run('up', '1')).stderr).toContain('hosts are up already: web-1, web-2');
  const listed = JSON.parse((await run('list', '--json')).stdout);
  expect(listed.map(({ name }: { name: string }) => name)).toEqual(['web-1', 'web-2']);
  expect((await run('ssh', 'web-2', '--', 'hostname')).stdout.trim()).toBe('web-2');
  expect((await run('ssh', 'web-2', '--', 'exit', '7')).code).toBe(7);
  expect((await run('ssh', 'wbe-2')).stderr).toContain('did you mean "web-2"?');

  const inventory = join(workplace.folder, 'inventory.yml');
  writeFileSync(inventory, (await run('inventory')).stdout);
  const home = join(workplace.folder, 'h');
  mkdirSync(home);
  const ansible = (ansibles()[0] ?? 'ansible-playbook').replace(/-playbook$/, '');
  const ping = await execa(ansible, ['-i', inventory, 'all', '-m', 'ping'], {
    env: { ANSIBLE_HOME: home },
    reject: false,
  });
  expect(ping.stdout.match(/"pong"/g)).toHaveLength(2);

  const sessions = workplace.sessions();
  expect(sessions).toHaveLength(1);
  expect((await run('down')).stdout).toContain('2 hosts removed');
  await nothingLeft(workplace, sessions, 20_000);
  expect((await run('list')).stdout).toContain('no hosts are up');
});

test('a keeper that is killed leaves nothing, either', async () => {
  await workplace.run(['hosts', 'up', '1']);
  const sessions = workplace.sessions();
  const owner = readFileSync(join(workplace.folder, `reapcheck-${sessions[0]}`, 'owner'), 'utf8');
  process.kill(Number(owner.split('/')[0]), 'SIGKILL');
  await nothingLeft(workplace, sessions, 30_000);
});

test('what can’t be started says why', async () => {
  const { code, stderr } = await workplace.run(['hosts', 'up', '1', '--image', 'reapcheck/none:0']);
  expect(code).toBe(4);
  expect(stderr).toMatch(/the hosts could not be started[\s\S]*reapcheck\/none:0/);
});
