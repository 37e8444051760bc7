import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** As a user has it: a folder with a playbook, and reapcheck (built) and vitest installed. */
test('from a folder with only a playbook: what init writes passes, and fails when a reap is removed', async () => {
  const home = join(workplace.folder, 'home');
  mkdirSync(join(home, 'node_modules'), { recursive: true });
  symlinkSync(ROOT, join(home, 'node_modules/reapcheck'));
  symlinkSync(join(ROOT, 'node_modules/vitest'), join(home, 'node_modules/vitest'));
  copyFileSync(join(ROOT, 'playbooks/good/single-job.yml'), join(home, 'site.yml'));
  const ansible = ansibles()[0];
  const options = {
    cwd: home,
    reject: false,
    env: { TMPDIR: workplace.folder, ...(ansible ? { REAPCHECK_ANSIBLE: ansible } : {}) },
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

  const text = readFileSync(join(home, 'site.yml'), 'utf8');
  writeFileSync(join(home, 'site.yml'), text.slice(0, text.indexOf('    - name: Wait for the backup')));
  const unreaped = await reapcheck('run', ...withAnsible(ansible));
  expect(unreaped.stdout).toContain('2 fail');
  expect(unreaped.exitCode).toBe(1);
  const failed = await vitest();
  expect(failed.exitCode).toBe(1);
  expect(failed.stdout + failed.stderr).toMatch(/toReapEveryJob[\s\S]*never reaped[\s\S]*to do: add async_status/);
});
