import { expect, test } from 'vitest';
import { partOf, sameSurvivor } from '../mutation/survivors.ts';

const source = 'const a = 1;\nif (a > 1)\n  stop();\n';
const at = (line: number, column: number) => ({ line, column });
const NOBODY = { noticed: new Set<string>(), loadedOnly: new Set<string>() };

function mutant(id: string, over: { readonly replacement?: string; readonly end?: ReturnType<typeof at> } = {}) {
  const { replacement = 'x', end = at(1, 9) } = over;
  return { id, fileName: 'a.ts', mutatorName: 'm', replacement, location: { start: at(1, 4), end } };
}

test('what was not noticed is told with the code that it changed; what could not be woken counts on neither side', () => {
  const mutants = [
    mutant('1'),
    mutant('2'),
    mutant('3', { replacement: 'true' }),
    { ...mutant('4'), status: 'Ignored' as const },
    mutant('5'),
  ];
  const ran = { noticed: new Set(['1', '2']), loadedOnly: new Set(['5']) };
  expect(partOf(mutants, ran, 1.4, () => source)).toEqual({
    mutants: 3,
    score: 66.6,
    seconds: 1,
    survivors: [{ file: 'a.ts', line: 2, code: 'a > 1', becomes: 'true', reason: '' }],
  });
});

test('code that no test reaches was not noticed either', () => {
  expect(partOf([mutant('1')], NOBODY, 1, () => source).score).toBe(0);
});

test('a survivor stays the same on another line, and is another with another change', () => {
  const one = { file: 'a.ts', line: 2, code: 'a > 1', becomes: 'true', reason: 'r' };
  expect(sameSurvivor(one, { ...one, line: 9, reason: '' })).toBe(true);
  expect(sameSurvivor(one, { ...one, becomes: 'false' })).toBe(false);
  expect(sameSurvivor(one, { ...one, code: 'a > 2' })).toBe(false);
  expect(sameSurvivor(one, { ...one, file: 'b.ts' })).toBe(false);
});

test('code over several lines is kept whole', () => {
  const [survivor] = partOf([mutant('1', { end: at(2, 9) })], NOBODY, 1, () => source).survivors;
  expect(survivor?.code).toBe('a > 1)\n  stop();');
});
