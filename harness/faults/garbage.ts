import type { Fault } from './fault.ts';
import { before, strikeMs } from './moment.ts';
import { both } from './reasons.ts';
import { brokeWithoutAnswer } from './seen.ts';

/** A module, or a tool that it calls, prints something else than a result. */
export const garbage: Fault<'garbage'> = {
  name: 'garbage',
  group: 'job',
  summary: 'the module prints something that is not JSON',
  proof: 'the job file has a failed result that the module did not print',
  heal: 'nothing to heal',
  harm: 'fatal',
  reach: 'job',
  reasons: both('crashed'),
  settlesMs: strikeMs,
  act: (target) => ({ act: 'garbage', ...before(target) }),
  prove: brokeWithoutAnswer,
};
