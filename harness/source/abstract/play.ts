import { posix } from 'node:path';
import { OUTERMOST } from './context.ts';
import { runFile } from './file.ts';
import { flush } from './handlers.ts';
import type { PlayPlan } from './play-plan.ts';
import { layered, runRole, runTurns } from './role.ts';
import { State } from './state.ts';
import { MAX_DEPTH } from './universe.ts';
import type { Walk } from './walk.ts';

/** Runs the whole entry; every way is then in `walk.finished`. */
export function runEntry(walk: Walk): void {
  const { entry } = walk;
  const start = [new State().with({ templatesOf: (name) => walk.universe.templates.of(name) })];
  let states: State[];
  if (entry.kind === 'playbook') states = playbook(walk, entry.path, start, []);
  else if (entry.kind === 'role') {
    walk.playDir = entry.role.dir;
    states = flushed(walk, runRole(walk, entry, OUTERMOST, start));
  } else {
    walk.playDir = posix.dirname(entry.path);
    states = runFile(walk, entry.path, OUTERMOST, start);
  }
  walk.finished.push(...states.filter((state) => state.strike));
}

function flushed(walk: Walk, states: readonly State[]): State[] {
  return states.flatMap((state) => (state.flow === 'on' ? flush(walk, state) : [state]));
}

function playbook(walk: Walk, path: string, states: State[], outer: readonly string[]): State[] {
  if (outer.includes(path) || outer.length > MAX_DEPTH) return states;
  let live = states;
  for (const step of walk.plans.of(path))
    live = step.kind === 'import' ? playbook(walk, step.path, live, [...outer, path]) : play(walk, step.plan, live);
  return live;
}

function play(walk: Walk, plan: PlayPlan, states: readonly State[]): State[] {
  const { context } = plan;
  walk.enter(plan);
  let live = states.map((state) =>
    state.flow === 'play-ended' || state.flow === 'host-ended' ? state.with({ flow: 'on' }) : state,
  );
  live = flushed(walk, walk.tasks(plan.section('pre_tasks'), context, live));
  live = roles(walk, plan, live);
  live = flushed(walk, walk.tasks(plan.section('tasks'), context, live));
  return flushed(walk, walk.tasks(plan.section('post_tasks'), context, live));
}

/** Runs those of its roles that are worth a step; of the others, only the variables count. */
function roles(walk: Walk, plan: PlayPlan, states: State[]): State[] {
  let live = states;
  let next = 0;
  const passed = (until: number) => layered(walk.layers, plan.roles.slice(next, until).flat());
  for (const index of plan.rolesIn(walk.slice)) {
    walk.layers = passed(index);
    const on = live.filter((state) => state.flow === 'on');
    live = [...live.filter((state) => state.flow !== 'on'), ...runTurns(walk, plan.roles[index] ?? [], on)];
    next = index + 1;
  }
  walk.layers = passed(plan.roles.length);
  return live;
}
