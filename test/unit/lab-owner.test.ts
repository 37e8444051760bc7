import { expect, test } from 'vitest';
import { currentOwner, formatOwner, lifeOf, type Owner, parseOwner } from '../../harness/lab/owner.ts';
import { parseStat } from '../../harness/lab/process-stat.ts';

const owner: Owner = { pid: 42, startTicks: 1000, pidNamespace: 'pid:[4026531836]', machineBoot: 'boot-1' };
const running = { state: 'S', startTicks: 1000 };

test('an owner survives being written down', () => {
  expect(parseOwner(formatOwner(owner))).toEqual(owner);
  expect(parseOwner(formatOwner(currentOwner()))).toEqual(currentOwner());
  expect(formatOwner(owner)).not.toMatch(/\s/);
});

test.each([undefined, '', 'x', '42', '42/1000', 'a/b/c/d'])('%s names no owner', (text) => {
  expect(parseOwner(text)).toBeUndefined();
});

test('this process lives', () => {
  expect(lifeOf(currentOwner())).toBe('alive');
});

test.each([
  ['the same process', owner, running, 'alive'],
  ['no process with this pid', owner, undefined, 'dead'],
  ['another process with the same pid', owner, { state: 'S', startTicks: 1001 }, 'dead'],
  ['killed but not waited for', owner, { state: 'Z', startTicks: 1000 }, 'dead'],
  ['before the last boot of the machine', { ...owner, machineBoot: 'boot-0' }, running, 'dead'],
  ['in another pid namespace', { ...owner, pidNamespace: 'pid:[1]' }, undefined, 'unknown'],
  ['on a system without /proc', { ...owner, pidNamespace: '' }, undefined, 'unknown'],
  ['on a machine without a boot id', { ...owner, machineBoot: '' }, undefined, 'unknown'],
] as const)('an owner that is %s: %o %o → %s', (_, whose, stat, life) => {
  expect(lifeOf(whose, owner, () => stat)).toBe(life);
});

test("a command's name may hold spaces and parentheses", () => {
  const fields = Array.from({ length: 30 }, (_, index) => `${index + 4}`);
  expect(parseStat(`7 (a) b (c) S ${fields.join(' ')}`)).toEqual({ state: 'S', startTicks: 22 });
  expect(parseStat('')).toBeUndefined();
});
