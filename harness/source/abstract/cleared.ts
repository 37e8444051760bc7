import type { TaskNode } from '../parse/task.ts';
import type { Red, State } from './state.ts';
import { stepOf } from './step.ts';

/**
 * A failed host is taken back, where another one is still there to run the task. It has no more to do in this play, and counts as
 * well from then on.
 */
export function cleared(task: TaskNode, state: State): State[] {
  if ((state.flow !== 'failed' && state.flow !== 'unreachable') || state.red?.fatal) return [state];
  const back = withoutFailure(task, state, state.red).with({ flow: 'play-ended' });
  return [
    state,
    back
      .said(stepOf(task, 'where another host goes on', 'assumed'))
      .said(stepOf(task, 'clear_host_errors takes the failure back')),
  ];
}

/** The same by the host itself, in the `always` of the block that has failed: it goes on behind that. */
export function takenBack(task: TaskNode, state: State, red: Red | undefined): State {
  return withoutFailure(task, state, red).said(stepOf(task, 'clear_host_errors takes the failure back'));
}

function withoutFailure(task: TaskNode, state: State, red: Red | undefined): State {
  const hidden = red?.ofJob ? { how: 'cleared-errors' as const, task } : state.hidden;
  return state.with({ red: undefined, hidden });
}
