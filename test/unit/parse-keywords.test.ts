import { expect, test } from 'vitest';
import { keywordsOf } from '../../harness/source/parse/keywords.ts';
import { scalarOf, type YamlPair } from '../../harness/source/parse/node.ts';

const pair = (key: string, text: string): YamlPair => ({
  key,
  keyStart: 0,
  keyEnd: 0,
  value: scalarOf(text, { start: 0, end: 0 }),
});
const few = [pair('name', 'a'), pair('async', '60'), pair('name', 'b')];
const many = [...Array.from({ length: 40 }, (_, n) => pair(`with_${n}`, 'x')), ...few];

test.each([
  ['few', few, 2],
  ['many', many, 42],
])('of %s pairs, by key: the last of a key that is given twice', (_how, pairs, count) => {
  const keywords = keywordsOf(pairs);
  expect(keywords.get('name')).toBe(pairs.at(-1));
  expect([keywords.has('async'), keywords.has('poll'), keywords.get('poll')]).toEqual([true, false, undefined]);
  expect([...keywords.values()]).toHaveLength(count);
});
