import { expect, test } from 'vitest';
import { fittingPython, requirementOf } from '../../harness/setup/fitting-python.ts';
import type { Python } from '../../harness/setup/pythons.ts';

const python = (version: string, venv = true): Python => ({ path: `/py/${version}`, version, venv });
const here = [python('3.11.2'), python('3.13.0'), python('3.12.1'), python('3.9.18')];

test.each([
  ['2.14', '3.11.2'],
  ['2.17.4', '3.12.1'],
  ['2.19', '3.11.2'],
  ['2.20', '3.13.0'],
  ['2.21.5', '3.13.0'],
  ['2.22', '3.13.0'],
  // Newer than our table.
  ['2.30', '3.13.0'],
])('%s is installed with %s', (wanted, version) => {
  const fitting = fittingPython(
    [python('3.11.2'), python('3.13.0'), python('3.12.1')].toSorted(byDefault(wanted)),
    wanted,
  );
  expect(fitting).toMatchObject({ version: wanted, python: { version } });
});

/** The order that the search gives; 2.17 is for 3.10 to 3.12, and `python3` is 3.13 there. */
function byDefault(wanted: string) {
  return (a: Python, b: Python) => (wanted.startsWith('2.17') ? b.version.localeCompare(a.version) : 0);
}

test('without a version, the newest series for python3', () => {
  expect(fittingPython(here, undefined)).toMatchObject({ version: '2.19', python: { version: '3.11.2' } });
  expect(fittingPython([python('3.8.1'), python('3.12.0')], undefined)).toMatchObject({ version: '2.21' });
});

test('one that can make virtual environments goes first', () => {
  const pythons = [python('3.11.2', false), python('3.11.9')];
  expect(fittingPython(pythons, '2.19')).toMatchObject({ python: { version: '3.11.9' } });
  expect(fittingPython(pythons.slice(0, 1), '2.19')).toMatchObject({ python: { version: '3.11.2', venv: false } });
});

test.each([
  ['2.22', /ansible-core 2\.22 needs Python 3\.13 to 3\.15; here are 3\.11\.2 \(\/py\/3\.11\.2\)/],
  ['2.16.1', /2\.16\.1 needs Python 3\.10 to 3\.12/],
])('where no Python fits %s, it is said which would', (wanted, why) => {
  const pythons = wanted === '2.22' ? [python('3.11.2')] : [python('3.13.0'), python('3.9.1')];
  expect(fittingPython(pythons, wanted)).toMatchObject({
    why: expect.stringMatching(why),
    remedy: expect.stringContaining(`--ansible ${wanted}`),
  });
});

test.each([
  ['2.19', 'ansible-core==2.19.*'],
  ['2.19.4', 'ansible-core==2.19.4'],
  ['2.22', 'ansible-core==2.22.*,>=2.22.dev0'],
  ['2.22.0rc1', 'ansible-core==2.22.0rc1'],
  ['2.30', 'ansible-core==2.30.*'],
])('pip is asked for %s as %s', (version, requirement) => {
  expect(requirementOf(version)).toBe(requirement);
});

test('where there is no Python at all', () => {
  expect(fittingPython([], undefined)).toMatchObject({ why: expect.stringContaining('here is no Python 3') });
});
