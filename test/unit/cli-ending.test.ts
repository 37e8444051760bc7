import { CommanderError } from 'commander';
import { expect, test } from 'vitest';
import { endingOf } from '../../harness/cli/exit-codes.ts';
import { Interrupted } from '../../harness/cli/interrupt.ts';
import { ReapcheckError } from '../../harness/model/error.ts';

const known = (kind: 'usage' | 'environment' | 'unknown') =>
  new ReapcheckError({ code: 'x', kind, what: 'it', remedy: 'do that' });
const refused = (code: string) =>
  Object.assign(new Error(`${code}: refused, open '/x'`), { code, syscall: 'open', path: '/x' });

test.each([
  ['--help', new CommanderError(0, 'commander.helpDisplayed', ''), 0],
  ['an unknown option', new CommanderError(1, 'commander.unknownOption', ''), 3],
  ['wrong input', known('usage'), 3],
  ['a machine that lacks something', known('environment'), 4],
  ['a play that would not show it', known('unknown'), 2],
  ['a full disk', refused('ENOSPC'), 4],
  ['missing rights', refused('EACCES'), 4],
  ['too many open files', refused('EMFILE'), 4],
  ['a file that should be there', refused('ENOENT'), 5],
  ['a signal', new Interrupted('SIGTERM'), 130],
  ['anything else', new TypeError('x is undefined'), 5],
  ['what is no error', 'text', 5],
])('%s', (_what, error, code) => {
  const ending = endingOf(error);
  expect(ending.code).toBe(code);
  expect(ending.says.join('\n').includes('bug in reapcheck')).toBe(code === 5);
});
