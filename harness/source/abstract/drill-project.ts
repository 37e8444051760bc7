import type { AbstractDrill, AbstractOutcome, End } from '../../model/abstract.ts';
import type { Entry } from '../../model/reach.ts';
import { remember, type Seen } from '../flow/records.ts';
import { isAsked } from '../is-asked.ts';
import type { AuditOptions } from '../options.ts';
import type { TaskNode } from '../parse/task.ts';
import type { Project } from '../resolve/project.ts';
import type { Selection } from '../resolve/select.ts';
import { drillEntry } from './drill.ts';
import { badness } from './outcome.ts';
import { type Start, Universe } from './universe.ts';

/** A drill in the abstract for each launch that was seen and is asked for, by its id: from playbooks where there are any. */
export function drillProject(
  project: Project,
  selection: Selection,
  options: AuditOptions,
  seen: Seen,
): Map<string, AbstractDrill> {
  const all = new Map<string, AbstractDrill[]>();
  const hold = (
    start: Start,
    launches: ReadonlyMap<TaskNode, string>,
    alone: (id: string) => boolean = () => false,
  ) => {
    for (const [id, drill] of drillEntry(new Universe(project, selection, start), start, launches, options))
      remember(all, id, alone(id) ? { ...drill, alone: true } : drill);
  };
  const { asked } = options;
  const judged = (path: string) => !asked || isAsked(path, asked, seen.reached);
  for (const { entry, launches } of byEntry(seen))
    if (judged(entry.path) || [...(seen.reached.get(entry.path) ?? [])].some(judged))
      hold(startOf(project, entry), launches);
  // A playbook comes to it, and never launches it while all goes well.
  const passedBy = new Set(
    [...seen.launches].flatMap(([id, list]) => (!all.has(id) && list.some((one) => one.whole) ? id : [])),
  );
  const isPassedBy = (id: string) => passedBy.has(id);
  for (const [path, launches] of unreached(project, seen, all))
    if (judged(path)) hold(startOf(project, { kind: 'file', path }), launches, isPassedBy);
  const found = new Map<string, AbstractDrill>();
  for (const [id, drills] of all) {
    const drill = overEntries(drills);
    if (drill) found.set(id, drill);
  }
  return found;
}

interface Entered {
  readonly entry: Entry;
  /** By their tasks, their ids. */
  readonly launches: Map<TaskNode, string>;
}

/** The launches that each entry comes to. */
function byEntry(seen: Seen): Iterable<Entered> {
  const found = new Map<string, Entered>();
  for (const [id, list] of seen.launches) {
    const whole = list.filter((one) => one.whole);
    for (const { entry, task, inert } of whole.length > 0 ? whole : list) {
      if (inert) continue;
      const key = `${entry.kind} ${entry.path}`;
      const known = found.get(key) ?? { entry, launches: new Map<TaskNode, string>() };
      known.launches.set(task, id);
      found.set(key, known);
    }
  }
  return found.values();
}

/**
 * Launches that no entry has come to, such as those of a role with a template for its name, or that were cut short in all of
 * them: they start at their own file.
 */
function unreached(
  project: Project,
  seen: Seen,
  all: ReadonlyMap<string, readonly AbstractDrill[]>,
): Map<string, Map<TaskNode, string>> {
  const byFile = new Map<string, Map<TaskNode, string>>();
  for (const [id, [first]] of seen.launches) {
    if (!first || first.inert || all.get(id)?.some((drill) => drill.cut === undefined)) continue;
    const { file } = first.task.source;
    // A playbook says all there is to know of its own tasks.
    if (project.file(file)?.kind !== 'tasks') continue;
    byFile.set(file, (byFile.get(file) ?? new Map()).set(first.task, id));
  }
  return byFile;
}

/** A file of a role's tasks runs as that role would run it. */
function startOf(project: Project, entry: Entry): Start {
  if (entry.kind === 'playbook') return { kind: 'playbook', path: entry.path };
  if (entry.kind === 'role')
    return { kind: 'role', role: { name: entry.path.replace(/^.*\//, ''), dir: entry.path }, tasksFrom: undefined };
  const role = project.roles.of(entry.path);
  const folder = role && `${role.dir}/tasks/`;
  return role && folder && entry.path.startsWith(folder)
    ? { kind: 'role', role, tasksFrom: entry.path.slice(folder.length) }
    : { kind: 'file', path: entry.path };
}

/** A launch that several entries reach: the worst of those in which anything looks at its job. What one of them sees isn't always lost. */
function overEntries(drills: readonly AbstractDrill[]): AbstractDrill | undefined {
  const uncut = drills.filter((drill) => drill.cut === undefined);
  const whole = uncut.length > 0 ? uncut : drills;
  const looked = whole.filter((drill) => [...drill.outcomes.values()].some((outcome) => !isNeverReaped(outcome)));
  const [first, ...others] = looked.length > 0 ? looked : whole;
  if (!first || others.length === 0) return first;
  return others.reduce(
    (one, other) => ({
      playbook: one.playbook ?? other.playbook,
      outcomes: worseOf(one.outcomes, other.outcomes),
      skippedRed: one.skippedRed ?? other.skippedRed,
      checkRed: one.checkRed ?? other.checkRed,
      elsewhere: worseOfBoth(one.elsewhere, other.elsewhere),
      older: worseOfBoth(one.older, other.older),
      looks: new Set([...one.looks, ...other.looks]),
      cut: one.cut ?? other.cut,
      selected: one.selected ?? other.selected,
    }),
    first,
  );
}

type Outcomes = ReadonlyMap<End, AbstractOutcome>;

function worseOfBoth(a: Outcomes | undefined, b: Outcomes | undefined): Outcomes | undefined {
  return a && b ? worseOf(a, b) : (a ?? b);
}

function isNeverReaped(outcome: AbstractOutcome): boolean {
  return outcome.kind === 'green' || (outcome.kind === 'swallowed' && outcome.how === 'never-reaped');
}

function worseOf(a: Outcomes, b: Outcomes): Map<End, AbstractOutcome> {
  const worst = new Map(a);
  for (const [end, outcome] of b) {
    const known = worst.get(end);
    if (!known) worst.set(end, outcome);
    else {
      const [worse, better] = badness(outcome) > badness(known) ? [outcome, known] : [known, outcome];
      worst.set(end, worse.kind === 'swallowed' && better.kind === 'surfaced' ? { ...worse, always: false } : worse);
    }
  }
  return worst;
}
