import { posix } from 'node:path';
import type { Entry, Reach } from '../../model/reach.ts';
import type { AuditOptions } from '../options.ts';
import { keywordsOf } from '../parse/keywords.ts';
import { placeAt, type Source } from '../parse/source.ts';
import type { TaskNode } from '../parse/task.ts';
import type { Frame } from '../resolve/frame.ts';
import type { Project } from '../resolve/project.ts';
import type { Role } from '../resolve/roles.ts';
import type { Selection } from '../resolve/select.ts';
import { varsOf } from '../resolve/vars-of.ts';
import { evaluateNode } from './evaluate.ts';
import { Facts } from './facts.ts';
import { loopOf } from './loop.ts';
import type { LaunchSeen, ReapSeen, Seen } from './records.ts';
import { type Layer, type Layers, scopeOf } from './scope.ts';
import { narrowed, resultsIn, type Value } from './value.ts';

const MAX_STEPS = 500_000;
const MAX_INCLUDES = 40;

/** What is read, and what was seen of it so far. */
export interface Reading {
  readonly project: Project;
  readonly selection: Selection;
  readonly options: AuditOptions;
  readonly seen: Seen;
}

/** Takes one task as Ansible would on a host. The run goes on through what it brings in. */
export type Take = (run: Run, task: TaskNode, frames: readonly Frame[]) => void;

/** One way through a playbook, a role or a file of tasks, in the order in which Ansible would take it. */
export class Run {
  readonly project: Project;
  readonly options: AuditOptions;
  readonly seen: Seen;
  /** Whether it starts at a playbook, so that all that can reap a job is in sight. */
  readonly whole: boolean;
  readonly facts = new Facts();
  /** Facts that a loop adds to rather than sets. */
  readonly accumulated = new Set<string>();
  readonly openLaunches: LaunchSeen[] = [];
  readonly launchedHere = new Map<string, LaunchSeen>();
  readonly reapedHere = new Map<string, ReapSeen>();
  readonly assigned: Set<string>[] = [];
  readonly selection: Selection;
  /** What it starts at. */
  readonly entry: Entry;
  /** How what comes next is reached: from its entry, and from each playbook on the way that could be an entry itself. */
  reaches: readonly Reach[] = [];
  /** The play that it is in. */
  hostsLocal = false;
  /** Those of the play, as written; empty where there is none. */
  hosts = '';
  playDir = '.';
  playLayers: readonly Layer[] = [];
  torn: (name: string) => boolean = () => false;
  rolesUsed: Role[] = [];
  flushHandlers: () => void = () => {};
  private readonly files: string[] = [];
  private steps = 0;
  private readonly take: Take;

  constructor({ project, selection, options, seen }: Reading, entry: Entry, take: Take) {
    this.take = take;
    this.project = project;
    this.selection = selection;
    this.options = options;
    this.seen = seen;
    this.entry = entry;
    this.whole = entry.kind === 'playbook';
    this.reaches = [{ entry, play: undefined }];
  }

  /** Roles that can't matter aren't walked: most never mention async. */
  private worthwhile(role: Role): boolean {
    return this.selection.interestingDirs.has(role.dir);
  }

  role(role: Role, frames: readonly Frame[], tasksFrom: string | undefined, depth = 0): void {
    if (!this.worthwhile(role) || frames.filter((frame) => frame.role?.dir === role.dir).length > 2 || depth > 10)
      return;
    for (const dependency of this.project.dependenciesOf(role)) {
      const found = this.project.roles.find(dependency, role.dir);
      if (found && found.dir !== role.dir) this.role(found, frames, undefined, depth + 1);
    }
    const before = this.playLayers;
    this.playLayers = [
      { vars: this.project.variables.ofRole(role, 'vars'), soft: false },
      ...before,
      { vars: this.project.variables.ofRole(role, 'defaults'), soft: true },
    ];
    this.rolesUsed.push(role);
    const file = this.project.paths.find(`tasks/${tasksFrom ?? 'main'}`, [role.dir]);
    if (file)
      this.file(file, [
        ...frames,
        roleFrame(role, frames.at(-1)?.source ?? ({ file, text: '', lineStarts: [0] } satisfies Source)),
      ]);
    // Role variables stay visible to the rest of the play.
    if (this.playLayers.length > 60) this.playLayers = before;
  }

  /** A role that no playbook here uses, with its handlers; or one file of it that nothing includes. */
  roleAlone(role: Role, tasksFrom: string | undefined): void {
    this.playDir = role.dir;
    this.role(role, [], tasksFrom);
    const handlers = this.project.handlersOf(role);
    const source = handlers[0]?.source;
    if (!source || tasksFrom) return;
    this.visited(source.file);
    this.perhapsEach(handlers, [{ kind: 'handlers', source, keywords: keywordsOf([]) }, roleFrame(role, source)]);
  }

  fileAlone(path: string): void {
    this.playDir = posix.dirname(path);
    if (this.project.file(path)?.kind === 'tasks') this.file(path, []);
  }

