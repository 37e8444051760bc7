import { expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../harness/time/duration.ts';

test.each([
  ['250ms', 250],
  ['90s', 90_000],
  ['1.5m', 90_000],
  ['2h', 7_200_000],
])('%s is %d ms', (text, ms) => expect(parseDuration(text, '--timeout')).toBe(ms));

test.each(['90', '', 's', '-1s', '1 fortnight'])('"%s" is refused', (text) => {
  expect(() => parseDuration(text, '--timeout')).toThrow(/--timeout.*is not a duration/);
});

test('short for people', () => {
  expect([formatDuration(12), formatDuration(1234), formatDuration(185_000), formatDuration(3_720_000)]).toEqual([
    '12 ms',
    '1.2 s',
    '3 min 05 s',
    '1 h 02 min',
  ]);
});
