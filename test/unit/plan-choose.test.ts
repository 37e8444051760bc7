import { expect, test } from 'vitest';
import type { Plan } from '../../harness/model/plan.ts';
import type { DrillReport } from '../../harness/model/report.ts';
import { chooseTrials, type EarlierDrill, type Wanted } from '../../harness/plan/choose.ts';
import { drilled, MISSED, planOf, result, SURFACED, SWALLOWED, trialIn } from './plan-kit.ts';

const FAULTS = ['fail', 'hang', 'slow', 'silent'];

function choose(plan: Plan, by: EarlierDrill['by'], report: DrillReport, over: Partial<Wanted> = {}) {
  const { baseline } = drilled(plan, []);
  const earlier = { by, report, file: '/w/runs/site/1/report.json', folder: '/w/runs/site/1' };
  const choice = chooseTrials({
    ...{ plan, baseline, notCovered: [], earlier, folder: '/w/runs/site/2', playbook: '/w/site.yml', cwd: '/w' },
    ...over,
  });
  return {
    ...choice,
    runs: [...choice.run].map((id) => id.replace('01-', '')),
    takes: choice.taken.map(({ trial }) => trial.fault),
  };
}

test('incremental: what has the same digest is taken and marked, with the folder of its run; what had no result is run', () => {
  const plan = planOf(FAULTS);
  const before = drilled(plan, [result('fail'), result('hang', SWALLOWED), result('slow', MISSED)]);
  const { runs, takes, taken } = choose(plan, 'incremental', before);
  expect(takes).toEqual(['fail', 'hang']);
  expect(runs).toEqual(['slow', 'silent']);
  expect(taken[0]).toMatchObject({
    outcome: SURFACED,
    folder: '../1/trials/01-fail',
    taken: { startedAt: '2026-01-01T00:00:00.000Z', by: 'incremental' },
  });
});

test('incremental: what was taken once stays marked by the drill that ran it', () => {
  const plan = planOf(FAULTS);
  const older = { startedAt: '2025-12-31T00:00:00.000Z', by: 'incremental' } as const;
  const { taken } = choose(plan, 'incremental', drilled(plan, [result('fail', SURFACED, { taken: older })]));
  expect(taken[0]?.taken).toEqual(older);
});

test.each<[string, Plan, RegExp]>([
  [
    'a changed file',
    planOf(FAULTS, { digest: 'other', files: [{ path: 'site.yml', sha256: 'bb' }] }),
    /site\.yml has changed/,
  ],
  ['another version', planOf(FAULTS, { digest: 'other', settings: { 'ansible-core': '2.14.18' } }), /2\.14\.18 now/],
  ['an image that was built anew', planOf(FAULTS, { imageId: 'sha256:2' }), /image/],
  ['what nobody can tell', planOf(FAULTS, { undigested: ['what the lookup “env” says'] }), /lookup “env”/],
])('incremental: nothing is taken after %s, and the report says why', (_what, now, why) => {
  const before = drilled(
    planOf(FAULTS, { imageId: 'sha256:1' }),
    FAULTS.map((fault) => result(fault)),
  );
  const same = now.inputs.imageId === undefined ? drilled(planOf(FAULTS), before.trials) : before;
  const { takes, reuse } = choose(now, 'incremental', same);
  expect(takes).toEqual([]);
  expect(reuse?.because.join('\n')).toMatch(why);
});

test('incremental: a trial that read what nobody can tell is run again, the others are taken', () => {
  const plan = planOf(FAULTS);
  const besides = { files: [], undigested: ['what the lookup “pipe” says'] };
  const { takes, reuse } = choose(
    plan,
    'incremental',
    drilled(plan, [result('fail', SURFACED, { besides }), result('hang')]),
  );
  expect(takes).toEqual(['hang']);
  expect(reuse?.because.join('\n')).toMatch(/“pipe”/);
});

