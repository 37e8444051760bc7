import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const root = new URL('../..', import.meta.url).pathname;

/** What each file imports, types as well, as paths of the same kind. */
function importsOf(files: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const imports = [...files].map(([file, text]): [string, readonly string[]] => {
    const targets = [...text.matchAll(/^(?:import|export)\s[^;']*?from '(\.[^']+)'/gm)];
    return [file, targets.map(([, target]) => normalize(join(dirname(file), target ?? '')))];
  });
  return new Map(imports);
}

/** Files that can't be read one after the other: each of them is reached from itself. */
function circular(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const reach = (from: string): ReadonlySet<string> => {
    const seen = new Set<string>();
    const next = [...(imports.get(from) ?? [])];
    for (let one = next.pop(); one !== undefined; one = next.pop()) {
      if (seen.has(one)) continue;
      seen.add(one);
      next.push(...(imports.get(one) ?? []));
    }
    return seen;
  };
  return [...imports.keys()].filter((file) => reach(file).has(file));
}

test('no file imports itself, by however many others', () => {
  const files = globSync('harness/**/*.{ts,tsx}', { cwd: root }).map((file): [string, string] => [
    file,
    readFileSync(join(root, file), 'utf8'),
  ]);
  expect(circular(importsOf(new Map(files)))).toEqual([]);
});

test('a circle is seen, of types alone as well', () => {
  const files = (back: string) =>
    new Map([
      ['a/x.ts', "import { y } from '../b/y.ts';\n"],
      ['b/y.ts', "export { z } from './z.ts';\n"],
      ['b/z.ts', `${back} { x } from '../a/x.ts';\n`],
    ]);
  expect(circular(importsOf(files('import')))).toEqual(['a/x.ts', 'b/y.ts', 'b/z.ts']);
  expect(circular(importsOf(files('import type')))).toEqual(['a/x.ts', 'b/y.ts', 'b/z.ts']);
  expect(circular(importsOf(files('// import')))).toEqual([]);
});
