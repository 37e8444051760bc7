import type { TaskNode } from '../parse/task.ts';
import type { State } from './state.ts';
import { stepOf } from './step.ts';

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
