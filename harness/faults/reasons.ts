import type { Reasons } from './fault.ts';

/** Whoever waits, and in whatever way, says one of these. */
export const both = (...reasons: Reasons['keep-alive']): Reasons => ({ 'keep-alive': reasons, async_status: reasons });

/** The job looks as if it ran for ever: whoever waits, gives up. */
export const NEVER_ENDS: Reasons = { async_status: ['retries-exhausted'], 'keep-alive': ['timed-out'] };
/** The watcher on the host and the one who waits race for it: the watcher of newer ansible-cores is faster, older ones up to 10 s late. */
export const OVER_LIMIT: Reasons = { async_status: ['timed-out', 'retries-exhausted'], 'keep-alive': ['timed-out'] };
/** Depends on whether a look at the job meets the outage: `unreachable` fails at once, a keep-alive tries on until its time is spent. */
export const CUT_OFF: Reasons = {
  async_status: ['unreachable', 'retries-exhausted'],
  'keep-alive': ['timed-out', 'unreachable'],
};
/** The job does its work: there is nothing to say. */
export const NOTHING_WRONG = both();
