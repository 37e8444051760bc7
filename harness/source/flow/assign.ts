import { reachedAlike } from '../../model/reach.ts';
import { hasWord } from '../jinja/has-word.ts';
import { stringsIn } from '../parse/node.ts';
import { isMaybe } from '../resolve/frame.ts';
import { evaluateNode } from './evaluate.ts';
import { isReaped, withOne } from './records.ts';
import type { KnownVisit, TaskVisit } from './task-visit.ts';
import { resultsIn, union, type Value } from './value.ts';

export function setFacts({ run, task, scope, looped }: TaskVisit): void {
  for (const [name, node] of task.action?.args ?? []) {
    if (name === 'cacheable') continue;
    const before = run.facts.get(name);
    const adds = stringsIn(node).some((found) => hasWord(found.text, name));
    const value = evaluateNode(node, scope);
    if (adds) run.accumulated.add(name);
    const kept = before && task.keywords.has('when') ? union([before, value]) : value;
    run.facts.set(name, looped && !adds && resultsIn(kept).length ? lastOf(kept) : kept);
    run.assigned.at(-1)?.add(name);
  }
}

function lastOf(value: Value): Value {
  return 'def' in value && value.cover === 'all' ? { ...value, cover: 'last' } : value;
}

/** Sets what a task registers; a job that nobody can look for any more is noted. */
export function assign(here: KnownVisit, name: string, value: Value): void {
  const { run, task, frames, facts } = here;
  const before = run.facts.get(name);
  run.assigned.at(-1)?.add(name);
  run.facts.set(name, value);
  if (!before || isMaybe(frames)) return;
  for (const result of resultsIn(before)) {
    if (result.def.kind !== 'launch') continue;
    const launch = run.launchedHere.get(result.def.id);
    const same = 'def' in value && value.def.id === result.def.id;
    if (!launch || same || isReaped(launch) || !reachedAlike(launch.facts, run)) continue;
    if (
      [...run.facts].some(
        ([other, held]) => other !== name && resultsIn(held).some((part) => part.def.id === result.def.id),
      )
    )
      continue;
    launch.overwritten = withOne(launch.overwritten, {
      place: facts.place,
      what: task.name || (task.action?.name ?? ''),
      how: task.keywords.has('when') ? 'skipped' : 'task',
    });
  }
}
