import type { Fault } from './fault.ts';
import { before, strikeMs } from './moment.ts';
import { brokeWithoutAnswer } from './seen.ts';

/** A bug of the module: a traceback on stderr, nothing on stdout. */
export const traceback: Fault = {
  name: 'traceback',
  group: 'job',
  summary: 'the module dies of an exception',
  proof: 'the job file has a failed result that the module did not print',
  heal: 'nothing to heal',
  harm: 'fatal',
  reach: 'job',
  settlesMs: strikeMs,
  act: (target) => ({ act: 'traceback', ...before(target) }),
  prove: brokeWithoutAnswer,
};
