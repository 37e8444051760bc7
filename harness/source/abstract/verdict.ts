import type { Mechanism, RedReason } from '../../model/abstract.ts';
import type { TaskNode } from '../parse/task.ts';
import type { State } from './state.ts';
import { stepOf } from './step.ts';
import type { Dict, JobId } from './value.ts';
import type { Way } from './way.ts';

/** Who asks, and for which job. */
export interface Asked {
  readonly task: TaskNode;
  readonly job: JobId;
}

/** One answer, with what `failed_when` makes of it. */
export interface Judged {
  readonly state: State;
  readonly result: Dict;
  /** Set where `failed_when` has judged. */
  readonly overruled: boolean;
  /** Why `failed_when` could not be evaluated: Ansible takes that for failed, and tries again where `until` isn't met. */
  readonly wrong?: string;
}

function reasonOf(state: State): RedReason {
  switch (state.strike?.end) {
    case 'failed-1':
    case 'failed-2':
    case 'failed-255':
      return 'failed';
    case 'crashed':
      return 'crashed';
    case 'timed-out':
      return 'timed-out';
    case 'lost':
      return 'lost';
    case 'unreachable':
      return 'unreachable';
    case 'never-ends':
      return 'retries-exhausted';
    default:
      // A healthy job that is called failed was looked for in the wrong place.
      return 'lost';
  }
}

/** What comes of a look that is not followed by another. `how`: what loses the job where it still runs. */
export function verdict({ task, job }: Asked, way: Judged, answer: Dict, how: Mechanism): Way {
  const { result } = way;
  const failed = result.get('failed') === true;
  const answered = answer.get('failed') === true;
  if (!job.struck) return { state: way.state, result };
  let state = way.state.with({ seen: way.state.seen || answer.ended || answered });
  if (failed) {
    const reason = answered ? reasonOf(state) : way.wrong === undefined ? 'checked' : 'error';
    const why = way.wrong === undefined ? `the job ${reason}` : `failed_when: ${way.wrong}`;
    return { state, result, failure: { reason, why, ofJob: true } };
  }
  if (answered)
    state = state
      .with({ hidden: { how: 'failed-when', task, keyword: 'failed_when' } })
      .said(stepOf(task, 'the job has failed, and failed_when calls it well'));
  else if (!answer.ended)
    state = state
      .with({ hidden: { how, task, keyword: how === 'retries-zero' ? 'retries' : 'until' } })
      .said(stepOf(task, 'takes a job that still runs for a good one'));
  return { state, result };
}

/** No retry is left. The register says failed; with `failed_when`, the task doesn't. */
export function exhausted({ task, job }: Asked, way: Judged, answer: Dict): Way {
  const result = way.result.with('failed', true).with('attempts', 1);
  if (!job.struck) return { state: way.state, result };
  const state = way.state.with({ seen: true });
  if (way.overruled && way.result.get('failed') !== true)
    return {
      state: state
        .with({ hidden: { how: 'failed-when', task, keyword: 'failed_when' } })
        .said(stepOf(task, 'retries ran out, and failed_when calls it well')),
      result,
    };
  const reason: RedReason = answer.ended ? 'never-met' : 'retries-exhausted';
  return {
    state,
    result,
    failure: { reason, why: reason === 'never-met' ? 'until is never met' : 'retries ran out', ofJob: true },
  };
}
