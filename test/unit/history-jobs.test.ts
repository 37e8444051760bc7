import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { factsOfHosts } from '../../harness/history/of-hosts.ts';
import { Projection } from '../../harness/history/projection.ts';
import { readHistory } from '../../harness/history/read.ts';
import type { Collect, Launch, Result } from '../../harness/model/event.ts';
import type { Entry, StrikeMark } from '../../harness/model/history.ts';
import { HistoryBuilder, LAUNCH_PLACE, REAP_PLACE } from './history-builder.ts';

const FILE = { type: 'job-file', path: '/j', jid: 'j1.1', state: 'present', at: 900 } as const;
const job = () => new HistoryBuilder().launch();
const only = (history: HistoryBuilder) => {
  const [one] = history.facts().jobs;
  if (!one) throw new Error('no job');
  return one;
};
const launch = (over: Partial<Launch>): Launch => ({
  type: 'launch',
  at: 120,
  since: 60,
  task: 'launch',
  host: 'h',
  on: 'h',
  jid: 'j2.2',
  item: null,
  nth: 0,
  limit: 10,
  poll: 0,
  resultsFile: '/j2',
  ...over,
});

test('a launch, told whole', () => {
  const history = job()
    .event({ type: 'work', at: 110, host: 'h', task: 'launch', item: 1, nth: 0, since: 1, work: 'item' })
    .event({ type: 'work', at: 110, host: 'h', task: 'launch', item: null, nth: 1, since: 1, work: 'again' })
    .event({ type: 'work', at: 110, host: 'h', task: 'launch', item: null, nth: 0, since: 1, work: 'mine' });
  expect(only(history)).toEqual({
    key: { host: 'h', place: LAUNCH_PLACE, item: null, nth: 0 },
    jid: 'j1.1',
    taskName: 'Start the backup',
    on: 'h',
    limit: 10,
    poll: 0,
    noLog: false,
    work: 'mine',
    launchedAt: 100,
    end: 'unknown',
    endedAt: undefined,
    reaps: [],
  });
  expect(only(new HistoryBuilder().launch({ noLog: true })).noLog).toBe(true);
  expect(only(job()).work).toBeUndefined();
});

test('a launch of a task that nobody knows, or that has no place, is no job: no fault could name it', () => {
  expect(new HistoryBuilder().event(launch({ task: 'unknown' })).facts().jobs).toEqual([]);
  const placeless = new HistoryBuilder().event({ type: 'task-start', at: 1, task: 'x', play: 'p', name: 'X' });
  expect(placeless.event(launch({ task: 'x' })).facts().jobs).toEqual([]);
});

describe('how a job ended', () => {
  test.each<[string, object | undefined, Partial<Collect> | undefined, string, number | undefined]>([
    ['its file says well', { finished: true, rc: 0 }, undefined, 'succeeded', 900],
    ['its file says failed, without an rc', { finished: true, failed: true }, undefined, 'failed', 900],
    ['its file has an rc', { finished: true, failed: false, rc: 3 }, undefined, 'failed', 900],
    ['its file says over the limit', { finished: true, failed: true, timedOut: true }, undefined, 'timed-out', 900],
    ['its file says running', { finished: false }, undefined, 'running', undefined],
    ['its file is gone', { state: 'gone' }, undefined, 'lost', 900],
    ['a finished file that is gone', { state: 'gone', finished: true, rc: 0 }, undefined, 'lost', 900],
    ['nothing was seen', undefined, undefined, 'unknown', undefined],
    ['a reap says well', undefined, { rc: 0 }, 'succeeded', 3_000],
    ['a reap says well, of a job without an rc', undefined, {}, 'succeeded', 3_000],
    ['a reap that failed for its failed_when, with rc 0', undefined, { rc: 0, failed: true }, 'succeeded', 3_000],
    ['a reap says failed', undefined, { rc: 1 }, 'failed', 3_000],
    ['a reap says failed, without an rc', undefined, { failed: true }, 'failed', 3_000],
    ['a reap says over the limit', undefined, { failed: true, msg: 'Timeout exceeded' }, 'timed-out', 3_000],
    ['a reap found no job', { finished: false }, { failed: true, msg: 'could not find job' }, 'running', undefined],
    ['a reap met an unreachable host', undefined, { failed: true, unreachable: true }, 'unknown', undefined],
    ['a reap saw it running', undefined, { finished: false }, 'unknown', undefined],
    ['it was cleaned up', { state: 'gone' }, { mode: 'cleanup', finished: false }, 'running', undefined],
    ['what was seen comes before what was said', { finished: true, rc: 0 }, { rc: 1, failed: true }, 'succeeded', 900],
  ])('%s', (_, file, collect, end, endedAt) => {
    const history = job();
    if (file) history.sighting({ ...FILE, ...file });
    if (collect) history.collect(collect);
    expect(only(history)).toMatchObject({ end, endedAt });
  });

  test('a file of the same id on another host is another job’s; so is a keep-alive there', () => {
    expect(only(job().sighting({ ...FILE, host: 'g', finished: true, rc: 0 })).end).toBe('unknown');
    const other = job().collect({ via: 'keep-alive', host: 'g', rc: 0 }, { host: 'g' });
    expect(only(other).reaps).toEqual([]);
    expect(only(job().collect({ host: 'g', rc: 0 }, { host: 'g' })).reaps).toHaveLength(1);
    expect(only(job().collect({ via: 'keep-alive', rc: 0 })).reaps).toHaveLength(1);
  });
});

