import type { Facts } from '../../harness/model/facts.ts';
import type { Job, Reap } from '../../harness/model/job.ts';
import { HistoryBuilder, LAUNCH_PLACE, REAP_PLACE } from './history-builder.ts';

/** A reap as the projection has it: one that saw its job end well. */
export function reapOf(over: Partial<Reap> = {}): Reap {
  return {
    via: 'async_status',
    taskName: 'Wait for the backup',
    place: REAP_PLACE,
    host: 'h',
    since: 200,
    at: 3000,
    attempts: 2,
    verdict: 'collected-ok',
    failed: false,
    rc: undefined,
    msg: undefined,
    ignored: false,
    until: true,
    untilWritten: undefined,
    register: undefined,
    failedWhen: false,
    retries: 8,
    delay: 2,
    ...over,
  };
}

/** A job as the projection has it: one that went well, and that nobody has reaped. */
export function jobOf(over: Partial<Job> = {}): Job {
  return {
    key: { host: 'h', place: LAUNCH_PLACE, item: null, nth: 0 },
    jid: 'j1.1',
    taskName: 'Start the backup',
    on: 'h',
    limit: 10,
    poll: 0,
    noLog: false,
    work: undefined,
    launchedAt: 100,
    endedAt: 2000,
    end: 'succeeded',
    reaps: [],
    ...over,
  };
}

/** What a history says, with these jobs in the place of its own. */
export function factsOf(jobs: readonly Job[], history: HistoryBuilder = new HistoryBuilder().end()): Facts {
  return { ...history.facts(), jobs };
}
