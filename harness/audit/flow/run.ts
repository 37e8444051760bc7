import { posix } from 'node:path';
import type { AuditOptions } from '../options.ts';
import { pairOf, type YamlMap, type YamlNode, type YamlPair } from '../parse/node.ts';
import { placeAt, type Source } from '../parse/source.ts';
import { isTaskKeyword, type TaskNode, textOf } from '../parse/task.ts';
import type { Frame } from '../resolve/frame.ts';
import type { ParsedFile, Project, Role, Vars } from '../resolve/project.ts';
import type { Selection } from '../resolve/select.ts';
import { evaluateNode } from './evaluate.ts';
import { loopOf } from './loop.ts';
import type { LaunchSeen, ReapSeen, Seen } from './records.ts';
import { type Layers, scopeOf } from './scope.ts';
import { narrowed, resultsIn, union, type Value } from './value.ts';
import { visit } from './visit.ts';

const MAX_STEPS = 20_000;
const MAX_INCLUDES = 40;

/** One way through a playbook, a role or a file of tasks, in the order in which Ansible would take it. */
export class Run {
  readonly project: Project;
  readonly options: AuditOptions;
  readonly seen: Seen;
  /** Whether it starts at a playbook, so that all that can reap a job is in sight. */
  readonly whole: boolean;
  readonly facts = new Map<string, Value>();
  /** Facts that a loop adds to rather than sets. */
  readonly accumulated = new Set<string>();
  readonly openLaunches: LaunchSeen[] = [];
  readonly launchedHere = new Map<string, LaunchSeen>();
  readonly reapedHere = new Map<string, ReapSeen>();
  readonly assigned: Set<string>[] = [];
  scopeName = '';
  hostsLocal = false;
  private readonly selection: Selection;
  private readonly entry: string;
  private playLayers: { vars: Vars; soft: boolean }[] = [];
  private torn: (name: string) => boolean = () => false;
  private playDir = '.';
  private rolesUsed: Role[] = [];
  private readonly files: string[] = [];
  private readonly playbooks: string[] = [];
  private steps = 0;

  constructor(
    project: Project,
    selection: Selection,
    options: AuditOptions,
    seen: Seen,
    entry: string,
    whole: boolean,
  ) {
    this.project = project;
    this.selection = selection;
    this.options = options;
    this.seen = seen;
    this.entry = entry;
    this.whole = whole;
  }

  playbook(path: string): void {
    const file = this.project.file(path);
    if (!file || this.playbooks.includes(path) || this.playbooks.length > 20) return;
    this.visited(path);
    this.playbooks.push(path);
    for (const root of file.roots) {
      if (root.kind !== 'list') continue;
      for (const [index, item] of root.items.entries()) {
        if (item.kind !== 'map') continue;
        const imported =
          pairOf(item, 'import_playbook') ??
          pairOf(item, 'ansible.builtin.import_playbook') ??
          (pairOf(item, 'hosts') ? undefined : pairOf(item, 'include'));
        if (imported) {
          const found = this.project.findFile(textOf(imported.value).split(/\s/)[0] ?? '', [posix.dirname(path)]);
          if (found) this.playbook(found);
        } else if (pairOf(item, 'hosts')) this.play(file, item, `${path}#${index}`);
      }
    }
    this.playbooks.pop();
  }