describe('what a reap made of it', () => {
  test.each<[Partial<Collect>, string]>([
    [{ skipped: true, unreachable: true }, 'skipped'],
    [{ unreachable: true, mode: 'cleanup' }, 'unreachable'],
    [{ mode: 'cleanup', msg: 'could not find job' }, 'cleaned-up'],
    [{ msg: 'could not find job', finished: false }, 'not-found'],
    [{ finished: false, failed: true }, 'gave-up'],
    [{ finished: false }, 'saw-running'],
    [{ rc: 0 }, 'collected-ok'],
    [{ rc: 0, failed: true }, 'collected-ok'],
    [{ rc: 2 }, 'collected-failed'],
    [{}, 'collected-ok'],
    [{ failed: true }, 'collected-failed'],
  ])('%j: %s', (collect, verdict) => {
    expect(only(job().collect(collect)).reaps).toMatchObject([{ verdict }]);
  });

  test('an answer without an rc is held against what was seen of the job', () => {
    const after = (file: object) =>
      only(
        job()
          .sighting({ ...FILE, finished: true, ...file })
          .collect({}),
      ).reaps[0]?.verdict;
    expect(after({ failed: true })).toBe('collected-failed');
    expect(after({ failed: true, timedOut: true })).toBe('collected-failed');
    expect(after({})).toBe('collected-ok');
  });

  test('is told whole; of a task that nobody knows by its id', () => {
    const history = job().collect({ rc: 1, failed: true, msg: 'm' }, {}, { failedWhen: true });
    const told = {
      via: 'async_status',
      host: 'h',
      since: 200,
      at: 3_000,
      attempts: 2,
      verdict: 'collected-failed',
      failed: true,
      rc: 1,
      msg: 'm',
      ignored: false,
      until: true,
      untilWritten: undefined,
      register: undefined,
      retries: 8,
      delay: 2,
    };
    expect(only(history).reaps).toEqual([
      { ...told, taskName: 'Wait for the backup', place: REAP_PLACE, failedWhen: true },
    ]);
    const nameless = only(job().collect({ rc: 1, failed: true, msg: 'm', task: 'gone' })).reaps;
    expect(nameless).toEqual([{ ...told, taskName: 'launch', place: undefined, failedWhen: false }]);
  });

  const result = (over: Partial<Result>): Result => ({
    type: 'result',
    at: 3_001,
    task: 'reap',
    host: 'h',
    item: null,
    status: 'ok',
    ignored: false,
    changed: false,
    ...over,
  });
  const reaped = (collect: Partial<Collect>, ...results: Partial<Result>[]) => {
    const history = job().collect({ finished: false, ...collect, task: 'loop' });
    for (const one of results) history.event(result({ task: 'loop', ...one }));
    return only(history).reaps[0];
  };

  test('whether it failed is the play’s to say: for its item, else for the task; ignored is the task as a whole', () => {
    expect(reaped({}, { status: 'failed' })).toMatchObject({ failed: true, verdict: 'gave-up' });
    expect(reaped({}, { status: 'unreachable' })).toMatchObject({ failed: true });
    expect(reaped({ failed: true }, { status: 'ok' })).toMatchObject({ failed: false, verdict: 'saw-running' });
    expect(reaped({ failed: true }, { status: 'skipped' })).toMatchObject({ failed: false });
    expect(reaped({ failed: true })).toMatchObject({ failed: true, ignored: false });
    const items = [
      { item: 0, status: 'ok' as const },
      { item: 1, status: 'failed' as const },
    ];
    const whole = { status: 'failed' as const, ignored: true };
    expect(reaped({ item: 0 }, ...items, whole)).toMatchObject({ failed: false, ignored: true });
    expect(reaped({ item: 1 }, ...items, whole)).toMatchObject({ failed: true, ignored: true });
    expect(reaped({ item: 2 }, ...items, whole)).toMatchObject({ failed: true, ignored: true });
    expect(reaped({ item: 1 }, { item: 1, status: 'failed', ignored: true })).toMatchObject({ ignored: true });
  });

  test('an earlier round of the same task has its own results', () => {
    const early = { item: 1, at: 199, status: 'failed' as const };
    expect(reaped({ item: 1 }, early, { item: 1, status: 'ok' })).toMatchObject({ failed: false });
    expect(reaped({ item: 1 }, { ...early, at: 200 }, { item: 1, status: 'ok' })).toMatchObject({ failed: true });
    const ignored = { status: 'failed' as const, ignored: true };
    expect(reaped({}, { at: 199 }, ignored)).toMatchObject({ failed: true, ignored: true });
    expect(reaped({}, { at: 199, ...ignored }, { status: 'failed' })).toMatchObject({ failed: true, ignored: false });
  });
});

