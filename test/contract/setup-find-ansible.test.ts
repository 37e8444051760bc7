import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findAnsible, searchAnsible } from '../../harness/setup/find-ansible.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'find-ansible-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A real program that says what ansible-playbook of this version says. */
function program(place: string, version: string): string {
  const path = join(folder, place, 'ansible-playbook');
  mkdirSync(dirname(path), { recursive: true });
  const python = `  python version = 3.11.2 (main) [GCC 12.2.0] (/usr/bin/python3)`;
  writeFileSync(path, `#!/bin/sh\necho 'ansible-playbook [core ${version}]'\necho '${python}'\n`);
  chmodSync(path, 0o755);
  return path;
}

function env(...path: readonly string[]) {
  return { PATH: [...path.map((one) => join(folder, one)), '/bin'].join(':'), XDG_CACHE_HOME: join(folder, 'cache') };
}

test('what is on PATH goes before the cache, and of the cache the newest', async () => {
  const old = program('cache/reapcheck/ansible-core-2.9.9/bin', '2.15.1');
  program('cache/reapcheck/ansible-core-2.17/bin', '2.17.4');
  const onPath = program('bin', '2.14.18');
  expect(await findAnsible(env('bin'))).toEqual({
    executable: onPath,
    python: '/usr/bin/python3',
    coreVersion: '2.14.18',
    source: 'path',
  });
  expect(await findAnsible(env())).toMatchObject({ coreVersion: '2.17.4', source: 'cache' });
  rmSync(join(folder, 'cache/reapcheck/ansible-core-2.17'), { recursive: true });
  expect(await findAnsible(env())).toMatchObject({ executable: old, source: 'cache' });
});

test('passes over what is too old, broken or of another version, and says so', async () => {
  program('ancient', '2.9.27');
  program('good', '2.18.3');
  const broken = join(folder, 'broken/ansible-playbook');
  mkdirSync(dirname(broken));
  writeFileSync(broken, '#!/bin/sh\necho "No module named ansible" >&2\nexit 1\n', { mode: 0o755 });
  const wanted = program('wanted', '2.19.2');
  const search = await searchAnsible(env('ancient', 'broken', 'good', 'wanted'), '2.19');
  expect(search.found?.executable).toBe(wanted);
  expect(search.passedOver).toEqual([
    expect.stringContaining('2.9.27: too old'),
    expect.stringContaining('No module named ansible'),
    expect.stringContaining('good/ansible-playbook is 2.18.3'),
  ]);
});

test('none at all', async () => {
  expect(await searchAnsible(env())).toEqual({ found: undefined, passedOver: [] });
});
