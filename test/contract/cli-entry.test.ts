import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exec } from '../../harness/process/exec.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'entry-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The entry on this Node, which says that it is of another version. */
function onNode(version: string, ...args: readonly string[]) {
  const pretend = join(folder, `${version}.cjs`);
  writeFileSync(pretend, `Object.defineProperty(process.versions, 'node', { value: '${version}' });`);
  return exec(process.execPath, ['-r', pretend, join(ROOT, 'bin/reapcheck.cjs'), ...args]);
}

test.each(['0.12.18', '8.17.0', '20.20.2', '22.21.9'])(
  'Node %s is refused by every verb, in one line',
  async (version) => {
    for (const args of [[], ['--version'], ['drill', 'site.yml'], ['audit']]) {
      const { exitCode, stdout, output } = await onNode(version, ...args);
      expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
      expect(output).toMatch(
        new RegExp(`^reapcheck: Node.js \\d+\\.\\d+ or newer is needed, and .* is ${version};[^\\n]*$`),
      );
    }
  },
);

test.each(['22.22.0', '23.0.0', '26.1.0'])('Node %s is not', async (version) => {
  expect((await onNode(version, '--version')).output).not.toContain('is needed');
});

test('an old Node can read the entry', () => {
  const text = readFileSync(join(ROOT, 'bin/reapcheck.cjs'), 'utf8').replace(/\/\/.*/g, '');
  expect(text).not.toMatch(/=>|\b(const|let|class|async|await|import)\b|\$\{|\.\.\.|\?\./);
});

describe('what Node has compiled is kept for the next start', () => {
  const started = (caches: string) =>
    exec(process.execPath, [join(ROOT, 'bin/reapcheck.cjs'), '--version'], {
      env: { ...process.env, HOME: folder, XDG_CACHE_HOME: caches },
    });

  test('in a folder of this user alone', async () => {
    const caches = join(folder, 'caches');
    expect((await started(caches)).exitCode).toBe(0);
    const kept = join(caches, 'reapcheck/compiled');
    expect(statSync(kept).mode & 0o777).toBe(0o700);
    expect(readdirSync(kept).length).toBeGreaterThan(0);
  });

  test('not where others may write what would be run', async () => {
    const kept = join(folder, 'open/reapcheck/compiled');
    mkdirSync(kept, { recursive: true });
    chmodSync(kept, 0o777);
    expect((await started(join(folder, 'open'))).exitCode).toBe(0);
    expect(readdirSync(kept)).toEqual([]);
  });

  test.each(['/proc/reapcheck', '/nowhere/caches'])('nor where there can be none: %s', async (caches) => {
    expect((await started(caches)).exitCode).toBe(0);
  });
});
