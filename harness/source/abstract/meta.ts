import type { TaskNode } from '../parse/task.ts';
import type { Flow, State } from './state.ts';
import { stepOf } from './step.ts';
import type { TaskRun } from './task-run.ts';
import { metaOf } from './turns.ts';

const ENDS: Readonly<Record<string, Flow>> = {
  end_play: 'play-ended',
  end_batch: 'play-ended',
  end_host: 'host-ended',
  end_role: 'role-ended',
};

/**
 * A failed host is taken back, where another one is still there to run the task. It has no more to do in this play, and counts as
 * well from then on.
 */
export function cleared(task: TaskNode, state: State): State {
  if ((state.flow !== 'failed' && state.flow !== 'unreachable') || state.red?.fatal) return state;
  const hidden = state.red?.ofJob ? { how: 'cleared-errors' as const, task } : state.hidden;
  return state
    .with({ flow: 'play-ended', red: undefined, hidden })
    .said(stepOf(task, 'clear_host_errors takes the failure back, where another host goes on'));
}

/** `meta` tasks that bear on where the play goes on. */
export function runMeta(run: TaskRun, state: State): State[] {
  const { task } = run;
  const flow = ENDS[metaOf(task)];
  if (!flow) return [state];
  return run
    .condition(state)
    .map(({ state: way, answer }) => (answer === true ? way.with({ flow }).said(stepOf(task, metaOf(task))) : way));
}
