import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkExpectation } from '../../harness/checks/expectations/check.ts';
import { historyLines, startOf } from '../../harness/checks/expectations/evidence.ts';
import type { Struck } from '../../harness/checks/expectations/subject.ts';
import type { Expectation } from '../../harness/model/expectation.ts';
import { toldBy } from '../../harness/model/history.ts';
import type { Outcome } from '../../harness/model/outcome.ts';
import type { JobFileSeen, ProcessSeen } from '../../harness/model/sighting.ts';
import { HistoryBuilder, LAUNCH_PLACE, REAP_PLACE } from './history-builder.ts';

/** What is said of each expectation in each of these runs, whole. `REAPCHECK_UPDATE=1` writes it anew: read what has changed. */
const SAID = new URL('checks-expectations-said.txt', import.meta.url);

const job = (limit?: number) => new HistoryBuilder().launch(limit === undefined ? {} : { limit });
const file = (at: number, over: Partial<JobFileSeen>) =>
  ({ type: 'job-file', at, path: '/j', jid: 'j1.1', state: 'present', ...over }) as const;
const OK = { finished: true, failed: false, rc: 0 };
const process = (at: number, over: Partial<ProcessSeen>) =>
  ({ type: 'process', at, pid: 7, startTicks: 7, state: 'alive', jid: 'j1.1', role: 'descendant', ...over }) as const;
const second = (history: HistoryBuilder, over: object = {}) =>
  history.event({
    type: 'launch',
    at: 150,
    since: 140,
    task: 'launch',
    host: 'h',
    on: 'h',
    jid: 'j2.2',
    item: 1,
    nth: 0,
    limit: 10,
    poll: 5,
    resultsFile: '/j2',
    ...over,
  });

const RUNS: Readonly<Record<string, HistoryBuilder>> = {
  'without jobs, untouched hosts': new HistoryBuilder().end(),
  'well, reaped, two hosts': job()
    .sighting(file(900, OK))
    .collect({ rc: 0 })
    .end({ others: { g: {} } }),
  'failed, reaped, two hosts': job()
    .sighting(file(900, { finished: true, failed: true, rc: 1 }))
    .event({ type: 'retry', at: 1500, host: 'h', task: 'reap', attempt: 1, of: 8 })
    .collect({ failed: true, rc: 1, msg: `no\nsecond line ${'x'.repeat(200)}` }, { msg: 'non-zero' })
    .end({ rc: 2, stats: { failures: 1 }, others: { g: { unreachable: 1 } } }),
  'over its limit, never reaped': job()
    .sighting(file(900, { finished: false }))
    .sighting(file(9_000, { finished: true, failed: true, timedOut: true }))
    .end(),
  'lost, not found': job()
    .sighting(file(900, { finished: false }))
    .sighting(file(1_500, { state: 'gone' }))
    .collect({ failed: true, msg: 'could not find job' }, { ignored: true })
    .end(),
  'two jobs side by side, one rescued': second(job())
    .sighting(file(900, OK))
    .sighting(file(950, { ...OK, jid: 'j2.2' }))
    .collect({ rc: 0 })
    .task({ task: 'late', name: 'Look around' }, { item: 3, status: 'failed', msg: 'gone' })
    .end({ stats: { rescued: 1, failures: 0 } }),
  'two jobs, one after the other': second(job(), { at: 950 })
    .sighting(file(950, OK))
    .sighting(file(1_990, { ...OK, jid: 'j2.2' }))
    .end(),
  'still running, watched': job()
    .sighting({ type: 'probe', state: 'watching', at: 20 })
    .sighting(file(900, { finished: false }))
    .sighting(process(1_000, {}))
    .sighting(process(1_050, { pid: 8, role: 'wrapper' }))
    .sighting({ type: 'link', at: 3_900, accepted: 3, idleDropped: 2, longestIdleMs: 1_500 })
    .end()
    .sighting({ type: 'probe', state: 'stopped', at: 9_100 }),
  'ended after the play, rebooted twice': job()
    .sighting({ type: 'probe', state: 'watching', at: 20 })
    .sighting({ type: 'boot', bootId: 'a', at: 30 })
    .sighting({ type: 'boot', bootId: 'a', at: 40 })
    .sighting({ type: 'boot', bootId: 'b', at: 50 })
    .sighting({ type: 'boot', bootId: 'c', at: 60 })
    .sighting(process(1_000, {}))
    .end()
    .sighting(process(8_100, { state: 'gone' })),
  'told at length, on two hosts': second(job(), { host: 'g', on: 'g' })
    .strike({ type: 'struck', at: 300, token: 't', evidence: [] })
    .event({ type: 'retry', at: 1500, host: 'h', task: 'reap', attempt: 1, of: 8 })
    .task({ task: 'a', name: 'Look at a' }, { status: 'failed', ignored: true, msg: 'a' })
    .task({ task: 'b', name: 'Look at b' }, { status: 'unreachable', msg: 'b' })
    .task({ task: 'c', name: 'Look at c' }, { status: 'failed', host: 'g' })
    .task({ task: 'd', name: 'Look at d' }, { status: 'failed' })
    .task({ task: 'e', name: 'Look at e' }, { status: 'failed' })
    .task({ task: 'f', name: 'Look at f' }, { status: 'failed' })
    .task({ task: 'g', name: 'Look at g' }, { status: 'failed' })
    .task({ task: 'i', name: 'Look at i' }, { status: 'ok' })
    .sighting(file(900, OK))
    .end({ rc: 2, stats: { unreachable: 1 }, others: { g: { failures: 1 } } }),
  hung: job().end({ how: 'timed-out', rc: null }),
  'broken off': job(),
};

