import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { changesSince, verdictOfChanges } from '../../harness/checks/changes.ts';
import { earlierReport } from '../../harness/cli/earlier-report.ts';
import type { BaselineJob } from '../../harness/model/baseline.ts';
import type { Outcome } from '../../harness/model/outcome.ts';
import type { DrillReport } from '../../harness/model/report.ts';
import { changesLines } from '../../harness/reporters/drill/changes.ts';
import { drillReportOf, trialOf } from './drill-report-of.ts';
import { projectOf } from './project-of.ts';

const surfaced: Outcome = {
  kind: 'surfaced',
  reason: 'failed',
  taskName: 'Wait',
  place: undefined,
  delayMs: 1,
  msg: undefined,
};
const swallowed: Outcome = { kind: 'swallowed', how: 'never-reaped', taskName: undefined, place: undefined };
const missed: Outcome = { kind: 'missed', missing: 'never seen' };

function job(taskName: string, line: number, runtimeS = 1): BaselineJob {
  const key = { place: { file: '/w/site.yml', line }, host: 'host-1', item: null, nth: 0 };
  return { key, taskName, limit: 60, poll: 0, runtimeS, windowS: 60, reapPlace: undefined, reaped: true };
}

/** One job at a line, with an outcome for each fault. */
function report(
  line: number,
  outcomes: Readonly<Record<string, Outcome>>,
  over: Partial<DrillReport> = {},
): DrillReport {
  const trials = Object.entries(outcomes).map(([fault, outcome]) => {
    const one = trialOf(fault, outcome);
    return { ...one, trial: { ...one.trial, taskName: 'Build', job: job('Build', line).key } };
  });
  const baseline = { status: 'green', wallMs: 1, jobs: [job('Build', line)], folder: 'b' } as const;
  return drillReportOf({ baseline, trials, ...over });
}

const lines = (earlier: DrillReport, now: DrillReport) =>
  changesLines(changesSince('r.json', earlier, now), ({ file, line }) => `${file}:${line}`).slice(1);

describe('what has changed', () => {
  test('a reap that was removed, and only that, though its task has moved', () => {
    const now = report(9, { fail: swallowed, hang: swallowed, slow: { kind: 'unharmed', reaped: true } });
    expect(lines(report(6, { fail: surfaced, hang: surfaced, slow: { kind: 'unharmed', reaped: true } }), now)).toEqual(
      ['  new: "Build" (/w/site.yml:9): fail, hang swallowed (never-reaped), before: surfaced'],
    );
  });

  test('nothing, where all is as it was', () => {
    const same = report(6, { fail: swallowed, hang: surfaced });
    const text = changesLines(changesSince('r.json', same, same), () => '');
    expect(text).toEqual(['since 2026-01-01T00:00:00.000Z (ansible-core 2.19.1): nothing has changed']);
  });

  test('mended, not known any more, never tried', () => {
    const told = lines(
      report(6, { fail: swallowed, hang: surfaced }),
      report(6, { fail: surfaced, hang: missed, silent: swallowed }),
    );
    expect(told).toEqual([
      '  new: "Build" (/w/site.yml:6): silent swallowed (never-reaped), not tried before',
      '  not known any more: "Build" (/w/site.yml:6): hang missed (never seen), before: surfaced',
      '  mended: "Build" (/w/site.yml:6): fail surfaced (failed), before: swallowed',
    ]);
  });

  test('of several hosts, the worst', () => {
    const two = report(6, { fail: surfaced });
    const [one] = two.trials;
    if (!one) throw new Error('no trial');
    const other = { ...one, outcome: swallowed, trial: { ...one.trial, job: { ...one.trial.job, host: 'host-2' } } };
    expect(lines(two, { ...two, trials: [other, one] })).toHaveLength(1);
    expect(lines(two, { ...two, trials: [one, other] })).toHaveLength(1);
  });

  test('jobs that came, went, or take longer; two of one name are told apart by their order', () => {
    const jobs = (...all: BaselineJob[]) =>
      drillReportOf({ baseline: { status: 'green', wallMs: 1, jobs: all, folder: 'b' } });
    const told = lines(
      jobs(job('A', 1), job('A', 5, 4), job('B', 9), job('C', 20, 10)),
      jobs(job('A', 2), job('A', 6, 7), job('D', 9), job('C', 20, 11)),
    );
    expect(told).toEqual([
      '  came: "D" (/w/site.yml:9)',
      '  went: "B" (/w/site.yml:9)',
      '  slower: "A" (/w/site.yml:6) took 7.0 s, before 4.0 s; its limit is 60 s',
    ]);
  });

  test('a false red of the healthy run that was not there before', () => {
    const findings = [
      {
        rule: 'false-red',
        severity: 'error',
        confidence: 'certain',
        message: 'gave up after 3.1 s',
        evidence: [],
        remedy: '',
      },
    ] as const;
    const red = report(6, {}, { findings, verdict: 'fail' });
    expect(lines(report(6, {}), red)).toEqual(['  new: gave up after 3.1 s  [false-red]']);
    const later = { ...red, findings: [{ ...findings[0], message: 'gave up after 3.4 s' }] };
    expect(lines(red, later)).toEqual([]);
  });
});

test.each<[string, DrillReport, DrillReport, string]>([
  [
    'known findings may stay',
    report(6, { fail: swallowed }),
    report(6, { fail: swallowed }, { verdict: 'fail' }),
    'pass',
  ],
  ['a new one fails', report(6, { fail: surfaced }), report(6, { fail: swallowed }, { verdict: 'fail' }), 'fail'],
  [
    'a finding of a trial that was not known',
    report(6, { fail: missed }),
    report(6, { fail: swallowed }, { verdict: 'fail' }),
    'fail',
  ],
  [
    'unknown stays unknown',
    report(6, { fail: surfaced }),
    report(6, { fail: missed }, { verdict: 'unknown' }),
    'unknown',
  ],
  [
    'a known finding beside what is not known',
    report(6, { fail: swallowed, hang: surfaced }),
    report(
      6,
      { fail: swallowed, hang: missed },
      { verdict: 'fail', score: { ...drillReportOf().score, uncounted: 1 } },
    ),
    'unknown',
  ],
])('only new findings count: %s', (_, earlier, now, wanted) => {
  expect(verdictOfChanges(now, changesSince('r.json', earlier, now))).toBe(wanted);
});

test('the earlier report is a file, a folder, or the latest of the playbook', () => {
  const text = JSON.stringify(drillReportOf());
  const { folder } = projectOf({
    'runs/site/t1/report.json': text,
    'old.json': text.replace('drill/3', 'drill/2'),
    'half.json': text.slice(0, 40),
  });
  mkdirSync(join(folder, 'runs/site/latest'));
  writeFileSync(join(folder, 'runs/site/latest/report.json'), text);
  const read = (since: string) =>
    earlierReport({ option: '--since', wanted: since, runs: join(folder, 'runs'), playbook: 'plays/site.yml' });
  expect(read('latest').file).toBe(join(folder, 'runs/site/latest/report.json'));
  expect(read(join(folder, 'runs/site/t1')).report.verdict).toBe('pass');
  expect(read(join(folder, 'runs/site/t1/report.json')).report.verdict).toBe('pass');
  expect(() => read(join(folder, 'old.json'))).toThrow(/reapcheck\/drill\/2/);
  expect(() => read(join(folder, 'half.json'))).toThrow(/is not JSON/);
  expect(() =>
    earlierReport({ option: '--since', wanted: 'latest', runs: join(folder, 'none'), playbook: 'site.yml' }),
  ).toThrow(/no report of a drill to go by/);
});
