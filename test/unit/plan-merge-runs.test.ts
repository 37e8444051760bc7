import { expect, test } from 'vitest';
import type { RunPlan, RunReport, ScenarioResult } from '../../harness/model/run-report.ts';
import { makeRunPlan, mergeRuns, type RunPart } from '../../harness/plan/merge-runs.ts';
import { RUN_REPORTERS } from '../../harness/reporters/run/catalogue.ts';
import { CONTEXT, junitCases, schemaComplaint, told } from './reporter-kit.ts';
import { PLACE, report, scenario, step } from './run-report-of.ts';

const INPUTS = {
  ...{ digest: 'one', files: [{ path: 'scenarios/t/a.yml', sha256: 'x' }], settings: { look: 'machine' } },
  ...{ undigested: [], startedIn: '/w' },
};
const planOf = (names: readonly string[], inputs: RunPlan['inputs'] = INPUTS) =>
  makeRunPlan(
    inputs,
    names.map((name) => ({ name, theme: 'reboots', why: 'because', place: PLACE })),
  );
const PLAN = planOf(['a', 'b', 'c']);

function part(index: number, results: readonly ScenarioResult[], over: Partial<RunReport> = {}): RunPart {
  const folder = `/w/part-${index}`;
  const whole = { ...report(results), plan: PLAN, shard: { index, count: 2 }, folder, ...over };
  return { file: `${folder}/report.json`, folder, report: whole };
}
const passed = (name: string) =>
  scenario(name, 'pass', { steps: [step({ verdict: 'pass', checks: [], folder: `trials/${name}` })] });
const merge = (first: RunPart, ...others: readonly RunPart[]) =>
  mergeRuns([first, ...others], { cwd: '/w', folder: '/w/merged' });

test('all parts make the whole, in the order in which it was planned, with histories where the parts lie', () => {
  const whole = merge(part(1, [passed('a'), passed('c')]), part(2, [passed('b')], { wallMs: 9000 }));
  expect(whole.results.map(({ name, steps }) => [name, steps[0]?.folder])).toEqual([
    ['a', '../part-1/trials/a'],
    ['b', '../part-2/trials/b'],
    ['c', '../part-1/trials/c'],
  ]);
  expect(whole).toMatchObject({ verdict: 'pass', wallMs: 9000, folder: '/w/merged' });
  expect(whole.parts).toMatchObject([
    { scenarios: 2, shard: { index: 1 } },
    { scenarios: 1, shard: { index: 2 } },
  ]);
  expect(schemaComplaint('run', whole)).toBeUndefined();
});

test('what no part has is unknown, and no pass', async () => {
  const whole = merge(part(1, [passed('a'), passed('c')]));
  expect(whole.results[1]).toMatchObject({ name: 'b', verdict: 'unknown', because: 'no part has it', steps: [] });
  expect(whole.verdict).toBe('unknown');
  expect(junitCases(await told(RUN_REPORTERS, 'junit', whole))).toEqual(['a: pass', 'b: error', 'c: pass']);
});

test('of two results of a scenario the later counts, whichever was named first', () => {
  const again = part(1, [passed('a'), passed('c')], { startedAt: '2026-01-02T00:00:00.000Z' });
  const before = part(1, [scenario('a', 'fail'), scenario('c', 'fail')]);
  expect(merge(again, part(2, [passed('b')]), before).verdict).toBe('pass');
  expect(merge(before, part(2, [passed('b')])).verdict).toBe('fail');
});

test('parts of different runs are refused, with what differs', () => {
  const files = [{ path: 'scenarios/t/a.yml', sha256: 'y' }];
  const changed = planOf(['a', 'b', 'c'], { ...INPUTS, digest: 'two', files });
  const one = part(1, [passed('a')]);
  expect(() => merge(one, part(2, [passed('b')], { plan: changed }))).toThrow(/scenarios\/t\/a\.yml has changed/);
  expect(() => merge(one, part(2, [passed('b')], { plan: planOf(['a', 'd']) }))).toThrow(
    /only the first was to run: reboots\/b, reboots\/c; only the second was to run: reboots\/d/,
  );
  const { plan: _, ...older } = part(2, []).report;
  expect(() => merge(one, { ...part(2, []), report: older })).toThrow(/does not say what it is a part of/);
});

test('a part that was run elsewhere is told as from here', () => {
  const there = planOf(['a', 'b', 'c'], { ...INPUTS, startedIn: '/ci/build' });
  const far = scenario('b', 'pass', { place: { file: '/ci/build/scenarios/t/b.yml', line: 1 } });
  const whole = merge(part(1, [passed('a'), passed('c')]), part(2, [far], { plan: there }));
  expect(whole.results[1]?.place.file).toBe('/w/scenarios/t/b.yml');
});

test('no verdict hides what it is of', async () => {
  const share = part(1, [passed('a'), passed('c')], { verdict: 'pass' }).report;
  expect(await told(RUN_REPORTERS, 'terminal', share, CONTEXT)).toMatch(/verdict: PASS, of part 1\/2 /);
  expect(await told(RUN_REPORTERS, 'markdown', share, CONTEXT)).toMatch(/^## PASS, of part 1\/2: 2 scenarios/);
  const whole = merge(part(1, [passed('a'), passed('c')]), part(2, [passed('b')]));
  const merged = /merged: part 1\/2 of \S+ with 2 scenarios; part 2\/2 of \S+ with 1 scenario/;
  expect(await told(RUN_REPORTERS, 'terminal', whole, CONTEXT)).toMatch(merged);
  expect(await told(RUN_REPORTERS, 'markdown', whole, CONTEXT)).toMatch(merged);
});
