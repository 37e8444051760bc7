import { expect, test } from 'vitest';
import { orphanedJobs } from '../../harness/checks/orphaned-jobs.ts';
import { orphansOf } from '../../harness/checks/orphans.ts';
import { HistoryBuilder } from './history-builder.ts';

const seen = (pid: number, state: 'alive' | 'gone', at: number, role: 'wrapper' | 'descendant' = 'descendant') =>
  ({ type: 'process', pid, startTicks: pid, state, at, jid: 'j1.1', role }) as const;

test('a process of a job that outlives the play is an orphan, with how long it was seen', () => {
  const facts = new HistoryBuilder()
    .launch()
    .sighting(seen(7, 'alive', 200))
    .end()
    .sighting({ type: 'probe', state: 'stopped', at: 9_100 })
    .facts();
  expect(orphansOf(facts)).toMatchObject([{ pids: [7], livedMs: 5_000, ended: false }]);
  expect(orphanedJobs(facts)).toMatchObject([
    { rule: 'orphaned-job', place: { line: 5 }, remedy: expect.stringContaining('reap it') },
  ]);
});

test('one that ends by itself after the play is one too', () => {
  const facts = new HistoryBuilder()
    .launch()
    .sighting(seen(7, 'alive', 200))
    .end()
    .sighting(seen(7, 'gone', 8_100))
    .facts();
  expect(orphansOf(facts)).toMatchObject([{ pids: [7], livedMs: 4_000, ended: true }]);
});

test('what ended with the play, or is only the wrapper of it, is none', () => {
  const ended = new HistoryBuilder()
    .launch()
    .sighting(seen(7, 'alive', 200))
    .end()
    .sighting(seen(7, 'gone', 4_500));
  expect(orphansOf(ended.facts())).toEqual([]);
  const wrapper = new HistoryBuilder()
    .launch()
    .sighting(seen(7, 'alive', 200, 'wrapper'))
    .end()
    .sighting({ type: 'probe', state: 'stopped', at: 9_100 });
  expect(orphansOf(wrapper.facts())).toEqual([]);
});

test('one that was reaped too early is told to be waited for', () => {
  const facts = new HistoryBuilder()
    .launch()
    .sighting(seen(7, 'alive', 200))
    .collect({ finished: false })
    .end()
    .sighting({ type: 'probe', state: 'stopped', at: 9_100 })
    .facts();
  expect(orphanedJobs(facts)).toMatchObject([{ remedy: expect.stringContaining('let its reap wait') }]);
});

test('no process outlives a reboot of its host, though nobody saw it go', () => {
  const rebooted = (bootId: string) =>
    new HistoryBuilder()
      .launch()
      .sighting({ type: 'boot', bootId: 'first', at: 100 })
      .sighting(seen(7, 'alive', 200))
      .sighting({ type: 'boot', bootId, at: 2_000 })
      .end()
      .sighting({ type: 'probe', state: 'stopped', at: 9_100 })
      .facts();
  expect(orphansOf(rebooted('second'))).toEqual([]);
  expect(orphansOf(rebooted('first'))).toHaveLength(1);
});
