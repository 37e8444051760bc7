import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findController } from '../../harness/ansible/controller.ts';
import { ansibleCore } from '../../harness/setup/checks/ansible-core.ts';
import { readMachine } from '../../harness/setup/machine.ts';
import { controllersToTest } from './ansible-kit.ts';

const controllers = await controllersToTest();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'controller '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function program(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

/** An ansible-playbook with this interpreter, as pip writes it where the path has spaces: a first line can't have them. */
function playbookOf(python: string, path: string): string {
  return program(`${path}/ansible-playbook`, `#!/bin/sh\n'''exec' "${python}" "$0" "$@"\n' '''\n`);
}

/** An interpreter with an ansible-core of this version, as far as we look. */
function pretended(version: string, path: string): string {
  const answer = `{"python":"/p","coreVersion":"${version}","watcher":"new"}`;
  return playbookOf(program(`${path}/python3`, `#!/bin/sh\necho '${answer}'\n`), path);
}

const env = () => ({ PATH: '/nowhere', HOME: folder });

test('none at all', async () => {
  await expect(findController({ env: env() })).rejects.toMatchObject({
    code: 'no-ansible-playbook',
    kind: 'environment',
    remedy: 'npx reapcheck doctor --fix',
  });
});

test('one that is named but not there is not replaced by another', async () => {
  pretended('2.19.0', 'bin');
  const found = findController({ ansible: join(folder, 'missing'), env: { ...env(), PATH: join(folder, 'bin') } });
  await expect(found).rejects.toMatchObject({ code: 'no-ansible-playbook', expected: join(folder, 'missing') });
});

test('a broken one is named with its trouble, and the next is taken', async () => {
  const message = 'ModuleNotFoundError: No module named ansible';
  const python = program('broken/python3', `#!/bin/sh\necho Traceback >&2; echo "${message}" >&2; exit 1\n`);
  const broken = playbookOf(python, 'broken');
  await expect(findController({ ansible: broken, env: env() })).rejects.toMatchObject({
    code: 'no-ansible-playbook',
    seen: expect.stringContaining(message),
  });
  pretended('2.17.1', 'next');
  const found = await findController({ env: { ...env(), PATH: `${join(folder, 'broken')}:${join(folder, 'next')}` } });
  expect(found.coreVersion).toBe('2.17.1');
});

test('PATH comes before the cache, of which the newest is taken', async () => {
  pretended('2.9.1', '.cache/reapcheck/ansible-core-2.9.1/bin');
  pretended('2.15.1', '.cache/reapcheck/ansible-core-2.15.1/bin');
  expect(await findController({ env: env() })).toMatchObject({
    coreVersion: '2.15.1',
    executable: join(folder, '.cache/reapcheck/ansible-core-2.15.1/bin/ansible-playbook'),
  });
  pretended('2.14.0', 'bin');
  expect(await findController({ env: { ...env(), PATH: join(folder, 'bin') } })).toMatchObject({
    coreVersion: '2.14.0',
  });
});

test('what is too old is passed over, and named where it is the only one', async () => {
  const old = pretended('2.13.13', 'bin');
  await expect(findController({ ansible: old, env: env() })).rejects.toMatchObject({
    code: 'no-ansible-playbook',
    seen: expect.stringContaining('2.13.13: too old, 2.14 or newer is needed'),
  });
  pretended('2.16.1', 'next');
  const path = { PATH: `${join(folder, 'bin')}:${join(folder, 'next')}` };
  expect(await findController({ env: { ...env(), ...path } })).toMatchObject({ coreVersion: '2.16.1' });
});

test('a version or series is looked for on PATH and in the cache', async () => {
  pretended('2.19.2', 'bin');
  const cached = pretended('2.17.4', '.cache/reapcheck/ansible-core-2.17/bin');
  const here = { ...env(), PATH: join(folder, 'bin') };
  expect(await findController({ ansible: '2.17', env: here })).toMatchObject({ executable: cached });
  expect(await findController({ ansible: '2.19.2', env: here })).toMatchObject({ coreVersion: '2.19.2' });
  await expect(findController({ ansible: '2.18', env: here })).rejects.toMatchObject({
    what: 'there is no ansible-core 2.18',
    seen: expect.stringMatching(/is 2\.19\.2; .* is 2\.17\.4/),
    remedy: 'npx reapcheck doctor --fix --ansible 2.18',
  });
});

test('what doctor finds is what a drill takes', async () => {
  pretended('2.13.1', 'old');
  pretended('2.18.1', 'bin');
  const here = { ...env(), PATH: `${join(folder, 'old')}:${join(folder, 'bin')}` };
  const drills = await findController({ env: here });
  const seen = await ansibleCore.look({ machine: readMachine(here), wanted: { images: [] } });
  expect(seen).toEqual({ state: 'ok', detail: `${drills.coreVersion} (${drills.executable})` });
});

if (controllers.length === 0) test.skip('needs an ansible-playbook for the rest');

describe.each(controllers)('ansible-core $coreVersion', { timeout: 60_000 }, (controller) => {
  test('its interpreter is the one in its first line', () => {
    expect(controller.python).toMatch(/python/);
    expect(controller.coreVersion).toMatch(/^\d+\.\d+/);
  });

  test('through a symbolic link, as pipx makes it', async () => {
    symlinkSync(controller.executable, join(folder, 'ansible-playbook'));
    const found = await findController({ env: { ...process.env, PATH: folder } });
    expect(found).toEqual({ ...controller, executable: join(folder, 'ansible-playbook') });
  });

  test('through a shell script, which only ansible-playbook itself can see through', async () => {
    const executable = program('ansible-playbook', `#!/bin/bash\nexec "${controller.executable}" "$@"\n`);
    expect(await findController({ ansible: executable, env: process.env })).toEqual({ ...controller, executable });
  });
});