  private play(file: ParsedFile, map: YamlMap, scopeName: string): void {
    this.scopeName = `${this.entry}>${scopeName}`;
    this.playDir = posix.dirname(file.path);
    this.rolesUsed = [];
    const hosts = textOf(pairOf(map, 'hosts')?.value).trim();
    const keywords = new Map(map.pairs.map((pair) => [pair.key, pair] as const));
    this.hostsLocal = /^(localhost|127\.0\.0\.1)$/.test(hosts) || textOf(keywords.get('connection')?.value) === 'local';
    const frame: Frame = { kind: 'play', source: file.source, keywords };
    const inventory = this.project.inventoryVars(this.playDir);
    this.torn = inventory.torn;
    this.playLayers = [
      ...this.varsFiles(keywords.get('vars_files')?.value).map((vars) => ({ vars, soft: false })),
      { vars: varsOf(keywords.get('vars')?.value), soft: false },
      { vars: inventory, soft: true },
    ];
    const section = (name: string) => this.tasks(this.taskList(file, keywords.get(name)?.value), [frame]);
    section('pre_tasks');
    this.handlers(file, keywords, frame);
    const roles = keywords.get('roles')?.value;
    for (const entry of roles?.kind === 'list' ? roles.items : []) this.roleEntry(file, entry, [frame]);
    section('tasks');
    this.handlers(file, keywords, frame);
    const post = keywords.get('post_tasks')?.value;
    if (post?.kind === 'list' && post.items.length > 0) {
      section('post_tasks');
      this.handlers(file, keywords, frame);
    }
  }

  private taskList(file: ParsedFile, node: YamlNode | undefined): TaskNode[] {
    return this.project.tasksIn(file.source, node);
  }

  private varsFiles(node: YamlNode | undefined): Vars[] {
    if (!node) return [];
    const items = node.kind === 'list' ? node.items : [node];
    return items.flatMap((item) => {
      const path =
        item.kind === 'scalar'
          ? this.project.findFile(textOf(item), [this.playDir, posix.join(this.playDir, 'vars')])
          : undefined;
      return path ? [this.project.varsOf([path])] : [];
    });
  }

  private handlers(file: ParsedFile, keywords: ReadonlyMap<string, YamlPair>, frame: Frame): void {
    const around: Frame = { kind: 'handlers', source: file.source, keywords: new Map() };
    for (const role of new Set(this.rolesUsed)) {
      const tasks = this.project.handlersOf(role);
      if (tasks[0]) this.visited(tasks[0].source.file);
      this.perhapsEach(tasks, [frame, around, this.roleFrame(role, frame.source)]);
    }
    this.perhapsEach(this.taskList(file, keywords.get('handlers')?.value), [frame, around]);
  }

  private roleEntry(file: ParsedFile, entry: YamlNode, frames: readonly Frame[]): void {
    const name =
      entry.kind === 'map' ? textOf(pairOf(entry, 'role')?.value ?? pairOf(entry, 'name')?.value) : textOf(entry);
    const keywords = new Map<string, YamlPair>();
    const vars = new Map<string, YamlNode>();
    if (entry.kind === 'map') {
      for (const pair of entry.pairs) {
        if (pair.key === 'vars') for (const [key, value] of varsOf(pair.value)) vars.set(key, value);
        else if (isTaskKeyword(pair.key)) keywords.set(pair.key, pair);
        else if (pair.key !== 'role') vars.set(pair.key, pair.value);
      }
    }
    const role = this.project.findRole(name, posix.dirname(file.path));
    if (role)
      this.role(role, [...frames, { kind: 'static', source: file.source, keywords, vars, strong: true }], undefined);
  }

  private roleFrame(role: Role, source: Source): Frame {
    return { kind: 'role', source, keywords: new Map(), role };
  }

  /** Roles that can't matter aren't walked: most never mention async. */
  private worthwhile(role: Role): boolean {
    return this.selection.interestingDirs.has(role.dir);
  }

  role(role: Role, frames: readonly Frame[], tasksFrom: string | undefined, depth = 0): void {
    if (!this.worthwhile(role) || frames.filter((frame) => frame.role?.dir === role.dir).length > 2 || depth > 10)
      return;
    for (const dependency of this.project.dependenciesOf(role)) {
      const found = this.project.findRole(dependency, role.dir);
      if (found && found.dir !== role.dir) this.role(found, frames, undefined, depth + 1);
    }
    const before = this.playLayers;
    this.playLayers = [
      { vars: this.project.roleVars(role, 'vars'), soft: false },
      ...before,
      { vars: this.project.roleVars(role, 'defaults'), soft: true },
    ];
    this.rolesUsed.push(role);
    const file = this.project.findFile(`tasks/${tasksFrom ?? 'main'}`, [role.dir]);
    if (file)
      this.file(file, [
        ...frames,
        this.roleFrame(role, frames.at(-1)?.source ?? ({ file, text: '', lineStarts: [0] } satisfies Source)),
      ]);
    // Role variables stay visible to the rest of the play.
    if (this.playLayers.length > 60) this.playLayers = before;
  }

