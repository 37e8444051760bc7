import type { WitnessStep } from '../../model/abstract.ts';
import type { Place } from '../../model/place.ts';
import { placeAt } from '../parse/source.ts';
import type { TaskNode } from '../parse/task.ts';

export function placeOf(task: TaskNode): Place {
  return placeAt(task.source, task.map.start);
}

export function titleOf(task: TaskNode): string {
  return task.name || task.action?.name || 'block';
}

/** A step of a witness: what a task does, or what is assumed at it. */
export function stepOf(task: TaskNode, what: string, kind: WitnessStep['kind'] = 'step'): WitnessStep {
  return { place: placeOf(task), task: titleOf(task), what, kind };
}