  /** Runs a file of tasks, unless it is running already. */
  file(path: string, frames: readonly Frame[]): void {
    if (this.files.length > 0 && !this.cares(path)) return;
    if (this.files.includes(path)) {
      for (const reap of this.reapedHere.values())
        if (reap.task.source.file === path) this.seen.recursive.add(reap.facts.id);
      return;
    }
    if (this.files.length > MAX_INCLUDES) return;
    const tasks = this.project.tasksOf(path);
    if (!tasks) return;
    this.visited(path);
    this.files.push(path);
    this.tasks(tasks, frames);
    this.files.pop();
  }

  /** Whether a file could matter to any job so far: by its text, before it costs a parse. What nobody reaps, anything may stop or wait for. */
  private cares(path: string): boolean {
    if (this.selection.reaching.has(path) || this.selection.interesting.has(path)) return true;
    if (this.openLaunches.some(isForgotten)) return true;
    for (const word of this.project.names.in(path)) if (this.facts.has(word)) return true;
    return false;
  }

  visited(path: string): void {
    this.seen.visitedFiles.add(path);
    for (const { entry } of this.reaches) {
      const reached = this.seen.reached.get(entry.path) ?? new Set();
      this.seen.reached.set(entry.path, reached.add(path));
    }
    if (this.whole) this.seen.wholeFiles.add(path);
  }

  tasks(list: readonly TaskNode[], frames: readonly Frame[]): void {
    for (const task of list) {
      this.steps += 1;
      if (this.steps > MAX_STEPS) {
        this.project.notFollowed(
          placeAt(task.source, task.map.start),
          `what comes after ${MAX_STEPS} tasks of one playbook`,
        );
        return;
      }
      this.project.attempt(placeAt(task.source, task.map.start), undefined, () => {
        this.take(this, task, frames);
        if (task.block) this.block(task, frames);
      });
    }
  }

  /** Runs what may not run at all. */
  perhaps(body: () => void): void {
    this.facts.perhaps(body);
  }

  perhapsEach(tasks: readonly TaskNode[], frames: readonly Frame[]): void {
    for (const task of tasks) this.perhaps(() => this.tasks([task], frames));
  }

  private block(task: TaskNode, frames: readonly Frame[]): void {
    const vars = varsOf(task.keywords.get('vars')?.value);
    for (const part of ['block', 'rescue', 'always'] as const) {
      const frame: Frame = {
        kind: 'block',
        source: task.source,
        keywords: task.keywords,
        block: { node: task, part },
        vars,
      };
      const run = () => this.tasks(task[part] ?? [], [...frames, frame]);
      if (part === 'rescue') this.perhaps(run);
      else run();
    }
  }

  /** Runs a body; what it registers in a loop is, afterwards, the last round's. */
  within(task: TaskNode, body: () => void): void {
    this.assigned.push(new Set());
    if (task.keywords.has('when') && task.action?.short.startsWith('include')) this.perhaps(body);
    else body();
    const names = this.assigned.pop() ?? new Set<string>();
    for (const name of names) this.assigned.at(-1)?.add(name);
    if (loopOf(task) === undefined) return;
    for (const name of names) {
      const value = this.facts.get(name);
      if (value && !this.accumulated.has(name) && resultsIn(value).some((result) => result.def.kind === 'launch'))
        this.facts.set(name, narrowed(value, 'last'));
    }
  }

  scope(task: TaskNode | undefined, frames: readonly Frame[], bound: ReadonlyMap<string, Value> = new Map()) {
    const outer = this.loopBindings(frames);
    const layers: Layers = {
      facts: this.facts,
      play: this.playLayers,
      torn: this.torn,
    };
    return scopeOf(task, frames, layers, new Map([...outer, ...bound]));
  }

  private readonly bindings = new Map<Frame, ReadonlyMap<string, Value>>();

  /** The loop variables of the includes around a task. */
  private loopBindings(frames: readonly Frame[]): Map<string, Value> {
    const bound = new Map<string, Value>();
    for (const [index, frame] of frames.entries()) {
      if (!frame.looped) continue;
      let known = this.bindings.get(frame);
      if (!known) {
        this.bindings.set(frame, new Map());
        known = loopOf({ keywords: frame.keywords }, (node) =>
          evaluateNode(node, this.scope(undefined, frames.slice(0, index))),
        );
        this.bindings.set(frame, known ?? new Map());
      }
      for (const [name, value] of known ?? []) bound.set(name, value);
    }
    return bound;
  }
}

/** What a task in a role inherits of it. */
export function roleFrame(role: Role, source: Source): Frame {
  return { kind: 'role', source, keywords: keywordsOf([]), role };
}

/** Whether nothing has reaped it so far, stopped it or waited for it, and nothing says that nobody has to. */
function isForgotten({ reaps, readiness, intent, escapes }: LaunchSeen): boolean {
  return !reaps && !readiness && !intent && !escapes;
}
