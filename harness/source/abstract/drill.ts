import type { AbstractDrill, AbstractOutcome, End } from '../../model/abstract.ts';
import type { AuditOptions } from '../options.ts';
import { textOf } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';
import { registerOf } from './names.ts';
import { isOnceWritten } from './once.ts';
import { causeOf, endOf, outcomeOf, worstOf } from './outcome.ts';
import { runEntry } from './play.ts';
import { Plans } from './play-plan.ts';
import { NUMBERS } from './results.ts';
import { Slice } from './slice.ts';
import type { State } from './state.ts';
import { takeTask } from './task.ts';
import type { Start, Universe } from './universe.ts';
import { UnreadDrills } from './unread.ts';
import { tellsOneFromTrue } from './versions.ts';
import { type Route, Walk, type WalkOptions } from './walk.ts';

/**
 * A drill in the abstract: every launch of an entry, with every end that its job may have. Launches that share a register are
 * walked together. `launches`: tasks with their ids.
 */
export function drillEntry(
  universe: Universe,
  entry: Start,
  launches: ReadonlyMap<TaskNode, string>,
  audit: AuditOptions,
): Map<string, AbstractDrill> {
  const found = new Map<string, AbstractDrill>();
  const plans = new Plans(universe.project);
  const open = new Set<TaskNode>();
  const unread = new UnreadDrills(universe, playbookOf(entry));
  for (const [task, id] of launches) {
    const drill = unread.of(task);
    if (drill) found.set(id, drill);
    else open.add(task);
  }
  const byRegister = Map.groupBy(open, (task) => registerOf(task) ?? '');
  for (const first of open) {
    const alike = (byRegister.get(registerOf(first) ?? '') ?? [first]).filter((task) => open.has(task));
    const { slice, tasks } = together(universe, alike, open);
    const ids = new Map(tasks.map((task) => [task, launches.get(task) ?? ''] as const));
    for (const [id, drill] of drillsOf({ universe, entry, slice, plans, launches: ids }, audit)) found.set(id, drill);
  }
  return found;
}

function playbookOf(entry: Start): string | undefined {
  return entry.kind === 'playbook' ? entry.path : undefined;
}

/** The drills of the launches of one slice: of a usual run, and of the runs with `--tags` that take what that leaves out. */
function drillsOf(route: Route, audit: AuditOptions): Map<string, AbstractDrill> {
  const found = new Map<string, AbstractDrill>();
  const usual = hold(route, { audit }, found);
  for (const selected of selections(usual)) hold(route, { audit, selected }, found);
  return found;
}

/** Holds one drill; what another one has found already stays. */
function hold(route: Route, options: WalkOptions, found: Map<string, AbstractDrill>): Walk {
  const { universe, slice, entry, launches } = route;
  const here = walked(route, options);
  const checks = [...launches.keys()].some((task) => asksForCheckMode(universe, task));
  const checking = checks ? walked(route, { ...options, checkMode: true }) : undefined;
  const other = slice.some(isOnceWritten) ? walked(route, { ...options, firstHost: false }) : undefined;
  const number = slice.some(tellsOneFromTrue) ? walked(route, { ...options, flags: NUMBERS }) : undefined;
  const [byLaunch, elsewhere, older] = [statesOf(here), other && statesOf(other), number && statesOf(number)];
  for (const id of here.reached)
    if (!found.has(id))
      found.set(id, {
        playbook: playbookOf(entry),
        outcomes: outcomesOf(byLaunch.get(id) ?? []),
        skippedRed: redWithoutJob(here, id),
        checkRed: checking && redWithoutJob(checking, id),
        elsewhere: elsewhere && outcomesOf(elsewhere.get(id) ?? []),
        older: older && outcomesOf(older.get(id) ?? []),
        looks: here.looks.get(id) ?? new Set(),
        cut: here.cut,
        selected: options.selected,
      });
  return here;
}

function walked(route: Route, options: WalkOptions): Walk {
  const walk = new Walk(route, options, takeTask);
  runEntry(walk);
  return walk;
}

/** The runs with `--tags` that take what a usual run leaves out, each once. */
function selections({ unselected, reached }: Walk): Iterable<readonly string[]> {
  const runs = new Map<string, readonly string[]>();
  for (const [id, tags] of unselected) {
    if (reached.has(id)) continue;
    const asked = [...tags].filter((tag) => tag !== 'never');
    runs.set(asked.join(), asked.length > 0 ? asked : [...tags]);
  }
  return runs.values();
}

/** A limit that hangs on check mode: in the one the job is launched, in the other it isn't. */
function asksForCheckMode(universe: Universe, task: TaskNode): boolean {
  const limit = textOf(task.keywords.get('async')?.value);
  return (
    limit.includes('{{') && (limit.includes('ansible_check_mode') || universe.templates.read('ansible_check_mode'))
  );
}

/** The reap that fails where its launch has launched no job. */
function redWithoutJob(walk: Walk, launch: string): AbstractDrill['skippedRed'] {
  const found = walk.withoutJob.get(launch);
  if (!found) return undefined;
  const { witness } = found.state;
  return {
    kind: 'false-red',
    reason: 'no-job-id',
    why: found.why,
    by: causeOf(found.task),
    misplaced: undefined,
    restarted: false,
    cleanedUp: undefined,
    conditions: witness.filter((step) => step.kind === 'assumed').map((step) => step.what),
    witness,
  };
}

/** The launches that bear on each other are taken together, so that what they have in common is walked once. */
function together(
  universe: Universe,
  alike: readonly TaskNode[],
  open: Set<TaskNode>,
): { slice: Slice; tasks: readonly TaskNode[] } {
  let tasks = alike;
  for (;;) {
    const slice = new Slice(universe, tasks);
    const more = slice.among(open);
    if (more.length <= tasks.length) {
      for (const task of tasks) open.delete(task);
      return { slice, tasks };
    }
    tasks = more;
  }
}

function statesOf(walk: Walk): Map<string, State[]> {
  return Map.groupBy(walk.finished, (state) => state.strike?.launch ?? '');
}

function outcomesOf(states: readonly State[]): Map<End, AbstractOutcome> {
  const byEnd = Map.groupBy(states, endOf);
  const workOfOk = new Set((byEnd.get('ok') ?? []).flatMap((state) => [...state.work]));
  const outcomes = new Map<End, AbstractOutcome>();
  for (const [end, ways] of byEnd) {
    const worst = worstOf(
      ways.map((state) => ({
        outcome: outcomeOf(state, workOfOk),
        byOutput: state.byOutput,
        item: state.strike?.item ?? -1,
      })),
    );
    if (worst) outcomes.set(end, worst);
  }
  return outcomes;
}
