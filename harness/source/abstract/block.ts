import type { TaskNode } from '../parse/task.ts';
import type { Frame } from '../resolve/frame.ts';
import { varsOf } from '../resolve/vars-of.ts';
import { takenBack } from './cleared.ts';
import { inHandler, inside } from './context.ts';
import { join } from './join.ts';
import type { State } from './state.ts';
import { stepOf, titleOf } from './step.ts';
import type { TaskRun } from './task-run.ts';
import { Unknown, Variables } from './value.ts';

/** `block`, `rescue` for what fails in it, `always` for either; unreachable is rescued by nothing. Of a block in a handler's file, Ansible runs `block` alone. */
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
  const whole = !inHandler(context);
  const [rescues, always] = [whole && task.rescue.length > 0, whole && task.always.length > 0];
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
        const failed = before.flow === 'failed';
        const entering = before.with({ flow: 'on', clearing: failed ? undefined : before.clearing });
        return part('always', [entering], true).map((after) => (failed ? afterFailure(before, after) : after));
      }),
    );
  }
  return states;
}

/** The failure comes back when `always` is over, unless something in there has taken it back: then the host goes on. */
function afterFailure({ flow, red }: State, after: State): State {
  if (after.flow !== 'on') return after;
  return after.clearing && !red?.fatal ? takenBack(after.clearing, after, red) : after.with({ flow, red });
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
