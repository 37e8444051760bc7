import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'trace-'));
  cpSync(join(root, 'playbooks/bad/backup-unreaped.yml'), join(folder, 'site.yml'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('DEBUG=reapcheck:* tells on stderr what is done, and nothing of it where results are printed', () => {
  const { stdout, stderr } = spawnSync(process.execPath, [join(root, 'harness/cli/main.ts'), 'audit', 'site.yml'], {
    cwd: folder,
    env: { ...process.env, DEBUG: 'reapcheck:*' },
    encoding: 'utf8',
  });
  expect(stderr).toMatch(/reapcheck:source site\.yml: 1 files read/);
  expect(stdout).toContain('unreaped-job');
  expect(stdout).not.toContain('reapcheck:source');
});
