import type { Fault } from './fault.ts';
import { before, strikeMs } from './moment.ts';
import { both } from './reasons.ts';
import { brokeWithoutAnswer } from './seen.ts';

/** As the OOM killer does with the largest process. */
export const killModule: Fault<'kill-module'> = {
  name: 'kill-module',
  group: 'job',
  summary: 'the module process is killed',
  proof: 'the job file has a failed result that the module did not print',
  heal: 'nothing to heal',
  harm: 'fatal',
  reach: 'job',
  reasons: both('crashed'),
  settlesMs: strikeMs,
  act: (target) => ({ act: 'kill-module', ...before(target) }),
  prove: brokeWithoutAnswer,
};
