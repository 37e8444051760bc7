import { describe, expect as plain, test } from 'vitest';
import { expect, type PlaybookRun } from '../../harness/vitest.ts';
import { HistoryBuilder } from './history-builder.ts';

function run(history: HistoryBuilder): PlaybookRun {
  const facts = history.facts();
  return { how: 'exited', rc: 0, wallMs: 1, jobs: facts.jobs, facts, struck: [], hosts: ['h'], folder: 'runs/x' };
}

const job = () => new HistoryBuilder().launch();
const RED = { rc: 2, stats: { failures: 1 } };
const failed = {
  type: 'job-file',
  at: 900,
  path: '/j',
  jid: 'j1.1',
  state: 'present',
  finished: true,
  failed: true,
  rc: 1,
} as const;
const watched = { type: 'probe', state: 'watching' } as const;
const honest = () => run(job().sighting(watched).sighting(failed).collect({ failed: true, rc: 1 }).end(RED));
const forgetful = () => run(job().sighting(watched).sighting(failed).end());

function messageOf(assert: () => void): string {
  try {
    assert();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it passed');
}

test('toSurfaceFailure, both ways', () => {
  expect(honest()).toSurfaceFailure({ of: 'backup', because: 'failed' });
  expect(forgetful()).not.toSurfaceFailure();
  plain(messageOf(() => expect(forgetful()).toSurfaceFailure())).toMatch(
    /^toSurfaceFailure\nunmet: failures\n {2}expected: each failed job is surfaced\n {2}seen: "Start the backup": swallowed, never-reaped\n {2}evidence: history.jsonl:\d+ .*\n[\s\S]*to do: reap each job[\s\S]*the run: runs\/x$/,
  );
  plain(messageOf(() => expect(honest()).not.toSurfaceFailure())).toMatch(/^not toSurfaceFailure\nmet: failures/);
  plain(() => expect(honest()).toSurfaceFailure({ because: 'lost' })).toThrow(/surfaced as failed/);
});

test('toReapEveryJob, toEndGreen, toLeaveNoOrphans', () => {
  expect(honest()).toReapEveryJob();
  expect(forgetful()).not.toReapEveryJob();
  expect(forgetful()).toEndGreen();
  expect(honest()).not.toEndGreen();
  expect(honest()).toLeaveNoOrphans();
});

test('toTimeOutWithin wants a timeout, a red play, and little time', () => {
  const late = (over = {}) =>
    run(
      job()
        .collect({ finished: false, failed: true, ...over })
        .end(RED),
    );
  const hung = { ...late(), struck: [] };
  plain(() => expect(hung).toTimeOutWithin('10s')).toThrow(/no such job failed/);
  const timedOut = run(
    job()
      .sighting({ ...failed, timedOut: true })
      .collect({ failed: true, msg: 'Timeout exceeded' })
      .end(RED),
  );
  expect(timedOut).toTimeOutWithin('10s');
  plain(() => expect(timedOut).toTimeOutWithin('1s')).toThrow(
    /expected: the play takes at most 1.0 s\n {2}seen: it took 4.1 s/,
  );
  plain(() => expect(honest()).toTimeOutWithin('10s')).toThrow(/surfaced as failed/);
  plain(() => expect(timedOut).toTimeOutWithin('10')).toThrow(/is not a duration/);
});

test('toReconnectAfterReboot counts boot ids', () => {
  const boots = (...ids: string[]) =>
    run(ids.reduce((history, bootId) => history.sighting({ type: 'boot', bootId }), job()).end());
  expect(boots('a', 'b')).toReconnectAfterReboot();
  expect(boots('a', 'b', 'c')).toReconnectAfterReboot(2);
  expect(boots('a')).not.toReconnectAfterReboot();
});

describe('what the history can’t tell fails both ways', () => {
  const blind = () => run(job().end());
  test('as it stands', () => plain(() => expect(blind()).toLeaveNoOrphans()).toThrow(/unknown: orphans/));
  test('and with not', () => plain(() => expect(blind()).not.toLeaveNoOrphans()).toThrow(/unknown: orphans/));
});
