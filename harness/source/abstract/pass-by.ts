import type { Mechanism } from '../../model/abstract.ts';
import type { TaskNode } from '../parse/task.ts';
import type { State } from './state.ts';
import { stepOf } from './step.ts';
import { reads } from './touches.ts';
import { launchesIn, type Value } from './value.ts';

export const REAPS = /^(async_status|win_async_status)$/;

/** A task that this way doesn't run: remembered where it would have looked at the job. */
export function passBy(task: TaskNode, state: State, how: Mechanism, item?: Value): State {
  const { strike } = state;
  if (!strike || state.seen || state.passedBy || !REAPS.test(task.action?.short ?? '')) return state;
  const about = item === undefined ? reads(task, state, strike.launch) : launchesIn(item).has('*');
  return about
    ? state
        .with({ passedBy: { how, task, keyword: how === 'not-selected' ? 'tags' : 'when' } })
        .said(stepOf(task, 'not run'))
    : state;
}
