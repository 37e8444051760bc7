import { expect, test } from 'vitest';
import { Each, inChunks, jsonPieces, wholeOf } from '../../harness/reporters/pieces.ts';

const double = (of: number) => ({ of, twice: [of * 2], none: undefined, text: 'a\nb' });

test.each<[string, unknown, unknown]>([
  ['a value', { a: 1, b: [true, null, 'x\ny'] }, undefined],
  ['a list', new Each([1, 2], double), [double(1), double(2)]],
  ['an empty list', { a: new Each([]), b: 1 }, { a: [], b: 1 }],
  [
    'lists beside and below others',
    { a: { b: [{ c: new Each([1], double), d: {} }, 2], e: undefined }, f: [] },
    {
      ...{ a: { b: [{ c: [double(1)], d: {} }, 2] }, f: [] },
    },
  ],
  ['what comes first is not there', { e: undefined, a: new Each([1]) }, { a: [1] }],
])('JSON in pieces says what JSON says: %s', (_, value, same = value) => {
  expect(wholeOf(jsonPieces(value))).toBe(JSON.stringify(same, null, 2));
});

test('an item is made when its turn comes', () => {
  const made: number[] = [];
  const pieces = jsonPieces(new Each([1, 2, 3], (one) => made.push(one)))[Symbol.iterator]();
  pieces.next();
  expect(made).toEqual([1]);
});

test('pieces are written many at a time, and nothing of them is lost', () => {
  const pieces = Array.from({ length: 5000 }, (_, index) => `${index} of many\n`);
  const chunks = [...inChunks(pieces)];
  expect(chunks.length).toBeLessThan(5);
  expect(chunks.join('')).toBe(pieces.join(''));
  expect([...inChunks('whole')]).toEqual(['whole']);
  expect([...inChunks([])]).toEqual([]);
});