test('jobs stand in the order of the play: by task, round, host as people count, and item', () => {
  const history = job().task({ task: 'second', place: { file: '/play.yml', line: 8 } });
  const launches: Partial<Launch>[] = [
    { jid: 'a', task: 'second', host: 'h1' },
    { jid: 'b', nth: 1 },
    { jid: 'c', host: 'host-10' },
    { jid: 'd', host: 'host-2', item: 11 },
    { jid: 'e', host: 'host-2', item: 2 },
    { jid: 'f', host: 'host-2' },
  ];
  for (const one of launches) history.event(launch(one));
  expect(history.facts().jobs.map(({ jid }) => jid)).toEqual(['j1.1', 'f', 'e', 'd', 'c', 'b', 'a']);
});

test('facts are what was known when they were asked for', () => {
  const projection = new Projection();
  const run = { type: 'started', at: 5, timeLimitMs: 1, speed: 3 } as const;
  projection.add({ kind: 'run', run });
  projection.add({ kind: 'run', run: { ...run, at: 6, speed: 9 } });
  projection.add({ kind: 'sighting', sighting: { type: 'boot', at: 50, host: 'h', bootId: 'a' } });
  projection.add({ kind: 'sighting', sighting: { type: 'boot', at: 40, host: 'h', bootId: 'a' } });
  const before = projection.facts;
  expect(projection.facts).toBe(before);
  projection.add({ kind: 'sighting', sighting: { type: 'boot', at: 60, host: 'h', bootId: 'b' } });
  projection.add({ kind: 'event', event: { type: 'stats', at: 70, hosts: {} } });
  expect(before).toMatchObject({
    speed: 3,
    lastSightAt: 50,
    recap: undefined,
    run: { started: run, ended: undefined },
  });
  expect(before.history).toHaveLength(4);
  expect(before.sightings('boot')).toHaveLength(2);
  expect(before.events('stats')).toEqual([]);
  expect(projection.facts).toMatchObject({ lastSightAt: 60, recap: {} });
  expect(projection.facts.sightings('boot')).toHaveLength(3);
});

describe('a run of several hosts, seen for some of them', () => {
  const arm = (host: string, token: string) =>
    ({
      fault: 'fail',
      token,
      job: { host, place: LAUNCH_PLACE, item: null, nth: 0 },
      act: { act: 'hold', seconds: 0 },
    }) as const;
  const marks: readonly StrikeMark[] = ['h', 'g'].flatMap((host): StrikeMark[] => [
    { type: 'armed', at: 1, arm: arm(host, `t-${host}`) },
    { type: 'struck', at: 2, token: `t-${host}`, evidence: [] },
    { type: 'healed', at: 3, token: `t-${host}` },
  ]);

  test('has what is about them, about none, and every refusal', () => {
    const history = job()
      .event(launch({ host: 'g', on: 'g' }))
      .event({ type: 'no-hosts', at: 1, play: 'p' })
      .event({ type: 'refused', at: 1, host: 'g', on: 'g', connection: 'ssh', why: 'local' })
      .sighting({ type: 'boot', bootId: 'a' })
      .sighting({ type: 'boot', bootId: 'b', host: 'g' });
    for (const mark of marks) history.strike(mark);
    const facts = factsOfHosts(history.end().facts(), ['h']);
    expect(facts.jobs.map(({ key }) => key.host)).toEqual(['h']);
    expect(facts.events('no-hosts')).toHaveLength(1);
    expect(facts.events('refused')).toHaveLength(1);
    expect(facts.sightings('boot').map(({ host }) => host)).toEqual(['h']);
    expect(facts.strikes('armed').map((one) => one.arm.token)).toEqual(['t-h']);
    expect(facts.strikes('struck').map(({ token }) => token)).toEqual(['t-h']);
    expect(facts.strikes('healed').map(({ token }) => token)).toEqual(['t-h']);
    expect(facts.run).toMatchObject({ started: { at: 0 }, ended: { at: 4_100 } });
    expect(facts.history).toHaveLength(11);
  });
});

describe('a stored history', () => {
  const stored = (text: string): readonly Entry[] => {
    const folder = mkdtempSync(join(tmpdir(), 'history-'));
    try {
      writeFileSync(join(folder, 'history.jsonl'), text);
      return readHistory(join(folder, 'history.jsonl'));
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const line = '{"kind":"run","run":{"type":"started","at":1,"timeLimitMs":2}}';

  test('is read line by line; a torn last one is left out, an empty one is none', () => {
    expect(stored(`${line}\n\n${line}\n`)).toHaveLength(2);
    expect(stored(`${line}\n{"kind":"ru`)).toEqual([JSON.parse(line)]);
    expect(stored('')).toEqual([]);
  });

  test('a line in it that is no JSON is an error with its place', () => {
    try {
      stored(`${line}\nnot JSON\n${line}\n`);
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code: 'bad-history', kind: 'usage', where: { line: 2 } });
    }
  });
});
