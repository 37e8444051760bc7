import type { Reasons } from './fault.ts';

const both = (...reasons: Reasons['keep-alive']): Reasons => ({ 'keep-alive': reasons, async_status: reasons });

/** The job looks as if it ran for ever: whoever waits, gives up. */
const NEVER_ENDS: Reasons = { async_status: ['retries-exhausted'], 'keep-alive': ['timed-out'] };
/** The watcher on the host and the one who waits race for it: the watcher of newer ansible-cores is faster, older ones up to 10 s late. */
const OVER_LIMIT: Reasons = { async_status: ['timed-out', 'retries-exhausted'], 'keep-alive': ['timed-out'] };
/** Depends on whether a look at the job meets the outage: `unreachable` fails at once, a keep-alive tries on until its time is spent. */
const CUT_OFF: Reasons = {
  async_status: ['unreachable', 'retries-exhausted'],
  'keep-alive': ['timed-out', 'unreachable'],
};
const NOTHING_WRONG = both();

/** What an honest play says of each fault. test/acceptance/faults-matrix.test.ts holds it against each ansible-core that is installed. */
export const EXPECTED_REASONS = {
  fail: both('failed'),
  'fail-json': both('failed'),
  traceback: both('crashed'),
  garbage: both('crashed'),
  silent: both('crashed'),
  'kill-module': both('crashed'),
  'kill-leaf': both('failed'),
  'kill-runner': NEVER_ENDS,
  'kill-watcher': NOTHING_WRONG,
  'kill-both': NEVER_ENDS,
  hang: OVER_LIMIT,
  slow: NOTHING_WRONG,
  'own-started-key': NEVER_ENDS,
  'held-stdout': OVER_LIMIT,
  'lose-job-file': both('lost'),
  'wipe-async-dir': both('lost'),
  'truncate-job-file': NEVER_ENDS,
  'empty-job-file': NEVER_ENDS,
  'garble-job-file': NEVER_ENDS,
  'full-disk': NEVER_ENDS,
  'reboot-host': CUT_OFF,
  'power-cut': CUT_OFF,
  'pause-host': CUT_OFF,
  'cut-link': CUT_OFF,
  'blackhole-link': CUT_OFF,
  'drop-idle': CUT_OFF,
  'slow-link': NOTHING_WRONG,
} as const satisfies Record<string, Reasons>;

export type FaultName = keyof typeof EXPECTED_REASONS;