const EXPECTATIONS: readonly Expectation[] = [
  { kind: 'play', is: 'green' },
  { kind: 'play', is: 'red' },
  { kind: 'play', is: 'hung' },
  { kind: 'hosts', ends: { named: { h: 'green' }, others: 'untouched' } },
  { kind: 'hosts', ends: { named: { g: 'unreachable' } } },
  { kind: 'host-counts', counts: { failed: 1, unreachable: 1 } },
  { kind: 'failures', are: 'surfaced' },
  { kind: 'failures', are: 'swallowed', of: 'backup' },
  { kind: 'failures', are: 'surfaced', of: 'nothing', reasons: ['failed', 'lost'] },
  { kind: 'jobs', job: 'backup', ends: ['succeeded', 'running'] },
  { kind: 'jobs', job: 'backup', reaped: ['never', 'collected-ok'] },
  { kind: 'jobs', job: 'elsewhere', ends: ['failed'], reaped: ['never'] },
  { kind: 'reaps', are: 'complete' },
  { kind: 'parallel', jobs: [] },
  { kind: 'parallel', jobs: ['backup', 'elsewhere'] },
  { kind: 'tasks', task: 'Look', is: ['failed', 'never'] },
  { kind: 'tasks', task: 'Wait', is: ['ok'], says: 'non' },
  { kind: 'took', span: { atLeastMs: 100, atMostMs: 5_000 } },
  { kind: 'took', span: { atMostMs: 10 } },
  { kind: 'took', span: { atLeastMs: 60_000 } },
  { kind: 'reboots', counts: { named: { h: 2 }, others: 0 } },
  { kind: 'reboots', counts: { named: { g: 1 } } },
  { kind: 'reboots', counts: { named: { h: 2 } } },
  { kind: 'reboots', counts: { named: { h: 1 } } },
  { kind: 'orphans', are: 'none' },
  { kind: 'orphans', are: 'some' },
  { kind: 'longest-idle', span: { atMostMs: 1_000 } },
  { kind: 'longest-idle', span: { atLeastMs: 1_000 } },
];

function said(expectation: Expectation, history: HistoryBuilder, struck: readonly Struck[] = []): string {
  const { kind: _, ...wants } = expectation;
  const checked = checkExpectation(expectation, { facts: history.facts(), struck }, ['h', 'g']);
  const { kind, is, expected, seen, evidence, remedy } = checked;
  return [
    `${kind} ${JSON.stringify(wants)}: ${is}`,
    `  expected ${expected}`,
    `  seen ${seen}`,
    ...evidence.map((one) => `  | ${one}`),
    ...(is === 'met' ? [] : [`  to do ${remedy}`]),
  ].join('\n');
}

const ARM = {
  fault: 'fail',
  token: 't',
  job: { host: 'h', place: LAUNCH_PLACE, item: null, nth: 0 },
  act: { act: 'hold', seconds: 0 },
} as const;

