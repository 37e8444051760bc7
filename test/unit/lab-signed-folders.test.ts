import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { playgrounds } from '../../harness/lab/playground.ts';
import { signedFolders } from '../../harness/lab/signed-folders.ts';

const folder = mkdtempSync(join(tmpdir(), 'folders-'));
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test('a folder for temporary files that is gone has none of ours: a watchdog goes on to the engine', () => {
  vi.stubEnv('TMPDIR', folder);
  const ours = join(folder, 'reapcheck-0123456789');
  mkdirSync(ours);
  writeFileSync(join(ours, 'owner'), 'somebody');
  mkdirSync(join(folder, 'reapcheck-of-somebody-else'));
  expect(signedFolders()).toEqual([{ path: ours, session: '0123456789', owner: 'somebody' }]);
  rmSync(folder, { recursive: true });
  expect(signedFolders()).toEqual([]);
  expect(playgrounds()).toEqual([]);
});
