import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';

const ROOT = new URL('../../', import.meta.url).pathname;
/** What talks to engines, hosts and processes. Types of packages that nobody has who only reads reports come with it. */
const ADAPTERS = /^(lab|probe|process|setup)\//;

/** The files of declarations that one leads to. */
function reached(entry: string): readonly string[] {
  const files = new Set([entry]);
  for (const file of files)
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(/(?:from |import\()'(\.[^']+)'/g)) {
      const found = join(dirname(file), path.replace(/\.[jt]s$/, '.d.ts'));
      if (existsSync(found)) files.add(found);
    }
  return [...files];
}

test('what the package exports is declared without any adapter', () => {
  const folder = mkdtempSync(join(tmpdir(), 'types-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  execFileSync(join(ROOT, 'node_modules/.bin/tsc'), [
    ...['-p', join(ROOT, 'harness/tsconfig.json'), '--emitDeclarationOnly', '--sourceMap', 'false'],
    ...['--inlineSources', 'false', '--outDir', folder],
  ]);
  const files = reached(join(folder, 'index.d.ts')).map((file) => relative(folder, file));
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((file) => ADAPTERS.test(file))).toEqual([]);
});
