import type { Fault } from './fault.ts';
import { brokeWithoutAnswer } from './seen.ts';

/** A module, or a tool that it calls, prints something else than a result. */
export const garbage: Fault = {
  name: 'garbage',
  group: 'job',
  summary: 'the module prints something that is not JSON',
  proof: 'the job file has a failed result that the module did not print',
  heal: 'nothing to heal',
  harm: 'fatal',
  reach: 'job',
  settlesMs: () => 0,
  act: () => ({ act: 'garbage' }),
  prove: brokeWithoutAnswer,
};