  /** A role that no playbook here uses, with its handlers; or one file of it that nothing includes. */
  roleAlone(role: Role, tasksFrom: string | undefined): void {
    this.scopeName = `${this.entry}>role`;
    this.playDir = role.dir;
    this.role(role, [], tasksFrom);
    const handlers = this.project.handlersOf(role);
    const source = handlers[0]?.source;
    if (!source || tasksFrom) return;
    this.visited(source.file);
    this.perhapsEach(handlers, [{ kind: 'handlers', source, keywords: new Map() }, this.roleFrame(role, source)]);
  }

  fileAlone(path: string): void {
    this.scopeName = `${this.entry}>file`;
    this.playDir = posix.dirname(path);
    this.file(path, []);
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
    const file = this.project.file(path);
    if (file?.kind !== 'tasks') return;
    this.visited(path);
    this.files.push(path);
    this.tasks(file.tasks, frames);
    this.files.pop();
  }

  /** Whether a file could matter to any job so far: by its text, before it costs a parse. */
  private cares(path: string): boolean {
    if (this.selection.reaching.has(path) || this.selection.interesting.has(path)) return true;
    const text = this.project.texts.get(path) ?? '';
    for (const name of this.facts.keys()) if (text.includes(name)) return true;
    return false;
  }

  private visited(path: string): void {
    this.seen.visitedFiles.add(path);
    if (this.whole) this.seen.wholeFiles.add(path);
  }

  tasks(list: readonly TaskNode[], frames: readonly Frame[]): void {
    for (const task of list) {
      this.steps += 1;
      if (this.steps > MAX_STEPS) return;
      if (task.block) this.block(task, frames);
      else this.task(task, frames);
    }
  }

  /** Runs what may not run at all: afterwards, a variable holds what it set or what there was before. */
  private perhaps(body: () => void): void {
    const before = new Map(this.facts);
    body();
    for (const [name, value] of this.facts) {
      const old = before.get(name);
      if (old && old !== value) this.facts.set(name, union([old, value]));
    }
  }

  private perhapsEach(tasks: readonly TaskNode[], frames: readonly Frame[]): void {
    for (const task of tasks) this.perhaps(() => this.tasks([task], frames));
  }

