import { describe, expect, test } from 'vitest';
import { judgeTrial } from '../../harness/checks/judge-trial.ts';
import type { Collect, Launch, Result } from '../../harness/model/event.ts';
import { HistoryBuilder, LAUNCH_PLACE } from './history-builder.ts';

const STRUCK = { struck: true, at: 500, evidence: ['seen'] } as const;
const FATAL = { harm: 'fatal', reach: 'job' } as const;
const AGAIN = { file: '/play.yml', line: 30 };

/** The job's own result says what work it is; its reap failed at 3 s, and a rescue took that. */
const failed = (work: string | null = 'w') => {
  const history = new HistoryBuilder().launch();
  if (work !== null)
    history.event({ type: 'work', at: 101, since: 50, task: 'launch', host: 'h', item: null, nth: 0, work });
  return history.collect({ failed: true, rc: 1 });
};
const healthy = () => new HistoryBuilder().launch().collect({ rc: 0 }).end().facts();

/** A second job, at another place unless it is of the same task. */
function relaunched(history: HistoryBuilder, over: Partial<Launch> = {}, collect: Partial<Collect> | null = {}) {
  const task = over.task ?? 'again';
  if (task === 'again') foreground(history, { at: 3301 });
  history.event({
    type: 'launch',
    at: 3300,
    since: 3250,
    task,
    host: 'h',
    on: 'h',
    jid: 'j2.2',
    item: null,
    nth: 0,
    limit: 10,
    poll: 0,
    resultsFile: '/j2.2',
    ...over,
  });
  if (collect) history.collect({ task: 'reap again', jid: 'j2.2', at: 3500, rc: 0, ...collect });
  return history;
}

/** A task that does its work in the foreground. */
function foreground(history: HistoryBuilder, result: Partial<Result> = {}, work = 'w') {
  const { host = 'h', at = 3400 } = result;
  // Of one that is skipped, too: it was looked at.
  history.event({ type: 'work', at, since: at - 50, task: 'again', host, item: null, nth: 0, work });
  return history.task({ task: 'again', name: 'Start again', place: AGAIN }, { at, ...result });
}

function judged(history: HistoryBuilder, baseline = healthy()) {
  const facts = history.end({ stats: { rescued: 1 } }).facts();
  return judgeTrial(facts, { job: facts.jobs[0], proof: STRUCK, effect: FATAL }, { baseline });
}

const RECOVERED = { kind: 'recovered', taskName: 'Start again', place: AGAIN };
const RESCUED = { kind: 'swallowed', how: 'rescued' };

test('a job that is launched again and collected well, or its work done in the foreground, is a recovery', () => {
  expect(judged(relaunched(failed()))).toEqual(RECOVERED);
  expect(judged(foreground(failed()))).toEqual(RECOVERED);
});

test('a rescue that does nothing, other work, or work of another host is none', () => {
  expect(judged(failed())).toMatchObject(RESCUED);
  expect(judged(foreground(failed(), {}, 'x'))).toMatchObject(RESCUED);
  expect(judged(foreground(failed(), { host: 'g' }))).toMatchObject(RESCUED);
  expect(judged(foreground(failed('other')))).toMatchObject(RESCUED);
});

test('work that is not known is never the same', () => {
  const unknown = failed(null).task({ task: 'again', place: AGAIN }, { at: 3400 });
  expect(judged(unknown)).toMatchObject(RESCUED);
  const relaunch = { at: 3300, since: 3250, task: 'elsewhere', host: 'h', on: 'h', jid: 'j2.2', item: null, nth: 0 };
  const again = failed(null)
    .task({ task: 'elsewhere', place: AGAIN })
    .event({ type: 'launch', ...relaunch, limit: 10, poll: 0, resultsFile: '/j2.2' })
    .collect({ task: 'reap again', jid: 'j2.2', at: 3500, rc: 0 });
  expect(judged(again)).toMatchObject(RESCUED);
});

test('work of a task that the history does not name is nobody’s', () => {
  const nameless = failed().event({
    ...{ type: 'work', at: 3400, since: 3350, task: 'gone', host: 'h' },
    ...{ item: null, nth: 0, work: 'w' },
  });
  expect(judged(nameless)).toMatchObject(RESCUED);
});

test('it has to go well, and the play has to know it', () => {
  expect(judged(foreground(failed(), { status: 'failed', ignored: true }))).toMatchObject(RESCUED);
  expect(judged(foreground(failed(), { status: 'skipped' }))).toMatchObject(RESCUED);
  expect(judged(relaunched(failed(), {}, null))).toMatchObject(RESCUED);
  expect(judged(relaunched(failed(), {}, { failed: true, rc: 1 }))).toMatchObject({ kind: 'swallowed' });
  expect(judged(relaunched(failed(), {}, { finished: false }))).toMatchObject(RESCUED);
  // Another task that went well does not make up for it.
  const beside = foreground(failed(), { status: 'failed', ignored: true }).task({ task: 'other' }, { at: 3450 });
  expect(judged(beside)).toMatchObject(RESCUED);
  const done = { type: 'job-file', path: '/j2.2', jid: 'j2.2', state: 'present', finished: true, rc: 0 } as const;
  const unseen = (collect: Partial<Collect> | null) =>
    relaunched(failed(), {}, collect).sighting({ ...done, at: 3490 });
  expect(judged(unseen(null))).toMatchObject(RESCUED);
  expect(judged(unseen({ finished: false, until: false }))).toMatchObject(RESCUED);
  expect(judged(unseen({}))).toEqual(RECOVERED);
  const contradicted = relaunched(failed()).sighting({ ...done, at: 3490, rc: 1 });
  expect(judged(contradicted)).toMatchObject(RESCUED);
});

