import type { Flow, State } from './state.ts';
import { stepOf } from './step.ts';
import type { TaskRun } from './task-run.ts';
import { clearsErrors, metaOf } from './turns.ts';

const ENDS: Readonly<Record<string, Flow>> = {
  end_play: 'play-ended',
  end_batch: 'play-ended',
  end_host: 'host-ended',
  end_role: 'role-ended',
};

/** `meta` tasks that bear on where the play goes on. */
export function runMeta(run: TaskRun, state: State): State[] {
  const { task } = run;
  if (clearsErrors(task)) return [state.with({ clearing: task })];
  const flow = ENDS[metaOf(task)];
  if (!flow) return [state];
  return run
    .condition(state)
    .map(({ state: way, answer }) => (answer === true ? way.with({ flow }).said(stepOf(task, metaOf(task))) : way));
}
