import { expect, test } from 'vitest';
import { optionName, refuseStray } from '../../harness/cli/option-name.ts';

test('an option as it is typed', () => {
  expect(['shard', 'lastFailed', 'planOnly'].map(optionName)).toEqual(['--shard', '--last-failed', '--plan-only']);
});

test('an option without the one that it belongs to is refused; with it, or without both, it is not', () => {
  const flags = (some: { http?: boolean; port?: string }) => some;
  expect(() => refuseStray(flags({ port: '3' }), 'http', ['port'])).toThrow('--port says how, and --http isn');
  expect(() => refuseStray(flags({ http: true, port: '3' }), 'http', ['port'])).not.toThrow();
  expect(() => refuseStray(flags({}), 'http', ['port'])).not.toThrow();
});
