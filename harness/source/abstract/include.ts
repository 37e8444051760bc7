import { posix } from 'node:path';
import type { YamlNode } from '../parse/node.ts';
import { type TaskNode, textOf } from '../parse/task.ts';
import { conditionsOf, type Frame } from '../resolve/frame.ts';
import type { Vars } from '../resolve/variables.ts';
import { varsOf } from '../resolve/vars-of.ts';
import { type Context, inside, loopNames } from './context.ts';
import { Bad } from './decided.ts';
import { finish } from './finish.ts';
import { join } from './join.ts';
import { error, itemsOf, loopPair } from './loop.ts';
import { runRole } from './role.ts';
import type { State } from './state.ts';
import { fileNamed, MAX_DEPTH } from './universe.ts';
import type { Value } from './value.ts';
import { stepOf, type Walk } from './walk.ts';

/** `include_tasks`, `import_tasks` and the old `include`. */
export function includeFile(walk: Walk, task: TaskNode, context: Context, state: State): State[] {
  const vars = new Map<string, YamlNode>([...(task.action?.args ?? []), ...varsOf(task.keywords.get('vars')?.value)]);
  return rounds(walk, task, context, state, vars, (way, inner) => {
    const candidates = filesFor(walk, task, way, inner);
    const [only] = candidates;
    if (candidates.length <= 1) return only ? runFile(walk, only, inner, [way]) : [notFollowed(task, way)];
    return candidates.flatMap((path) =>
      runFile(walk, path, inner, [way.said(stepOf(task, `where it is ${path}`, 'assumed'))]),
    );
  });
}

export function includeRole(walk: Walk, task: TaskNode, context: Context, state: State): State[] {
  return rounds(walk, task, context, state, varsOf(task.keywords.get('vars')?.value), (way, inner) => {
    const role = walk.universe.roleOf(task);
    if (!role) return [notFollowed(task, way)];
    return runRole(walk, role, inner, [way], textOf(task.action?.args.get('tasks_from')) || undefined);
  });
}

export function includeVars(walk: Walk, task: TaskNode, _context: Context, state: State): State[] {
  const path = walk.universe.project.findFile(fileNamed(task), walk.universe.dirsFrom(task.source.file, 'vars'));
  if (path) walk.layers = [{ vars: walk.universe.project.variables.of([path]), soft: true }, ...walk.layers];
  return [state];
}

/** What runs in a file that could not be found isn't known: it may reap the job. */
function notFollowed(task: TaskNode, state: State): State {
  return state.strike && !state.seen
    ? state.with({ lost: state.lost ?? `"${fileNamed(task)}" is not followed` })
    : state;
}

/** Runs what an include brings in, once for each item of its loop. */
function rounds(
  walk: Walk,
  task: TaskNode,
  context: Context,
  state: State,
  vars: Vars,
  run: (state: State, inner: Context) => State[],
): State[] {
  const dynamic = task.action?.short !== 'import_tasks' && task.action?.short !== 'import_role';
  const frame: Frame = {
    kind: dynamic ? 'include' : 'static',
    source: task.source,
    keywords: task.keywords,
    vars,
    strong: true,
  };
  const conditions = conditionsOf(task, context.frames);
  const round = (from: State, bound: ReadonlyMap<string, Value>): State[] => {
    let inner = inside(context, frame, { bound: new Map([...context.bound, ...bound]) });
    const apply = task.action?.args.get('apply');
    if (apply?.kind === 'map')
      inner = inside(inner, {
        kind: 'static',
        source: task.source,
        keywords: new Map(apply.pairs.map((pair) => [pair.key, pair])),
      });
    if (!dynamic || conditions.length === 0) return run(from, inner);
    return walk.condition(conditions, from, task, context, bound).flatMap(({ state: way, answer }) => {
      if (answer instanceof Bad) return finish(walk, task, context, error(way, answer.why, task));
      return answer ? run(way, inner) : [way];
    });
  };
  const pair = dynamic ? loopPair(task) : undefined;
  if (!pair) return round(state, new Map());
  const name = loopNames(task).item;
  return itemsOf(walk, task, context, state, pair).flatMap(({ state: from, answer: items }) => {
    if (items instanceof Bad) return finish(walk, task, context, error(from, items.why, task));
    let states = [from];
    for (const item of items)
      states = join(
        walk,
        states.flatMap((way) => (way.flow === 'on' ? round(way, new Map([[name, item]])) : [way])),
      );
    return states;
  });
}

function filesFor(walk: Walk, task: TaskNode, state: State, context: Context): readonly string[] {
  const known = walk.universe.targets.get(task) ?? [];
  const written = fileNamed(task);
  if (!written.includes('{{')) return known;
  const node: YamlNode = {
    kind: 'scalar',
    value: written,
    text: written,
    opaque: false,
    quoted: false,
    start: 0,
    end: 0,
  };
  const name = walk.known(node, state, context, task, new Map());
  const found =
    typeof name === 'string'
      ? walk.universe.project.findFile(name, walk.universe.dirsFrom(task.source.file, 'tasks'))
      : undefined;
  if (found) return known.includes(found) ? [found] : [];
  return known.filter((path) => walk.universe.project.tasksOf(path)?.some((inner) => walk.slice.has(inner)));
}

/** A file of tasks; of files that include each other, one round more is followed, and then no other. */
export function runFile(walk: Walk, path: string, context: Context, states: readonly State[]): State[] {
  const tasks = walk.universe.project.tasksOf(path);
  if (!tasks) return [...states];
  const again = walk.files.includes(path) && new Set(walk.files).size < walk.files.length;
  if (again || walk.files.length > MAX_DEPTH)
    return states.map((state) =>
      state.strike ? state.with({ lost: state.lost ?? `${posix.basename(path)} includes itself` }) : state,
    );
  walk.files.push(path);
  const after = walk.tasks(tasks, context, states);
  walk.files.pop();
  return after;
}
