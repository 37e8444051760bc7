import { expect, test } from 'vitest';
import { judgeTwin, verdictOfStep } from '../../harness/checks/expectations/verdict.ts';
import type { Checked } from '../../harness/model/expectation.ts';
import type { StepResult } from '../../harness/model/run-report.ts';
import { step } from './run-report-of.ts';

const check = (kind: Checked['kind'], is: Checked['is']): Checked => ({
  ...{ kind, is, expected: 'x', seen: 'y', evidence: [], remedy: 'z' },
});
const MISSED = [
  { fault: 'hang', taskName: 'Wait', outcome: { kind: 'missed', missing: 'it was never seen' } as const },
];

test('a step is as its worst check, and shows nothing where a fault did not strike', () => {
  const of = (...is: readonly Checked['is'][]) =>
    verdictOfStep({ checks: is.map((one) => check('play', one)), struck: [] });
  expect([of('met'), of('met', 'unknown'), of('unknown', 'unmet')]).toEqual(['pass', 'unknown', 'fail']);
  expect(verdictOfStep({ checks: [check('play', 'unmet')], struck: MISSED })).toBe('unknown');
});

test.each<[string, Record<string, unknown>, readonly Checked[]]>([
  ['passes by failing', { verdict: 'pass', twin: { wrongly: [] } }, [check('play', 'unmet'), check('took', 'unmet')]],
  ['met one', { verdict: 'fail', twin: { wrongly: ['took'] } }, [check('play', 'unmet'), check('took', 'met')]],
  ['has no such check', { verdict: 'fail', twin: { wrongly: ['took'] } }, [check('play', 'unmet')]],
  ['can’t be told', { verdict: 'unknown', twin: { wrongly: [] } }, [check('play', 'unmet'), check('took', 'unknown')]],
  [
    'met one, whatever the other',
    { verdict: 'fail', twin: { wrongly: ['play'] } },
    [check('play', 'met'), check('took', 'unknown')],
  ],
])('a bad twin %s', (_name, judged, checks) => {
  expect(judgeTwin(step({ checks }), ['play', 'took'])).toMatchObject(judged);
});

test.each<[StepResult['struck'][number]['outcome'], string]>([
  [{ kind: 'errored', why: 'it broke' }, 'unknown'],
  [{ kind: 'missed', missing: 'it was never seen' }, 'unknown'],
  [{ kind: 'unharmed', reaped: true }, 'pass'],
  [{ kind: 'swallowed', how: 'never-reaped', taskName: undefined, place: undefined }, 'pass'],
])('a fault that did not strike shows nothing, and any other does: %j', (outcome, verdict) => {
  const struck = [{ fault: 'hang', taskName: 'Wait', outcome }];
  expect(verdictOfStep({ checks: [check('play', 'met')], struck })).toBe(verdict);
});

test('a bad twin whose fault did not strike is unknown', () => {
  const checks = [check('play', 'met')];
  expect(judgeTwin(step({ checks, struck: MISSED }), ['play']).verdict).toBe('unknown');
});
