import type { TaskNode } from '../parse/task.ts';
import { conditionsOf } from '../resolve/frame.ts';
import type { Context } from './context.ts';
import type { Flow, State } from './state.ts';
import { metaOf } from './universe.ts';
import { stepOf, type Walk } from './walk.ts';

const ENDS: Readonly<Record<string, Flow>> = {
  end_play: 'play-ended',
  end_batch: 'play-ended',
  end_host: 'host-ended',
  end_role: 'role-ended',
};

/** `meta` tasks that bear on where the play goes on. Hosts that failed aren't followed beyond `clear_host_errors`. */
export function runMeta(walk: Walk, task: TaskNode, context: Context, state: State): State[] {
  const flow = ENDS[metaOf(task)];
  if (!flow) return [state];
  return walk
    .condition(conditionsOf(task, context.frames), state, task, context, new Map())
    .map(({ state: way, answer }) => (answer === true ? way.with({ flow }).said(stepOf(task, metaOf(task))) : way));
}
