import { expect, test } from 'vitest';
import { isSupported, matchesVersion, parseVersionOutput, seriesForPython } from '../../harness/setup/core-version.ts';

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

test('reads what ansible-playbook --version says', () => {
  const text = `ansible-playbook [core 2.14.18]
  config file = None
  executable location = /usr/bin/ansible-playbook
  python version = 3.11.2 (main, Apr 28 2025, 14:11:48) [GCC 12.2.0] (/usr/bin/python3)
  jinja version = 3.1.2
`;
  expect(parseVersionOutput(text)).toEqual({ coreVersion: '2.14.18', python: '/usr/bin/python3' });
  expect(parseVersionOutput('ansible-playbook [core 2.19.0.dev0] (devel 1a2b3c) last updated')?.coreVersion).toBe(
    '2.19.0.dev0',
  );
  expect(parseVersionOutput('ansible-playbook 2.9.6\n  config file = None')).toEqual({
    coreVersion: '2.9.6',
    python: undefined,
  });
  expect(parseVersionOutput('usage: something else')).toBeUndefined();
});

test.each([
  ['3.13.5', '2.19'],
  ['3.11.2', '2.19'],
  ['3.10.12', '2.17'],
  ['3.9.2', '2.15'],
  ['3.8.10', undefined],
  ['2.7.18', undefined],
  ['', undefined],
])('Python %s gets series %s', (python, series) => {
  expect(seriesForPython(python)).toBe(series);
});