test('incremental and a share: the others are left out, whether they could be taken or not', () => {
  const plan = planOf(FAULTS, {}, [4, 3, 2, 1]);
  const before = drilled(
    plan,
    FAULTS.map((fault) => result(fault)),
  );
  const { runs, takes, leftOut } = choose(plan, 'incremental', before, { shard: { index: 1, count: 2 } });
  expect([runs, takes]).toEqual([[], ['fail', 'silent']]);
  expect(leftOut).toMatchObject({ why: 'shard', trials: [{ fault: 'hang' }, { fault: 'slow' }] });
});

test('a report of an older version has no plan: nothing is taken from it, and no drill goes on with it', () => {
  const { plan: _, ...old } = drilled(planOf(FAULTS), [result('fail')]);
  expect(choose(planOf(FAULTS), 'incremental', old).takes).toEqual([]);
  expect(() => choose(planOf(FAULTS), 'resume', old)).toThrow(/it has no plan/);
});

test('resume: what has ended is kept whatever it was, the rest is run', () => {
  const plan = planOf(FAULTS);
  const before = drilled(plan, [result('fail'), result('slow', MISSED)], { interrupted: [trialIn(plan, 'hang')] });
  const { runs, takes, leftOut } = choose(plan, 'resume', before);
  expect([takes, runs, leftOut]).toEqual([['fail', 'slow'], ['hang', 'silent'], undefined]);
});

test('resume: a share stays that share', () => {
  const plan = planOf(FAULTS);
  const trials = [trialIn(plan, 'slow'), trialIn(plan, 'silent')];
  const leftOut = { why: 'shard', shard: { index: 1, count: 2 }, trials } as const;
  const before = drilled(plan, [result('fail')], { leftOut, interrupted: [trialIn(plan, 'hang')] });
  const gone = choose(plan, 'resume', before);
  expect([gone.takes, gone.runs, gone.leftOut]).toEqual([['fail'], ['hang'], leftOut]);
  expect(() => choose(plan, 'resume', before, { shard: { index: 2, count: 2 } })).toThrow(/it is part 1\/2/);
});

test('resume: of another plan is refused, with what differs', () => {
  const before = drilled(planOf(FAULTS), [result('fail')]);
  const other = planOf(FAULTS, { digest: 'other', files: [{ path: 'site.yml', sha256: 'bb' }] });
  expect(() => choose(other, 'resume', before)).toThrow(/of another plan[\s\S]*site\.yml has changed/);
  expect(() => choose(planOf(['fail']), 'resume', before)).toThrow(/trials that are not planned now: hang on/);
});

test('a plan that was handed on and is another is refused; its weights choose the share', () => {
  const [plan, weights] = [planOf(FAULTS), planOf(FAULTS, {}, [1, 1, 1, 9])];
  const wanted = { earlier: undefined, weights, shard: { index: 1, count: 2 } };
  expect(choose(plan, 'resume', drilled(plan, []), wanted).runs).toEqual(['silent']);
  expect(() => choose(planOf(['fail']), 'resume', drilled(plan, []), wanted)).toThrow(/handed on is of another plan/);
});

test('last-failed: what did not surface, and what was never run, though lines and contents are others by now', () => {
  const before = drilled(planOf(['fail', 'hang', 'slow']), [
    result('fail'),
    result('hang', SWALLOWED),
    result('slow', MISSED),
  ]);
  const { runs, leftOut, taken } = choose(planOf(FAULTS, { digest: 'mended' }), 'last-failed', before);
  expect(runs).toEqual(['hang', 'slow', 'silent']);
  expect(leftOut).toMatchObject({ why: 'last-failed', trials: [{ fault: 'fail' }] });
  expect(taken).toEqual([]);
  const again = drilled(
    planOf(FAULTS),
    [result('hang'), result('slow', SWALLOWED), result('silent')],
    leftOut && { leftOut },
  );
  expect(choose(planOf(FAULTS), 'last-failed', again).runs).toEqual(['slow']);
});
