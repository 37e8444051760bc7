import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readYamlFile } from '../../harness/yaml/yaml-file.ts';

function folder(): string {
  const root = mkdtempSync(join(tmpdir(), 'reapcheck-yaml-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  return root;
}

test('a file that is not there, and a folder, are told as such', () => {
  const root = folder();
  for (const path of [join(root, 'nope.yml'), root])
    expect(() => readYamlFile(path, 'scenario')).toThrow(
      expect.objectContaining({
        code: 'unreadable-file',
        kind: 'usage',
        expected: 'a scenario',
        seen: expect.any(String),
      }),
    );
});

test('of a file that is no YAML: the place, and what it should be', () => {
  const file = join(folder(), 'bad.yml');
  writeFileSync(file, 'a: 1\na: 2\n');
  expect(() => readYamlFile(file, 'scenario')).toThrow(
    expect.objectContaining({
      code: 'bad-yaml',
      what: 'Map keys must be unique',
      where: { file, line: 2, column: 1 },
      expected: 'a scenario: one YAML mapping, each key once',
    }),
  );
});