  private block(task: TaskNode, frames: readonly Frame[]): void {
    visit(this, task, frames);
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

  private task(task: TaskNode, frames: readonly Frame[]): void {
    visit(this, task, frames);
    const short = task.action?.short ?? '';
    if (/^(include_tasks|import_tasks|include)$/.test(short)) this.include(task, frames);
    else if (/^(include_role|import_role)$/.test(short)) this.includeRole(task, frames);
    else if (short === 'include_vars') {
      const path = this.project.findFile(
        textOf(task.action?.args.get('file')) || task.action?.free || '',
        this.lookIn(task, frames, 'vars'),
      );
      if (path) this.playLayers = [{ vars: this.project.varsOf([path]), soft: true }, ...this.playLayers];
    }
  }

  private lookIn(task: TaskNode, frames: readonly Frame[], folder: string): string[] {
    const role = frames.findLast((frame) => frame.role)?.role;
    return [
      posix.dirname(task.source.file),
      ...(role ? [posix.join(role.dir, folder), role.dir] : []),
      this.playDir,
      posix.join(this.playDir, folder),
    ];
  }

  private includeFrames(task: TaskNode, frames: readonly Frame[], imported: boolean, vars: Vars): Frame[] {
    const apply = task.action?.args.get('apply');
    const applied: Frame[] =
      apply?.kind === 'map'
        ? [{ kind: 'static', source: task.source, keywords: new Map(apply.pairs.map((pair) => [pair.key, pair])) }]
        : [];
    const looped = loopOf(task) !== undefined;
    return [
      ...frames,
      {
        kind: imported ? 'static' : 'include',
        source: task.source,
        keywords: task.keywords,
        vars,
        strong: true,
        looped,
      },
      ...applied,
    ];
  }

  private include(task: TaskNode, frames: readonly Frame[]): void {
    const action = task.action;
    if (!action) return;
    const written = (textOf(action.args.get('file')) || action.free).trim();
    const dirs = this.lookIn(task, frames, 'tasks');
    const exact = this.project.findFile(
      action.args.has('file') ? written : (written.split(/\s+(?=\w+=)/)[0] ?? written),
      dirs,
    );
    const paths = exact ? [exact] : written.includes('{{') ? this.templated(written, task, frames, dirs) : [];
    if (paths.length === 0) this.unresolved(task);
    const vars = new Map<string, YamlNode>([...action.args, ...varsOf(task.keywords.get('vars')?.value)]);
    const inner = this.includeFrames(task, frames, action.short === 'import_tasks', vars);
    const [only] = paths;
    this.within(task, () => {
      if (paths.length === 1 && only) this.file(only, inner);
      else for (const path of paths) this.perhaps(() => this.file(path, inner));
    });
  }

  /** The name may be known after all, or be one of several. */
  private templated(written: string, task: TaskNode, frames: readonly Frame[], dirs: readonly string[]): string[] {
    const value = evaluateNode(
      { kind: 'scalar', value: written, text: written, opaque: false, quoted: false, start: 0, end: 0 },
      this.scope(task, frames),
    );
    if (value.k === 'literal' && typeof value.v === 'string') {
      const found = this.project.findFile(value.v, dirs);
      if (found) return [found];
    }
    return this.project.filesLike(written, dirs).filter((path) => this.selection.reaching.has(path));
  }

  private includeRole(task: TaskNode, frames: readonly Frame[]): void {
    const action = task.action;
    const name = textOf(action?.args.get('name'));
    const { tasks_from: from } = Object.fromEntries(action?.args ?? []);
    const dir = posix.dirname(task.source.file);
    const exact = this.project.findRole(name, dir);
    const roles = exact
      ? [exact]
      : name.includes('{{')
        ? this.project.rolesLike(
            new RegExp(
              `^${name
                .replace(/\{\{.*?\}\}/gs, '*')
                .split('*')
                .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
                .join('.*')}$`,
            ),
            dir,
          )
        : [];
    const inner = this.includeFrames(
      task,
      frames,
      action?.short === 'import_role',
      varsOf(task.keywords.get('vars')?.value),
    );
    this.within(task, () => {
      for (const role of roles.slice(0, 20)) this.role(role, inner, textOf(from) || undefined);
    });
  }

  /** Runs a body; what it registers in a loop is, afterwards, the last round's. */
  private within(task: TaskNode, body: () => void): void {
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

  /** A file that isn't there may hold the reaps of its neighbours' jobs. */
  private unresolved(task: TaskNode): void {
    const place = placeAt(task.source, task.map.start);
    const folder = posix.dirname(task.source.file);
    for (const launch of this.openLaunches)
      if (posix.dirname(launch.task.source.file) === folder) launch.unresolvedAfter ??= place;
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

  bind(frame: Frame, bound: ReadonlyMap<string, Value>): void {
    this.bindings.set(frame, bound);
  }

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

function varsOf(node: YamlNode | undefined): ReadonlyMap<string, YamlNode> {
  const vars = new Map<string, YamlNode>();
  const maps =
    node?.kind === 'map'
      ? [node]
      : node?.kind === 'list'
        ? node.items.filter((item): item is YamlMap => item.kind === 'map')
        : [];
  for (const map of maps) for (const pair of map.pairs) vars.set(pair.key, pair.value);
  return vars;
}
