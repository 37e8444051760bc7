import { expect, test } from 'vitest';
import { partOf, sameSurvivor } from '../mutation/survivors.ts';

const source = 'const a = 1;\nif (a > 1)\n  stop();\n';
const at = (line: number, column: number) => ({ line, column });

function mutant(status: string, replacement = 'x') {
  return { status, replacement, location: { start: at(2, 5), end: at(2, 10) } };
}

test('what was not noticed is told with the code that it changed; what could not be run counts on neither side', () => {
  const mutants = [
    mutant('Killed'),
    mutant('Timeout'),
    mutant('Survived', 'true'),
    mutant('CompileError'),
    mutant('Ignored'),
  ];
  const part = partOf({ files: { 'a.ts': { source, mutants } } }, 1.4);
  expect(part).toEqual({
    mutants: 3,
    score: 66.6,
    seconds: 1,
    survivors: [{ file: 'a.ts', line: 2, code: 'a > 1', becomes: 'true', reason: '' }],
  });
});

test('code that no test reaches was not noticed either', () => {
  expect(partOf({ files: { 'a.ts': { source, mutants: [mutant('NoCoverage')] } } }, 1).score).toBe(0);
});

test('a survivor stays the same on another line, and is another with another change', () => {
  const one = { file: 'a.ts', line: 2, code: 'a > 1', becomes: 'true', reason: 'r' };
  expect(sameSurvivor(one, { ...one, line: 9, reason: '' })).toBe(true);
  expect(sameSurvivor(one, { ...one, becomes: 'false' })).toBe(false);
  expect(sameSurvivor(one, { ...one, code: 'a > 2' })).toBe(false);
  expect(sameSurvivor(one, { ...one, file: 'b.ts' })).toBe(false);
});

test('code over several lines is kept whole', () => {
  const [survivor] = partOf(
    {
      files: {
        'a.ts': { source, mutants: [{ ...mutant('Survived'), location: { start: at(2, 1), end: at(3, 10) } }] },
      },
    },
    1,
  ).survivors;
  expect(survivor?.code).toBe('if (a > 1)\n  stop();');
});