test('it has to come after the failure was seen', () => {
  expect(judged(foreground(failed(), { at: 2900 }))).toMatchObject(RESCUED);
  expect(judged(foreground(failed(), { at: 3050 }))).toEqual(RECOVERED);
  expect(judged(relaunched(failed(), { at: 2900 }))).toMatchObject(RESCUED);
  const unseen = foreground(new HistoryBuilder().launch());
  expect(judged(unseen)).toMatchObject({ kind: 'swallowed', how: 'never-reaped' });
  const content = new HistoryBuilder().launch();
  content.event({ type: 'work', at: 101, since: 50, task: 'launch', host: 'h', item: null, nth: 0, work: 'w' });
  expect(judged(foreground(content.collect({ finished: false, until: false })))).toMatchObject({ how: 'no-until' });
});

test('the first look that saw the failure counts, though others come later', () => {
  expect(judged(foreground(failed()).collect({ failed: true, rc: 1, at: 3600 }))).toEqual(RECOVERED);
});

test('what the healthy run skips is work that it did not do', () => {
  const baseline = foreground(new HistoryBuilder().launch().collect({ rc: 0 }), { status: 'skipped' }, 'x');
  expect(judged(foreground(failed()), baseline.end().facts())).toEqual(RECOVERED);
});

test('what the healthy run does as well is no recovery', () => {
  const always = foreground(new HistoryBuilder().launch().collect({ rc: 0 }))
    .end()
    .facts();
  expect(judged(foreground(failed()), always)).toMatchObject(RESCUED);
  expect(judged(foreground(foreground(failed())), always)).toEqual(RECOVERED);
});

describe('how often the healthy run did it is counted', () => {
  const run = () => new HistoryBuilder().launch().collect({ rc: 0 });
  /** The same work, once. */
  const done = (history: HistoryBuilder, over: { readonly task?: string; readonly host?: string; item?: number }) => {
    const { task = 'again', host = 'h', item = null } = over;
    history.event({ type: 'work', at: 3400, since: 3350, task, host, item, nth: 0, work: 'w' });
    const place = task === 'again' ? AGAIN : { file: '/play.yml', line: 60 };
    return history.task({ task, name: 'Start again', place }, { at: 3400, host, item });
  };

  test('by task: what it does elsewhere is something else', () => {
    const elsewhere = done(done(run(), { task: 'other' }), { task: 'other' });
    expect(judged(foreground(failed()), elsewhere.end().facts())).toEqual(RECOVERED);
  });

  test('by item', () => {
    const others = done(done(run(), { item: 0 }), { item: 1 });
    expect(judged(done(failed(), { item: 2 }), others.end().facts())).toEqual(RECOVERED);
    expect(judged(done(failed(), { item: 1 }), others.end().facts())).toMatchObject(RESCUED);
  });

  test('by host: as often as one of them did it', () => {
    const both = done(done(run(), {}), { host: 'g' });
    expect(judged(foreground(foreground(failed())), both.end().facts())).toEqual(RECOVERED);
    expect(judged(foreground(failed()), both.end().facts())).toMatchObject(RESCUED);
  });
});

test('without a healthy run another attempt of the same task counts, and nothing else', () => {
  const alone = (history: HistoryBuilder) => {
    const facts = history.end({ stats: { rescued: 1 } }).facts();
    return judgeTrial(facts, { job: facts.jobs[0], proof: STRUCK, effect: FATAL });
  };
  expect(alone(foreground(failed()))).toMatchObject(RESCUED);
  expect(alone(relaunched(failed(), { task: 'launch' }))).toMatchObject({ kind: 'recovered', place: LAUNCH_PLACE });
  const item = failed().event({
    ...{ type: 'work', at: 3301, since: 3250, task: 'launch', host: 'h' },
    ...{ item: 1, nth: 0, work: 'w' },
  });
  expect(alone(relaunched(item, { task: 'launch', item: 1 }))).toMatchObject(RESCUED);
});

test('a job that came through, or a play that went red, is no recovery', () => {
  const facts = relaunched(failed())
    .end({ rc: 2, stats: { failures: 1 } })
    .facts();
  expect(
    judgeTrial(facts, { job: facts.jobs[0], proof: STRUCK, effect: FATAL }, { baseline: healthy() }),
  ).toMatchObject({ kind: 'surfaced' });
});
