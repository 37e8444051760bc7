import type { Flow, State } from './state.ts';
import { stepOf } from './step.ts';
import type { TaskRun } from './task-run.ts';
import { inRescue } from './touches.ts';
import { clearsErrors, metaOf } from './turns.ts';

const ENDS: Readonly<Record<string, Flow>> = {
  end_play: 'play-ended',
  end_batch: 'play-ended',
  end_host: 'host-ended',
  end_role: 'role-ended',
};

/** What an end in a rescue comes to by version (2.14, 2.16 and 2.17 run; 2.18, 2.19 and 2.22). */
export const STAYS_FAILED = 'green from ansible-core 2.18 on; before, the host stays failed';

/** `meta` tasks that bear on where the play goes on. */
export function runMeta(run: TaskRun, state: State): State[] {
  const { task, context } = run;
  if (clearsErrors(task)) return [state.with({ clearing: task })];
  const flow = ENDS[metaOf(task)];
  if (!flow) return [state];
  const what = flow !== 'role-ended' && inRescue(context) ? `${metaOf(task)}: ${STAYS_FAILED}` : metaOf(task);
  return run
    .condition(state)
    .map(({ state: way, answer }) => (answer === true ? way.with({ flow }).said(stepOf(task, what)) : way));
}
