import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder with these files until the test has ended; `first` is the path of the first of them. */
export function projectOf(files: Readonly<Record<string, string>>): {
  readonly folder: string;
  readonly first: string;
} {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'reapcheck-project-')));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return { folder, first: join(folder, Object.keys(files)[0] ?? '') };
}
