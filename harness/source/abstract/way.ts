import type { RedReason } from '../../model/abstract.ts';
import type { TaskNode } from '../parse/task.ts';
import { failure } from './results.ts';
import type { State } from './state.ts';
import { titleOf } from './step.ts';
import type { Dict, Value } from './value.ts';

/** Why a task, or an item of it, fails. */
export interface Failure {
  readonly reason: RedReason;
  readonly why: string;
  readonly ofJob: boolean;
}

/** One way out of one item. */
export interface Way {
  readonly state: State;
  readonly result: Dict;
  readonly failure?: Failure | undefined;
}

/** One round of a task: of its loop, or its only one. */
export interface Item {
  /** The loop's variables. */
  readonly extra: ReadonlyMap<string, Value>;
  /** What the loop gives it; undefined without one. */
  readonly value?: Value;
  readonly index: number;
  readonly count: number;
}

export const ONCE: Item = { extra: new Map(), index: 0, count: 1 };

/** Ansible fails the task before it has done anything. */
export function error(state: State, why: string, task: TaskNode, reason: RedReason = 'error'): Way {
  const result = failure(why);
  return { state, result, failure: { reason, why: `${titleOf(task)}: ${why}`, ofJob: true } };
}
