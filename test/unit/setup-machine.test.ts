import { expect, test } from 'vitest';
import { ansibleCacheDir } from '../../harness/ansible/installed.ts';
import { parseOsRelease, readMachine, stateDir, which } from '../../harness/setup/machine.ts';

test('os-release, with and without quotes', () => {
  const text = 'PRETTY_NAME="Ubuntu 24.04 LTS"\nID=ubuntu\nID_LIKE=debian\n# NAME=no\n';
  expect(parseOsRelease(text)).toEqual({ PRETTY_NAME: 'Ubuntu 24.04 LTS', ID: 'ubuntu', ID_LIKE: 'debian' });
});

test('looks where the tools of administrators are, also for users without it on PATH', () => {
  expect(readMachine({ PATH: '/usr/bin' }).env.PATH).toBe('/usr/bin:/usr/sbin:/sbin');
});

test('which finds programs only, and only in absolute folders', () => {
  expect(which('sh', { PATH: '/nowhere:/bin' })).toBe('/bin/sh');
  expect(which('bin', { PATH: '/usr' })).toBeUndefined();
  expect(which('sh', { PATH: 'bin:' })).toBeUndefined();
});

test('folders follow XDG', () => {
  expect(ansibleCacheDir({ XDG_CACHE_HOME: '/c', HOME: '/h' }, '2.19')).toBe('/c/reapcheck/ansible-core-2.19');
  expect(ansibleCacheDir({ HOME: '/h' }, '2.19')).toBe('/h/.cache/reapcheck/ansible-core-2.19');
  expect(stateDir({ HOME: '/h' })).toBe('/h/.local/state/reapcheck');
});
