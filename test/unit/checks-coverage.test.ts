import { expect, test } from 'vitest';
import { notCovered } from '../../harness/checks/coverage.ts';
import type { Place } from '../../harness/model/place.ts';
import type { SourceJob } from '../../harness/model/source.ts';
import type { TrialResult } from '../../harness/model/trial.ts';
import { HistoryBuilder, LAUNCH_PLACE } from './history-builder.ts';
import { jobOf } from './source-of.ts';

const OTHER = { file: '/play.yml', line: 30 };
const job = (over: Partial<SourceJob> = {}) => jobOf({ taskName: 'Other', place: OTHER, ...over });
const started = () =>
  new HistoryBuilder()
    .event({ type: 'playbook-start', at: 1, playbook: 'p', coreVersion: '2.19.0', tags: ['all'], skipTags: [] })
    .launch();
const trial = (...alsoLaunched: Place[]): TrialResult => ({
  trial: {
    kind: 'fault',
    id: 'x',
    job: { host: 'h', place: LAUNCH_PLACE, item: null, nth: 0 },
    taskName: 'x',
    fault: 'fail',
  },
  outcome: { kind: 'unharmed', reaped: true },
  evidence: [],
  alsoLaunched,
  wallMs: 1,
  folder: 'f',
});
const why = (history: HistoryBuilder, one: SourceJob, ...trials: TrialResult[]) =>
  notCovered([one], history.end().facts(), trials).map((found) => found.why);

test('a job that the healthy run launched, or a trial, is covered', () => {
  expect(why(started(), job({ place: LAUNCH_PLACE }))).toEqual([]);
  expect(why(started(), job(), trial(), trial(OTHER))).toEqual([]);
  expect(notCovered([job()], started().end().facts(), [trial(LAUNCH_PLACE)])).toEqual([
    {
      taskName: 'Other',
      place: OTHER,
      why: 'the play did not come to it: look at its hosts, and at the conditions of its includes',
    },
  ]);
});

test('why it was not launched is told, as far as the run tells', () => {
  const ran = (result: object) => started().task({ task: 'other', place: OTHER }, result);
  expect(why(ran({ status: 'skipped' }), job({ when: ['big', 'old'] }))).toEqual([
    'its condition was false: big and old',
  ]);
  expect(why(ran({ status: 'skipped' }), job())).toEqual(['its condition was false']);
  expect(why(ran({}), job())).toEqual(['its task ran, and launched no job']);
  expect(why(started(), job({ tags: ['never', 'x'] }))).toEqual(['its tags were not selected: never, x']);
  expect(why(started(), job({ handler: true }))).toEqual(['nothing notified its handler']);
  expect(why(started(), job({ within: 'rescue' }))).toEqual(['it stands in a rescue, and no fault led there']);
  const once = started().task({ task: 'other', place: OTHER, bound: ['run_once'] });
  expect(why(once, job())).toEqual(['it ran for another host only (run_once)']);
  const place = { file: '/play.yml', line: 20 };
  const ended = started().event({ type: 'host-ended', at: 5, host: 'h', meta: 'end_play', place });
  expect(why(ended, job())).toEqual(['meta: end_play (/play.yml:20) ended the play before']);
});

test('without a recap there is no host that could tell', () => {
  expect(notCovered([job()], started().facts(), [])).toMatchObject([{ why: 'no host came to it' }]);
});
