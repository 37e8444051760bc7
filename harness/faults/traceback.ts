import type { Fault } from './fault.ts';
import { before, strikeMs } from './moment.ts';
import { both } from './reasons.ts';
import { brokeWithoutAnswer } from './seen.ts';

/** A bug of the module: a traceback on stderr, nothing on stdout. */
export const traceback: Fault<'traceback'> = {
  name: 'traceback',
  group: 'job',
  summary: 'the module dies of an exception',
  proof: 'the job file has a failed result that the module did not print',
  heal: 'nothing to heal',
  harm: 'fatal',
  reach: 'job',
  reasons: both('crashed'),
  settlesMs: strikeMs,
  act: (target) => ({ act: 'traceback', ...before(target) }),
  prove: brokeWithoutAnswer,
};