const STRUCK: readonly Outcome[] = [
  { kind: 'surfaced', reason: 'failed', taskName: 'Wait', place: REAP_PLACE, delayMs: 1, msg: undefined },
  { kind: 'swallowed', how: 'no-until', taskName: 'Wait', place: REAP_PLACE },
  { kind: 'swallowed', how: 'never-reaped', taskName: undefined, place: undefined },
  { kind: 'recovered', taskName: 'Start it again', place: REAP_PLACE },
  { kind: 'missed', missing: 'no receipt' },
  { kind: 'errored', why: 'it broke' },
  { kind: 'unharmed', reaped: true },
  { kind: 'hung', budgetMs: 1, lastTask: undefined, place: undefined },
];

/** One of each thing that a history tells and that no expectation points at in the runs above. */
const TOLD = job()
  .strike({ type: 'struck', at: 300, token: 't', evidence: [] })
  .strike({ type: 'failed', at: 301, token: 't', why: 'w' })
  .strike({ type: 'healed', at: 302, token: 't' })
  .strike({ type: 'armed', at: 303, arm: ARM })
  .sighting({ type: 'load', load: 3, processors: 2 })
  .sighting({ type: 'wall', to: '192.0.2.7', protocol: 'tcp', port: 443 })
  .sighting({ type: 'wall', to: '192.0.2.53', protocol: 'udp', lookup: 'api.example' })
  .sighting({ type: 'fetch', from: 'deb.example:80' })
  .sighting({ type: 'fetch', from: 'deb.example:80', failed: 'ECONNREFUSED' })
  .sighting({ type: 'progress', token: 't', jid: 'j1.1', work: 'done' })
  .sighting({ type: 'receipt', token: 't', fault: 'fail', jid: 'j1.1', struckAt: 1 })
  .sighting({ type: 'probe', state: 'watching' })
  .event({ type: 'no-hosts', at: 500, play: 'p' })
  .event({ type: 'errors-cleared', at: 501, host: 'h' })
  .event({ type: 'retry', at: 502, host: 'h', task: 'launch', attempt: 1, of: 8 })
  .event({ type: 'work', at: 503, since: 500, task: 'gone', host: 'h', item: 2, nth: 0, work: 'w' });

function told(history: HistoryBuilder): readonly string[] {
  const facts = history.facts();
  return facts.history.flatMap((entry) => historyLines(facts, [toldBy(entry)]));
}

test('what is said of each expectation, in each run', () => {
  const runs = Object.entries(RUNS).flatMap(([name, history]) => [
    `# ${name}`,
    ...EXPECTATIONS.map((one) => said(one, history)),
    '',
  ]);
  const strikes = STRUCK.map((outcome) => {
    const struck = [{ fault: 'fail', jid: 'j1.1', taskName: 'Start the backup', outcome }];
    return said(
      { kind: 'failures', are: outcome.kind === 'swallowed' ? 'swallowed' : 'surfaced' },
      job().end(),
      struck,
    );
  });
  const text = [...runs, '# faults', ...strikes, '', '# told', ...told(TOLD), ''].join('\n');
  if (globalThis.process.env.REAPCHECK_UPDATE) writeFileSync(SAID, text);
  expect(text).toBe(readFileSync(SAID, 'utf8'));
});

test('six lines are shown whole, of more the last six', () => {
  const facts = job().end().facts();
  const lines = (count: number) => {
    const results = Array.from({ length: count }, (_, index) => ({ type: 'no-hosts', at: index, play: 'p' }) as const);
    const history = results.map((event) => ({ kind: 'event', event }) as const);
    return historyLines({ ...facts, history }, results);
  };
  expect(lines(6)).toHaveLength(6);
  expect(lines(8)).toEqual(['(2 more)', ...lines(8).slice(-6)]);
});

test('the play began when ansible-playbook did, or else with the first thing that was told', () => {
  const facts = job().end().facts();
  const run = { started: undefined, ended: undefined };
  expect(startOf({ ...facts, run: { ...run, started: { type: 'started', at: 7, timeLimitMs: 1 } } })).toBe(7);
  expect(startOf({ ...facts, run, history: facts.history.slice(1) })).toBe(10);
  expect(startOf({ ...facts, run, history: [] })).toBe(0);
});
