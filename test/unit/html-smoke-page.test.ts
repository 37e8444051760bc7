import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { findReport } from '../../harness/cli/find-report.ts';
import type { BaselineJob } from '../../harness/model/baseline.ts';
import type { SmokeRecord } from '../../harness/model/smoke.ts';
import { smokePage } from '../../harness/reporters/html/smoke-page.ts';
import { trialOf } from './drill-report-of.ts';
import { smokeRecordOf } from './smoke-record-of.ts';

const page = (over: Partial<SmokeRecord>, earlier: readonly SmokeRecord[] = []) =>
  smokePage({ record: smokeRecordOf(over), earlier, cwd: '/w' });
const JOB: BaselineJob = {
  key: { host: 'web1', place: { file: '/w/site.yml', line: 6 }, item: null, nth: 0 },
  ...{ taskName: 'Build', limit: 60, poll: 0, runtimeS: 5, windowS: undefined, reapPlace: undefined, reaped: true },
};

test('each host says how the run went there, and what was seen before', () => {
  const { hosts, says } = page({});
  expect(hosts).toEqual([
    {
      name: 'web1',
      tone: 'good',
      words: 'green, 2.0 s spent on nothing but waiting for jobs, no reboot seen',
      conditions: [{ tone: 'good', user: 'root', what: 'Python', detail: '3.11' }],
    },
  ]);
  expect(says).toContain('1 of 1 green');
  expect(says).toContain('not known');
});

test('a host that was not run is no green one: bad where a condition stood in the way, else open', () => {
  const bad = { host: 'web1', user: 'root', what: 'disk', state: 'bad', detail: 'full' } as const;
  expect(page({ runs: [], conditions: [bad] }).hosts[0]).toMatchObject({ tone: 'bad', words: 'not run' });
  expect(page({ runs: [] }).hosts[0]).toMatchObject({ tone: 'open' });
  const lost = { host: 'web1', status: 'unreachable', idleMs: 0, rebooted: null } as const;
  expect(page({ runs: [lost] }).hosts[0]).toMatchObject({ tone: 'bad', words: expect.stringContaining('not seen') });
});

test('a proof that was swallowed is bad, and comes with what was seen', () => {
  const swallowed = trialOf('fail', { kind: 'swallowed', how: 'never-reaped', taskName: undefined, place: undefined });
  const { proofs, says } = page({ proof: 'one', proofs: [swallowed] });
  expect(proofs).toMatchObject([{ tone: 'bad', outcome: 'swallowed', at: 'site.yml:6', host: 'host-1' }]);
  expect(proofs[0]?.evidence).toEqual(swallowed.evidence);
  expect(says).toContain('red in 0 of 1 run');
});

test('headroom is that of this smoke, with earlier ones beside it', () => {
  const before = smokeRecordOf({ startedAt: '2026-01-01T00:00:00.000Z', jobs: [{ ...JOB, runtimeS: 4 }] });
  expect(page({ jobs: [JOB] }, [before]).headroom).toMatchObject([
    { runtimeS: 5, limitS: 60, past: [{ startedAt: '2026-01-01T00:00:00.000Z', runtimeS: 4 }] },
  ]);
});

test('show finds the record of a smoke as it finds a report', () => {
  const runs = mkdtempSync(join(tmpdir(), 'reapcheck-show-'));
  onTestFinished(() => rmSync(runs, { recursive: true }));
  const folder = join(runs, 'smoke/site/2026-01-02T00-00-00-000Z');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'verdict.json'), JSON.stringify(smokeRecordOf()));
  expect(findReport('latest', runs)).toMatchObject({ schema: 'reapcheck/smoke/1' });
  expect(() => findReport('other', runs)).toThrow('smoke/site');
});
