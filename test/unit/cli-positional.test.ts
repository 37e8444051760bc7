import { expect, test } from 'vitest';
import { refuseMorePlaybooks } from '../../harness/cli/positional.ts';

const argv = (...words: string[]) => ['node', 'reapcheck', 'drill', 'site.yml', ...words];

test.each([
  ['none', [], []],
  ['after --', ['-e', 'a=b'], ['--', '-e', 'a=b']],
  ['after --, another --', ['--', 'x'], ['--', '--', 'x']],
])('arguments: %s', (_what, args, words) => {
  expect(() => refuseMorePlaybooks(args, argv(...words))).not.toThrow();
});

test.each([
  ['a second playbook', ['db.yml'], ['db.yml']],
  ['one before --', ['db.yml', '-e', 'a=b'], ['db.yml', '--', '-e', 'a=b']],
  ['one between options', ['db.yml', '-e', 'x'], ['--hosts', '2', 'db.yml', '--json', '--', '-e', 'x']],
])('%s is refused', (_what, args, words) => {
  expect(() => refuseMorePlaybooks(args, argv(...words))).toThrow(
    expect.objectContaining({ code: 'extra-argument', what: expect.stringContaining('"db.yml"') }),
  );
});
