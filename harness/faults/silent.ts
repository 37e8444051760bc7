import type { Fault } from './fault.ts';
import { before, strikeMs } from './moment.ts';
import { both } from './reasons.ts';
import { brokeWithoutAnswer } from './seen.ts';

/** A module that ends with rc 0 and without a word. */
export const silent: Fault<'silent'> = {
  name: 'silent',
  group: 'job',
  summary: 'the module ends well and prints nothing',
  proof: 'the job file has a failed result that the module did not print',
  heal: 'nothing to heal',
  harm: 'fatal',
  reach: 'job',
  reasons: both('crashed'),
  settlesMs: strikeMs,
  act: (target) => ({ act: 'silent', ...before(target) }),
  prove: brokeWithoutAnswer,
};
