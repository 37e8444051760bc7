import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { afterAll, expect, test } from 'vitest';
import { ansibles } from '../ansibles.ts';
import { nothingLeft, Workplace, withAnsible } from './reapcheck.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const workplace = new Workplace();
afterAll(async () => {
  using _workplace = workplace;
  await nothingLeft(workplace, [], 10_000);
});

/** The job is in a file that a role includes, which lies below ANSIBLE_ROLES_PATH, and is used by a playbook that is imported. */
const PROJECT = {
  'site.yml': '- name: Back up\n  ansible.builtin.import_playbook: plays/backup.yml\n',
  'plays/backup.yml': '- name: Back up\n  hosts: all\n  gather_facts: false\n  roles: [backup]\n',
  'shared/backup/tasks/start.yml': `- name: Start the backup
  ansible.builtin.command: sleep 2
  async: 30
  poll: 0
  register: backup
`,
  'shared/backup/tasks/main.yml': `- ansible.builtin.include_tasks: start.yml
- name: Wait for the backup
  ansible.builtin.async_status:
    jid: "{{ backup.ansible_job_id }}"
  register: ended
  until: ended is finished
  retries: 20
  delay: 2
`,
};

/** As a user has it: a folder with a playbook, and reapcheck (built) and vitest installed. */
test('from a folder with only a project: what init writes passes, and fails when a reap is removed', async () => {
  const home = join(workplace.folder, 'home');
  mkdirSync(join(home, 'node_modules'), { recursive: true });
  symlinkSync(ROOT, join(home, 'node_modules/reapcheck'));
  symlinkSync(join(ROOT, 'node_modules/vitest'), join(home, 'node_modules/vitest'));
  for (const [name, text] of Object.entries(PROJECT)) {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), text);
  }
  const ansible = ansibles()[0];
  const options = {
    cwd: home,
    reject: false,
    env: {
      TMPDIR: workplace.folder,
      ANSIBLE_ROLES_PATH: '../home/shared',
      ...(ansible ? { REAPCHECK_ANSIBLE: ansible } : {}),
    },
  } as const;
  const reapcheck = (...args: string[]) => execa(process.execPath, [join(ROOT, 'dist/cli/main.js'), ...args], options);
  const vitest = () =>
    execa(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--root', home], options);

  await execa('npm', ['run', 'build'], { cwd: ROOT });
  expect((await reapcheck('init')).stdout).toContain('wrote scenarios/site/failure.yml');
  expect((await reapcheck('init')).stdout).not.toContain('wrote');
  const run = await reapcheck('run', ...withAnsible(ansible));
  expect(run.stdout).toContain('2 pass');
  expect(run.exitCode).toBe(0);
  const tested = await vitest();
  expect({ code: tested.exitCode, out: tested.stdout }).toMatchObject({
    code: 0,
    out: expect.stringContaining('2 passed'),
  });

  writeFileSync(join(home, 'shared/backup/tasks/main.yml'), '- ansible.builtin.include_tasks: start.yml\n');
  const unreaped = await reapcheck('run', ...withAnsible(ansible));
  expect(unreaped.stdout).toContain('2 fail');
  expect(unreaped.exitCode).toBe(1);
  const failed = await vitest();
  expect(failed.exitCode).toBe(1);
  expect(failed.stdout + failed.stderr).toMatch(/toReapEveryJob[\s\S]*never reaped[\s\S]*to do: add async_status/);
});
