import type { TaskNode } from '../parse/task.ts';
import type { Frame } from '../resolve/frame.ts';
import { varsOf } from '../resolve/vars-of.ts';
import { takenBack } from './cleared.ts';
import { type Context, inHandler, inside, isTaken } from './context.ts';
import { join } from './join.ts';
import type { State } from './state.ts';
import { stepOf, titleOf } from './step.ts';
import type { TaskRun } from './task-run.ts';
import { Unknown, Variables } from './value.ts';

/** `block`, `rescue` for what fails in it, `always` for either; a rescue of which a run takes no task is none; unreachable is rescued by nothing. Of a block in a handler's file, Ansible runs `block` alone. */
export function runBlock({ walk, task, context }: TaskRun, state: State): State[] {
  const part = (name: 'block' | 'rescue' | 'always', states: readonly State[], final: boolean) => {
    const around = inside(context, blockFrame(task, name), { final: context.final && final });
    return walk.tasks(task[name] ?? [], around, states);
  };
  const whole = !inHandler(context);
  const within = inside(context, blockFrame(task, 'rescue'));
  const rescues = whole && task.rescue.some((one) => takes(one, within, walk.selected));
  const always = whole && task.always.length > 0;
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

/** Whether a run takes a task, or any of a block. */
function takes(task: TaskNode, context: Context, selected: readonly string[] | undefined): boolean {
  if (!task.block) return isTaken(task, context, selected);
  const within = inside(context, blockFrame(task, 'block'));
  return [...task.block, ...task.rescue, ...task.always].some((one) => takes(one, within, selected));
}

function blockFrame(task: TaskNode, part: 'block' | 'rescue' | 'always'): Frame {
  return {
    kind: 'block',
    source: task.source,
    keywords: task.keywords,
    block: { node: task, part },
    vars: varsOf(task.keywords.get('vars')?.value),
  };
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
