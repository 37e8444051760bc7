import { textOf, type YamlNode } from '../parse/node.ts';
import { loopPair, type TaskNode } from '../parse/task.ts';
import { conditionsOf } from '../resolve/frame.ts';
import { fileNamed, framesOf, isDynamic, nodeNamed } from '../resolve/include.ts';
import type { Vars } from '../resolve/variables.ts';
import { varsOf } from '../resolve/vars-of.ts';
import { type Context, inside, loopNames } from './context.ts';
import { Bad } from './decided.ts';
import { runFile } from './file.ts';
import { finish } from './finish.ts';
import { itemsOf } from './items.ts';
import { join } from './join.ts';
import { runRole } from './role.ts';
import type { State } from './state.ts';
import { stepOf } from './step.ts';
import { TaskRun } from './task-run.ts';
import type { Value } from './value.ts';
import { error } from './way.ts';

/** Runs what an include brings in, inside of what it hands on. */
type Bring = (state: State, inner: Context) => State[];

/** `include_tasks`, `import_tasks` and the old `include`. */
export function includeFile(run: TaskRun, state: State): State[] {
  const { walk, task } = run;
  const vars = new Map<string, YamlNode>([...(task.action?.args ?? []), ...varsOf(run.keyword('vars'))]);
  return rounds(run, state, vars, (way, inner) => {
    const candidates = filesFor(new TaskRun(walk, task, inner), way);
    const [only] = candidates;
    if (candidates.length <= 1) return only ? runFile(walk, only, inner, [way]) : [notFollowed(task, way)];
    return candidates.flatMap((path) =>
      runFile(walk, path, inner, [way.said(stepOf(task, `where it is ${path}`, 'assumed'))]),
    );
  });
}

export function includeRole(run: TaskRun, state: State): State[] {
  const { walk, task } = run;
  return rounds(run, state, varsOf(run.keyword('vars')), (way, inner) => {
    const role = walk.universe.roleOf(task);
    if (!role) return [notFollowed(task, way)];
    return runRole(walk, { role, tasksFrom: textOf(task.action?.args.get('tasks_from')) || undefined }, inner, [way]);
  });
}

export function includeVars({ walk, task }: TaskRun, state: State): State[] {
  const { universe } = walk;
  const path = universe.project.paths.find(fileNamed(task), universe.foldersFrom(task.source.file, 'vars'));
  if (path) walk.layers = [{ vars: universe.project.variables.ofFile(path), soft: true }, ...walk.layers];
  return [state];
}

/** What runs in a file that could not be found isn't known: it may reap the job. */
function notFollowed(task: TaskNode, state: State): State {
  return state.strike && !state.seen
    ? state.with({ lost: state.lost ?? `"${fileNamed(task)}" is not followed` })
    : state;
}

/** Runs what an include brings in, once for each item of its loop. */
function rounds(run: TaskRun, state: State, vars: Vars, bring: Bring): State[] {
  const { task } = run;
  const dynamic = isDynamic(task);
  const frames = framesOf(task, vars);
  const pair = dynamic ? loopPair(task) : undefined;
  const round = (from: State, bound: ReadonlyMap<string, Value>): State[] => {
    const outer: Context = { ...run.context, bound: new Map([...run.context.bound, ...bound]) };
    const inner = frames.reduce<Context>((context, frame) => inside(context, frame), outer);
    if (!dynamic || conditionsOf(task, run.context.frames).length === 0) return bring(from, inner);
    return run.condition(from, bound).flatMap(({ state: way, answer }) => {
      if (answer instanceof Bad) return finish(run, error(way, answer.why, task));
      return answer ? bring(way, inner) : [way];
    });
  };
  if (!pair) return round(state, new Map());
  const name = loopNames(task).item;
  return itemsOf(run, state, pair).flatMap(({ state: from, answer: items }) => {
    if (items instanceof Bad) return finish(run, error(from, items.why, task));
    let states = [from];
    for (const item of items)
      states = join(states.flatMap((way) => (way.flow === 'on' ? round(way, new Map([[name, item]])) : [way])));
    return states;
  });
}

/** The files that an include may mean, seen from inside of it. */
function filesFor(run: TaskRun, state: State): readonly string[] {
  const { walk, task } = run;
  const known = walk.universe.targets.get(task) ?? [];
  if (!fileNamed(task).includes('{{')) return known;
  const name = run.known(nodeNamed(task), state);
  const found =
    typeof name === 'string'
      ? walk.universe.project.paths.find(name, walk.universe.foldersFrom(task.source.file, 'tasks'))
      : undefined;
  if (found) return known.includes(found) ? [found] : [];
  return known.filter((path) => walk.universe.project.tasksOf(path)?.some((inner) => walk.slice.has(inner)));
}
