import { expect, test } from 'vitest';
import { ofTrials } from '../../harness/checks/of-trials.ts';
import type { Plan } from '../../harness/model/plan.ts';
import type { DrillReport } from '../../harness/model/report.ts';
import type { TrialResult } from '../../harness/model/trial.ts';
import { mergeReports, type Part } from '../../harness/plan/merge.ts';
import { drilled, MISSED, planOf, result, SURFACED, SWALLOWED, trialIn } from './plan-kit.ts';

const FAULTS = ['fail', 'hang', 'slow'];
const plan = planOf(FAULTS);

function part(name: string, trials: readonly TrialResult[], over: Partial<DrillReport> = {}, of: Plan = plan): Part {
  const report = drilled(of, trials, { startedAt: `2026-01-01T00:00:0${name}Z`, ...over });
  const findings = ofTrials(trials, report.baseline.jobs).map((one) => ({ ...one, remedy: 'as the source says' }));
  return {
    file: `/w/parts/${name}/report.json`,
    folder: `/w/parts/${name}`,
    report: { ...report, findings: [...findings, ...report.findings] },
  };
}

function merge(...parts: [Part, ...Part[]]): DrillReport {
  return mergeReports(parts, { cwd: '/w', folder: '/w/merged' });
}

test('parts that have all trials are the whole: in its order, with each run where it lies', () => {
  const merged = merge(part('1', [result('slow')]), part('2', [result('fail'), result('hang')]));
  expect(merged.trials.map(({ trial, folder }) => [trial.fault, folder])).toEqual([
    ['fail', '../parts/2/trials/01-fail'],
    ['hang', '../parts/2/trials/01-hang'],
    ['slow', '../parts/1/trials/01-slow'],
  ]);
  expect(merged.score).toMatchObject({ surfaced: 3, counted: 3 });
  expect([merged.verdict, merged.leftOut, merged.baseline.folder]).toEqual([
    'pass',
    undefined,
    '../parts/2/trials/baseline',
  ]);
  expect(merged.parts?.map(({ trials }) => trials)).toEqual([1, 2]);
});

test('a part that is missing makes it unknown, and names its trials; one that was interrupted, too', () => {
  const merged = merge(part('1', [result('fail')], { interrupted: [trialIn(plan, 'hang')] }));
  expect(merged.verdict).toBe('unknown');
  expect(merged.leftOut).toMatchObject({ why: 'no-part', trials: [{ fault: 'slow' }] });
  expect(merged.interrupted).toMatchObject([{ fault: 'hang' }]);
  // Each by itself.
  expect(merge(part('1', [result('fail'), result('hang')])).verdict).toBe('unknown');
  const cut = { interrupted: [trialIn(plan, 'slow')] };
  expect(merge(part('1', [result('fail'), result('hang')], cut)).verdict).toBe('unknown');
});

test('of two results of one trial the later counts, and what was found in the other is gone', () => {
  const before = part('1', [result('fail', SWALLOWED), result('hang', SWALLOWED), result('slow')]);
  expect(merge(before).findings).toMatchObject([{ rule: 'swallowed-failure', remedy: 'as the source says' }]);
  const after = part('2', [result('fail'), result('hang')]);
  for (const merged of [merge(before, after), merge(after, before)])
    expect([merged.verdict, merged.findings]).toEqual(['pass', []]);
  const half = merge(before, part('2', [result('hang')]));
  expect(half.verdict).toBe('fail');
  expect(half.findings[0]?.evidence).toHaveLength(1);
  expect(
    merge(part('1', [result('fail'), result('hang'), result('slow')]), part('2', [result('slow', MISSED)])).verdict,
  ).toBe('unknown');
});

test('what the healthy run showed is told once; a job that any part launched is covered', () => {
  const place = { file: '/w/site.yml', line: 30 };
  const notCovered = [{ taskName: 'Mend', place, why: 'it stands in a rescue, and no fault led there' }];
  const tight = {
    rule: 'tight-limit',
    severity: 'warning',
    confidence: 'certain',
    message: 'tight',
    evidence: [],
    remedy: 'more',
  } as const;
  const over = { notCovered, findings: [tight] };
  const one = part('1', [result('fail'), result('hang')], over);
  expect(merge(one, part('2', [result('slow')], over))).toMatchObject({
    verdict: 'unknown',
    notCovered,
    findings: [tight],
  });
  const launching = part('2', [result('slow', SURFACED, { alsoLaunched: [place] })], { ...over, notCovered: [] });
  expect(merge(one, launching)).toMatchObject({ verdict: 'pass', notCovered: [] });
  expect(merge(launching, one)).toMatchObject({ verdict: 'pass', notCovered: [] });
});

test('a part from a machine that has the project elsewhere tells of the same places', () => {
  const moved = JSON.parse(
    JSON.stringify(part('2', [result('hang'), result('slow')]).report).replaceAll('/w/', '/builds/7/'),
  );
  moved.plan.inputs.startedIn = '/builds/7';
  const merged = merge(part('1', [result('fail')]), { file: 'f', folder: '/w/parts/2', report: moved });
  expect(JSON.stringify(merged)).not.toContain('/builds/7/');
  expect(merged.verdict).toBe('pass');
});

test.each<[string, Part, RegExp]>([
  [
    'of another plan',
    part('2', [], {}, planOf(['fail'])),
    /parts of different plans[\s\S]*trials that are not planned now/,
  ],
  [
    'of another version',
    part('2', [], {}, planOf(FAULTS, { digest: 'x', settings: { 'ansible-core': '2.14.18' } })),
    /2\.14\.18 now/,
  ],
  ['without a plan', { ...part('2', []), report: without(part('2', []).report) }, /has no plan/],
  [
    'whose healthy run launched another job',
    part('2', [], { baseline: { ...drilled(plan, []).baseline, jobs: [] } }),
    /healthy runs of .* differ/,
  ],
])('a part %s is refused', (_what, other, message) => {
  expect(() => merge(part('1', [result('fail')]), other)).toThrow(message);
});

function without({ plan: _, ...report }: DrillReport): DrillReport {
  return report;
}
