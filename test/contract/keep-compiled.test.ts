import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';

/** The module that our images give to their Python. */
const MODULE = new URL('../../containers/boot', import.meta.url).pathname;

/** As the wrapper of a module does: a zip of sources, first on the path. Prints whether anything was compiled, and where it failed. */
const RUN = `
import os, sys, traceback, zipfile, zipimport
compile_source, compiled = zipimport._compile_source, []
def counted(path, source, *others):
    compiled.append(path)
    return compile_source(path, source, *others)
zipimport._compile_source = counted
sys.path.insert(0, ${JSON.stringify(MODULE)})
import reapcheck_keep_compiled as kept
kept.FOLDER = sys.argv[1]
zip_path = sys.argv[2]
with zipfile.ZipFile(zip_path, 'w') as file:
    file.writestr('work.py', sys.argv[3])
sys.path.insert(0, zip_path)
try:
    import work
    print('compiled' if compiled else 'kept', work.VALUE)
except ZeroDivisionError:
    print('compiled' if compiled else 'kept', traceback.extract_tb(sys.exc_info()[2])[-1].filename)
`;

function folders() {
  const folder = mkdtempSync(join(tmpdir(), 'reapcheck-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const kept = join(folder, 'compiled');
  mkdirSync(kept, { mode: 0o777 });
  let runs = 0;
  const run = async (source: string, zip = 'ansible_work_payload.zip') => {
    runs += 1;
    const payload = join(folder, String(runs));
    mkdirSync(payload);
    const path = join(payload, zip);
    return { path, said: (await execa('python3', ['-B', '-c', RUN, kept, path, source])).stdout };
  };
  return { kept, own: join(kept, String(process.getuid?.())), run };
}

test('what a module is compiled to is kept for the next one with the same source, and for no other', async () => {
  const { own, run } = folders();
  expect((await run('VALUE = 1')).said).toBe('compiled 1');
  expect((await run('VALUE = 1')).said).toBe('kept 1');
  expect((await run('VALUE = 2')).said).toBe('compiled 2');
  expect(readdirSync(own)).toHaveLength(2);
  expect(statSync(own).mode & 0o777).toBe(0o700);
});

test('a traceback names the zip of its own run', async () => {
  const { run } = folders();
  await run('VALUE = 1 / 0');
  const { path, said } = await run('VALUE = 1 / 0');
  expect(said).toBe(`kept ${path}/work.py`);
});

test('a zip that is none of Ansible is compiled each time, and nothing of it is kept', async () => {
  const { kept, run } = folders();
  for (const _ of [1, 2]) expect((await run('VALUE = 1', 'other.zip')).said).toBe('compiled 1');
  expect(readdirSync(kept)).toEqual([]);
});

test('what is kept in part is compiled again, and mended', async () => {
  const { own, run } = folders();
  await run('VALUE = 1');
  for (const name of readdirSync(own)) writeFileSync(join(own, name), 'c');
  expect((await run('VALUE = 1')).said).toBe('compiled 1');
  expect((await run('VALUE = 1')).said).toBe('kept 1');
});

test('a folder that another may write to is not run from', async () => {
  const { own, run } = folders();
  await run('VALUE = 1');
  chmodSync(own, 0o777);
  expect((await run('VALUE = 1')).said).toBe('compiled 1');
});

test('where nothing can be kept, a module runs as ever', async () => {
  const { kept, run } = folders();
  rmSync(kept, { recursive: true });
  expect((await run('VALUE = 1')).said).toBe('compiled 1');
});
