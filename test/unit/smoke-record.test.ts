import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { changesSince, staleness } from '../../harness/checks/smoke/freshness.ts';
import { lastAccepted } from '../../harness/history/smoke-records.ts';
import { digestAgain, digestSources, sealArguments } from '../../harness/history/source-digest.ts';
import type { SmokeRecord } from '../../harness/model/smoke.ts';

function project(files: Record<string, string>) {
  const root = mkdtempSync(join(tmpdir(), 'reapcheck-smoke-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  return { root, write, path: (name: string) => join(root, name) };
}

test('a change in the playbook or a role, a new and a missing file are seen; what is no source is not', () => {
  const { root, write, path } = project({
    'site.yml': 'a',
    'roles/app/tasks/main.yml': 'b',
    'roles/app/files/old': 'c',
    'other.yml': 'd',
  });
  const then = digestSources('site.yml', root, [path('site.yml')], [path('roles/app')]);
  expect(then.files.map((file) => file.path)).toEqual(['roles/app/files/old', 'roles/app/tasks/main.yml', 'site.yml']);
  expect(changesSince(then, digestAgain('site.yml', root, then))).toEqual([]);
  write('roles/app/__pycache__/x.pyc', 'x');
  write('other.yml', 'e');
  expect(digestAgain('site.yml', root, then).digest).toBe(then.digest);
  write('site.yml', 'A');
  write('roles/app/handlers/main.yml', 'new');
  rmSync(path('roles/app/files/old'));
  const now = digestAgain('site.yml', root, then);
  expect(now.digest).not.toBe(then.digest);
  expect(changesSince(then, now)).toEqual([
    { path: 'roles/app/files/old', how: 'gone' },
    { path: 'roles/app/handlers/main.yml', how: 'new' },
    { path: 'site.yml', how: 'changed' },
  ]);
});

test('links to nowhere and around in circles do no harm', () => {
  const { root, path } = project({ 'site.yml': 'a', 'roles/app/tasks/main.yml': 'b' });
  symlinkSync('nowhere', path('roles/app/dangling'));
  symlinkSync('..', path('roles/app/up'));
  const then = digestSources('site.yml', root, [], [path('roles/app')]);
  expect(then.files.map((file) => file.path)).toEqual([
    'roles/app/dangling',
    'roles/app/tasks/main.yml',
    'roles/app/up',
  ]);
});

test('a seal tells the same arguments from others, and not what they are', () => {
  const seal = sealArguments(['-e', 'pin=1234']);
  expect(sealArguments(['-e', 'pin=1234'], seal.salt)).toEqual(seal);
  expect(sealArguments(['-e', 'pin=1235'], seal.salt).seal).not.toBe(seal.seal);
  expect(sealArguments(['-e', 'pin=1234']).seal).not.toBe(seal.seal);
  expect(JSON.stringify(seal)).not.toContain('1234');
});

const RECORD = {
  schema: 'reapcheck/smoke/1',
  playbook: 'site.yml',
  limit: 'web1',
  verdict: 'pass',
  proof: 'one',
  coreVersion: '2.19.1',
  endedAt: '2026-01-02T00:00:00.000Z',
} as SmokeRecord;

test('the last accepted smoke is the newest that passed, for this playbook and limit', () => {
  const { root, write } = project({});
  const store = (time: string, over: Partial<SmokeRecord>) =>
    write(`smoke/site/${time}/verdict.json`, JSON.stringify({ ...RECORD, ...over, folder: time }));
  store('1', { endedAt: '2026-01-01T00:00:00Z' });
  store('2', {});
  store('3', { verdict: 'fail', endedAt: '2026-01-03T00:00:00Z' });
  store('4', { limit: 'web2', endedAt: '2026-01-04T00:00:00Z' });
  store('5', { playbook: 'other/site.yml', endedAt: '2026-01-05T00:00:00Z' });
  write('smoke/site/6/history.jsonl', '');
  write('smoke/site/7/verdict.json', '{"schema": "reap');
  symlinkSync('2', join(root, 'smoke/site/latest'));
  expect(lastAccepted(root, { playbook: 'site.yml', limit: 'web1' })?.folder).toBe('2');
  expect(lastAccepted(root, { playbook: 'site.yml' })?.folder).toBe('4');
  expect(lastAccepted(root, { playbook: 'none.yml' })).toBeUndefined();
});

test('why a record does not do', () => {
  const at = Date.parse(RECORD.endedAt) + 3_600_000;
  const now = { at, changes: [], coreVersion: '2.19.1', sameArguments: true };
  const want = { withinMs: 2 * 3_600_000, proof: 'one' } as const;
  expect(staleness(RECORD, now, want)).toEqual([]);
  expect(staleness(RECORD, { ...now, coreVersion: undefined }, want)).toEqual([]);
  expect(staleness(RECORD, now, { ...want, withinMs: 1000 })).toEqual(['it is 1.0 h old, more than 0.0 h']);
  expect(staleness(RECORD, now, { ...want, withinMs: 3_600_000 })).toEqual([]);
  expect(staleness(RECORD, { ...now, at: Date.parse(RECORD.endedAt) }, want)).toEqual([]);
  expect(staleness(RECORD, { ...now, at: 0 }, want)).toHaveLength(1);
  expect(staleness(RECORD, { ...now, changes: [{ path: 'a', how: 'new' }] }, want)).toEqual(['a is new']);
  expect(staleness(RECORD, { ...now, coreVersion: '2.20.0' }, want)).toHaveLength(1);
  expect(staleness(RECORD, { ...now, sameArguments: false }, want)).toHaveLength(1);
  expect(staleness(RECORD, now, { ...want, proof: 'all' })).toEqual(['not all jobs of it were proven (--prove all)']);
  expect(staleness({ ...RECORD, proof: 'none' }, now, want)).toEqual(['no job of it was proven (--prove)']);
});
