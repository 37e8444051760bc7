import { expect, test } from 'vitest';
import { Linking } from '../../harness/source/resolve/linking.ts';

const PATHS = [
  'b/x.yml',
  'a/x.yml',
  'a-b/x.yml',
  'a/roles/r/tasks/main.yml',
  'a/roles/r/y.yml',
  'a/roles/r2/y.yml',
  'z.yml',
];

function linking(): Linking {
  const found = new Linking();
  for (const path of PATHS) found.add('part', path);
  found.add('other', 'a/roles/r/other.yml');
  return found;
}

test('a word from anywhere, below a directory, and in one', () => {
  const all = linking();
  expect(all.using('part')).toHaveLength(PATHS.length);
  expect([...all.below('part', 'a')]).toEqual([
    'a/roles/r/tasks/main.yml',
    'a/roles/r/y.yml',
    'a/roles/r2/y.yml',
    'a/x.yml',
  ]);
  expect([...all.below('part', 'a/roles/r')]).toEqual(['a/roles/r/tasks/main.yml', 'a/roles/r/y.yml']);
  expect([...all.below('part', 'c')]).toEqual([]);
  expect(all.in('part', 'a')).toEqual(['a/x.yml']);
  expect(all.in('part', '.')).toEqual(['z.yml']);
  expect(all.in('part', 'a/roles')).toEqual([]);
  expect([all.using('none'), [...all.below('none', 'a')], all.in('none', 'a')]).toEqual([[], [], []]);
});
