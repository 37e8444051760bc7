import { expect, test } from 'vitest';
import { hostnameOf, hostSpecs } from '../../harness/lab/host-spec.ts';

test('a number of hosts is numbered from 1', () => {
  expect(hostSpecs(2, 'web')).toEqual([{ name: 'web-1' }, { name: 'web-2' }]);
  expect(hostSpecs(['db', { name: 'app', user: 'operator' }], 'x')).toEqual([
    { name: 'db' },
    { name: 'app', user: 'operator' },
  ]);
});

test.each(['', '-a', 'a b', 'a/b', 'a:22', 'ä', 'x'.repeat(64)])('"%s" is no name', (name) => {
  expect(() => hostSpecs([name], 'x')).toThrowError(expect.objectContaining({ code: 'bad-host-name', kind: 'usage' }));
});

test('a name is given once', () => {
  expect(() => hostSpecs(['a', 'a'], 'x')).toThrowError(expect.objectContaining({ code: 'bad-host-name' }));
});

test.each([
  ['web-1', 'web-1'],
  ['web_1.example', 'web-1-example'],
  ['a_', 'a'],
])('on %s, hostname says %s', (name, hostname) => {
  expect(hostnameOf(name)).toBe(hostname);
});
