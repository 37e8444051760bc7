import type { TaskNode } from '../parse/task.ts';
import type { Frame } from '../resolve/frame.ts';
import { varsOf } from '../resolve/vars-of.ts';
import { inside } from './context.ts';
import { join } from './join.ts';
import type { State } from './state.ts';
import { stepOf, titleOf } from './step.ts';
import type { TaskRun } from './task-run.ts';
import { Unknown, Variables } from './value.ts';

/** `block`, `rescue` for what fails in it, `always` for either; unreachable is rescued by nothing. */
export function runBlock({ walk, task, context }: TaskRun, state: State): State[] {
  const part = (name: 'block' | 'rescue' | 'always', states: readonly State[], final: boolean) => {
    const frame: Frame = {
      kind: 'block',
      source: task.source,
      keywords: task.keywords,
      block: { node: task, part: name },
      vars: varsOf(task.keywords.get('vars')?.value),
    };
    return walk.tasks(task[name] ?? [], inside(context, frame, { final: context.final && final }), states);
  };
  const [rescues, always] = [task.rescue.length > 0, task.always.length > 0];
  let states = part('block', [state], !rescues && !always);
  if (rescues) {
    const failed = states.filter((one) => one.flow === 'failed');
    const others = states.filter((one) => one.flow !== 'failed');
    states = join([
      ...others,
      ...part(
        'rescue',
        failed.map((one) => rescued(task, one)),
        !always,
      ),
    ]);
  }
  if (always) {
    states = join(
      states.flatMap((before) => {
        if (before.flow !== 'on' && before.flow !== 'failed') return [before];
        return part('always', [before.with({ flow: 'on' })], true).map((after) =>
          after.flow === 'on' ? after.with({ flow: before.flow, red: before.red }) : after,
        );
      }),
    );
  }
  return states;
}

function rescued(task: TaskNode, state: State): State {
  const keyword = 'rescue';
  const hidden = state.red?.ofJob ? { how: 'rescued' as const, task, keyword } : state.hidden;
  const [first] = task.rescue;
  return state
    .with({ flow: 'on', red: undefined, hidden })
    .set('ansible_failed_result', state.red?.result ?? new Unknown('ansible_failed_result'))
    .setBecause('ansible_failed_task', new Variables(new Map([['name', titleOf(state.red?.task ?? task)]])))
    .said(stepOf(first ?? task, 'rescue: the failure counts as handled'));
}
