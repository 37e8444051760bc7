import { expect, test } from 'vitest';
import {
  isSupported,
  isVersion,
  matchesVersion,
  seriesForPython,
  seriesOf,
  windowS,
} from '../../harness/model/ansible-core.ts';

test.each([
  ['2.14.0', true],
  ['2.14.18', true],
  ['2.22.0b2', true],
  ['3.0.0', true],
  ['2.13.13', false],
  ['2.9.27', false],
  ['1.99', false],
])('%s is supported: %s', (version, expected) => {
  expect(isSupported(version)).toBe(expected);
});

test.each([
  ['2.19.4', '2.19', true],
  ['2.19.4', '2.19.4', true],
  ['2.19.14', '2.19.1', false],
  ['2.19.4', '2.1', false],
  ['2.22.0b2', '2.22', true],
  ['2.14.18', undefined, true],
])('%s matches %s: %s', (version, wanted, expected) => {
  expect(matchesVersion(version, wanted)).toBe(expected);
});

test.each([
  ['3.14.1', '2.21'],
  ['3.13.5', '2.21'],
  ['3.12.1', '2.21'],
  ['3.11.2', '2.19'],
  ['3.10.12', '2.17'],
  ['3.9.2', '2.14'],
  ['3.8.10', undefined],
  ['2.7.18', undefined],
  ['', undefined],
])('Python %s gets series %s', (python, series) => {
  expect(seriesForPython(python)).toBe(series);
});

test.each(['2.19', '2.19.4', '2.22.0b2'])('%s is a version', (text) => expect(isVersion(text)).toBe(true));
test.each(['ansible-playbook', './2.19', '/opt/2.19/bin/x', '2'])('%s is none', (text) =>
  expect(isVersion(text)).toBe(false),
);

test('a series is found by its versions', () => {
  expect(seriesOf('2.20.3')?.name).toBe('2.20');
  expect(seriesOf('2.99')).toBeUndefined();
});

test('a window is retries times delay, with the defaults of what is not named', () => {
  expect([windowS(), windowS(10), windowS(undefined, 2), windowS(0, 9)]).toEqual([15, 50, 6, 0]);
});
