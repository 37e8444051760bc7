import { expect, test } from 'vitest';
import { Projection } from '../../harness/history/projection.ts';
import type { Facts } from '../../harness/model/facts.ts';
import { HistoryBuilder, LAUNCH_PLACE } from './history-builder.ts';

const FILE = { type: 'job-file', path: '/root/.ansible_async/j1.1', jid: 'j1.1' } as const;
const only = (history: HistoryBuilder) => history.facts().jobs[0];

test('a launch is a job with the place, limit and poll of its task', () => {
  expect(only(new HistoryBuilder().launch({ limit: 30, poll: 5 }))).toMatchObject({
    key: { host: 'h', place: LAUNCH_PLACE, item: null, nth: 0 },
    jid: 'j1.1',
    limit: 30,
    poll: 5,
    end: 'unknown',
    reaps: [],
  });
});

test('the end of a job is what its file says, and when that was first seen', () => {
  const seen = (over: object) => only(new HistoryBuilder().launch().sighting({ ...FILE, state: 'present', ...over }));
  expect(seen({ finished: false })).toMatchObject({ end: 'running', endedAt: undefined });
  expect(seen({ finished: true, rc: 0, at: 1234 })).toMatchObject({ end: 'succeeded', endedAt: 1234 });
  expect(seen({ finished: true, rc: 3 })).toMatchObject({ end: 'failed' });
  expect(seen({ finished: true, failed: true, timedOut: true })).toMatchObject({ end: 'timed-out' });
});

test('a file that vanishes unfinished is a lost job; a sighting on another host says nothing', () => {
  const lost = new HistoryBuilder()
    .launch()
    .sighting({ ...FILE, state: 'present', finished: false })
    .sighting({ ...FILE, state: 'gone' });
  expect(only(lost)).toMatchObject({ end: 'lost' });
  expect(only(new HistoryBuilder().launch().sighting({ ...FILE, state: 'gone', host: 'other' }))).toMatchObject({
    end: 'unknown',
  });
});

test('a reap takes its failure from the play, and its verdict from the job', () => {
  const reap = (history: HistoryBuilder) => only(history)?.reaps[0];
  expect(reap(new HistoryBuilder().launch().collect({ rc: 0 }))).toMatchObject({
    verdict: 'collected-ok',
    failed: false,
  });
  expect(reap(new HistoryBuilder().launch().collect({ rc: 1, failed: true }))).toMatchObject({
    verdict: 'collected-failed',
    failed: true,
  });
  expect(reap(new HistoryBuilder().launch().collect({ rc: 1, failed: true }, { status: 'ok' }))).toMatchObject({
    verdict: 'collected-failed',
    failed: false,
  });
  expect(reap(new HistoryBuilder().launch().collect({ finished: false, failed: true }))).toMatchObject({
    verdict: 'gave-up',
  });
  expect(reap(new HistoryBuilder().launch().collect({ finished: false }))).toMatchObject({ verdict: 'saw-running' });
  expect(reap(new HistoryBuilder().launch().collect({ msg: 'could not find job', failed: true }))).toMatchObject({
    verdict: 'not-found',
  });
});

test('facts grow entry by entry to what the whole history gives, and those that were handed out stay as they were', () => {
  const { history, ...whole } = new HistoryBuilder()
    .launch()
    .collect()
    .sighting({ ...FILE, state: 'present', finished: true, rc: 0 })
    .end()
    .facts();
  const projection = new Projection();
  const lives = history.map((entry) => {
    projection.add(entry);
    return projection.facts;
  });
  const at = (facts: Facts) => [facts.jobs.length, facts.jobs[0]?.end, facts.sightings('job-file').length, facts.recap];
  const last = lives.at(-1) as Facts;
  expect(at(last)).toEqual(at({ ...whole, history }));
  expect(projection.facts).toBe(last);
  const launched = lives[
    history.findIndex((entry) => entry.kind === 'event' && entry.event.type === 'launch')
  ] as Facts;
  expect(at(launched)).toEqual([1, 'unknown', 0, undefined]);
  expect(launched.events('result')).toEqual([]);
  expect(launched.run).toMatchObject({ started: { at: 0 }, ended: undefined });
  expect(last).toMatchObject({ run: { ended: { rc: 0 } }, lastSightAt: 1000, speed: 1 });
});
