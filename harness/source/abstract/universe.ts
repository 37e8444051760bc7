import { posix } from 'node:path';
import { pairOf, textOf, type YamlMap } from '../parse/node.ts';
import { importedBy, playsIn } from '../parse/play.ts';
import type { TaskNode } from '../parse/task.ts';
import { fileNamed, filesNamed, foldersFor, roleNamed } from '../resolve/include.ts';
import type { Project } from '../resolve/project.ts';
import { readRoleEntry } from '../resolve/role-entry.ts';
import type { Role } from '../resolve/roles.ts';
import type { Selection } from '../resolve/select.ts';
import { varsOf } from '../resolve/vars-of.ts';
import { asksByComputedName } from './computed-name.ts';
import { namesOf } from './names.ts';
import { Templates } from './templates.ts';
import { clearsErrors, isTurn } from './turns.ts';

/** Where a run starts. */
export type Start =
  | { readonly kind: 'playbook'; readonly path: string }
  | { readonly kind: 'role'; readonly role: Role; readonly tasksFrom: string | undefined }
  | { readonly kind: 'file'; readonly path: string };

interface Standing {
  readonly list: readonly TaskNode[];
  readonly index: number;
  /** The block that it stands in. */
  readonly block: { readonly node: TaskNode; readonly part: 'block' | 'rescue' | 'always' } | undefined;
  readonly file: string;
  /** Where it stands among all tasks. */
  readonly order: number;
}

/** All tasks that an entry can reach, with who reads, sets, notifies and brings in what. Each file is read once. */
export class Universe {
  readonly standing = new Map<TaskNode, Standing>();
  readonly readers = new Map<string, TaskNode[]>();
  readonly setters = new Map<string, TaskNode[]>();
  readonly notifiers = new Map<string, TaskNode[]>();
  /** Tasks by which a file is brought in. */
  readonly bringers = new Map<string, Set<TaskNode>>();
  readonly targets = new Map<TaskNode, readonly string[]>();
  /** Of plays, blocks, roles and inventories. */
  readonly templates = new Templates();
  readonly handlers = new Set<TaskNode>();
  /** Tasks that may find a job under a name that they compute. */
  readonly unnamed: TaskNode[] = [];
  /** Tasks that end a play or restart the host: they bear on every job. */
  readonly turns: TaskNode[] = [];
  readonly project: Project;
  private readonly selection: Selection;
  private readonly lastReads = new Map<string, number>();
  private readonly playDirs = new Set<string>();
  private playDir = '.';
  private readonly files = new Set<string>();
  private readonly rootFiles = new Set<string>();
  private readonly anywhere = new Set<string>();
  private readonly rolesRead = new Set<string>();
  private readonly rolesOf = new Map<TaskNode, Role | undefined>();

  constructor(project: Project, selection: Selection, entry: Start) {
    this.project = project;
    this.selection = selection;
    if (entry.kind === 'playbook') this.playbook(entry.path, []);
    else if (entry.kind === 'role') this.role(entry.role, entry.tasksFrom, undefined);
    else {
      this.playDir = posix.dirname(entry.path);
      this.file(entry.path, undefined);
    }
    this.inventories();
  }

  /** Of the variables beside the plays, those that a task names, and what they name in turn. */
  private inventories(): void {
    for (const dir of this.playDirs) {
      const { get } = this.project.variables.besides(dir);
      // A set goes on with what is added to it.
      const named = new Set(this.readers.keys());
      for (const name of named) {
        const node = get(name);
        if (node) for (const read of this.templates.add(new Map([[name, node]]))) named.add(read);
      }
    }
  }

  private playbook(path: string, outer: readonly string[]): void {
    const file = this.project.file(path);
    if (!file || outer.includes(path) || outer.length > MAX_DEPTH) return;
    for (const item of playsIn(file.roots)) {
      const imported = importedBy(item);
      const found = imported ? this.project.paths.findPlaybook(imported, posix.dirname(path)) : undefined;
      if (found) this.playbook(found, [...outer, path]);
      else if (!imported && pairOf(item, 'hosts')) this.play(item, path);
    }
  }

  private play(map: YamlMap, path: string): void {
    const file = this.project.file(path);
    if (!file) return;
    this.playDir = posix.dirname(path);
    this.playDirs.add(this.playDir);
    this.templates.add(varsOf(pairOf(map, 'vars')?.value));
    const section = (name: string) => this.project.tasksIn(file.source, pairOf(map, name)?.value);
    // In the order in which they run.
    this.list(section('pre_tasks'), undefined, path);
    const roles = pairOf(map, 'roles')?.value;
    for (const entry of roles?.kind === 'list' ? roles.items : []) {
      const role = this.project.roles.find(readRoleEntry(entry).name, this.playDir);
      if (entry.kind === 'map')
        this.templates.add(
          new Map([
            ...varsOf(pairOf(entry, 'vars')?.value),
            ...entry.pairs.map((pair) => [pair.key, pair.value] as const),
          ]),
        );
      if (role) this.role(role, undefined, undefined);
    }
    for (const name of ['tasks', 'post_tasks', 'handlers']) this.list(section(name), undefined, path);
    for (const task of section('handlers')) this.handlers.add(task);
  }

  private role(role: Role, tasksFrom: string | undefined, by: TaskNode | undefined): void {
    // Roles that can't matter aren't read: most never mention async.
    if (!this.selection.interestingDirs.has(role.dir)) return;
    const main = this.project.paths.find(`tasks/${tasksFrom ?? 'main'}`, [role.dir]);
    if (main) this.file(main, by);
    if (this.rolesRead.has(role.dir)) return;
    this.rolesRead.add(role.dir);
    for (const name of this.project.dependenciesOf(role)) {
      const found = this.project.roles.find(name, role.dir);
      if (found) this.role(found, undefined, by);
    }
    for (const path of ['vars/main', 'defaults/main'].flatMap(
      (stem) => this.project.paths.find(stem, [role.dir]) ?? [],
    ))
      this.templates.add(this.project.variables.topLevel(path));
    const handlers = this.project.handlersOf(role);
    this.list(handlers, undefined, handlers[0]?.source.file ?? '');
    for (const task of handlers) this.handlers.add(task);
  }

  private file(path: string, by: TaskNode | undefined): void {
    if (by) {
      const bringers = this.bringers.get(path) ?? new Set();
      this.bringers.set(path, bringers.add(by));
    }
    // What runs at the root more than once, or there and elsewhere, may read a variable at any time.
    if (!by && (this.files.has(path) || this.bringers.has(path))) this.anywhere.add(path);
    if (this.files.has(path)) {
      if (by && this.rootFiles.has(path)) this.anywhere.add(path);
      return;
    }
    if (!by) this.rootFiles.add(path);
    this.files.add(path);
    this.list(this.project.tasksOf(path) ?? [], undefined, path);
  }

  private list(list: readonly TaskNode[], block: Standing['block'], file: string): void {
    for (const [index, task] of list.entries()) {
      if (this.standing.has(task)) continue;
      this.standing.set(task, { list, index, block, file, order: this.standing.size });
      this.names(task);
      for (const part of ['block', 'rescue', 'always'] as const)
        if (task.block) this.list(task[part] ?? [], { node: task, part }, file);
      if (isTurn(task)) this.turns.push(task);
      if (asksByComputedName(task)) this.unnamed.push(task);
      this.links(task, file);
    }
  }

  private names(task: TaskNode): void {
    const { reads, sets, notifies } = namesOf(task);
    for (const name of reads) add(this.readers, name, task);
    const bringsIn = task.block !== undefined || /^(include|import)/.test(task.action?.short ?? '');
    for (const name of bringsIn ? [] : sets) add(this.setters, name, task);
    for (const name of notifies) add(this.notifiers, name, task);
    this.templates.add(varsOf(task.keywords.get('vars')?.value));
  }

  private links(task: TaskNode, file: string): void {
    const short = task.action?.short ?? '';
    if (/^(include_tasks|import_tasks|include)$/.test(short)) {
      const paths = filesNamed(fileNamed(task), this.foldersFrom(file, 'tasks'), {
        paths: this.project.paths,
        reaching: this.selection.reaching,
      });
      this.targets.set(task, paths);
      for (const path of paths) this.file(path, task);
    } else if (/^(include_role|import_role)$/.test(short)) {
      const role = this.roleOf(task);
      if (!role) return;
      const from = textOf(task.action?.args.get('tasks_from')) || undefined;
      this.targets.set(task, [this.project.paths.find(`tasks/${from ?? 'main'}`, [role.dir]) ?? []].flat());
      this.role(role, from, task);
    } else if (short === 'include_vars') {
      const path = this.project.paths.find(fileNamed(task), this.foldersFrom(file, 'vars'));
      for (const name of path ? this.project.variables.topLevel(path).keys() : []) add(this.setters, name, task);
    }
  }

  /** Where in the run a task stands that nothing else brings in; undefined for others. */
  rootOrder(task: TaskNode): number | undefined {
    const standing = this.standing.get(task);
    const root = standing && !standing.block && !this.bringers.has(standing.file) && !this.anywhere.has(standing.file);
    return root ? standing.order : undefined;
  }

  /** Whether a failed host may be taken back by `meta: clear_host_errors`. */
  get clears(): boolean {
    return this.turns.some(clearsErrors);
  }

  /** Whether a task runs once at most: nothing brings in its file, or that of a block around it, a second time. */
  comesOnce(task: TaskNode): boolean {
    const file = this.standing.get(task)?.file;
    if (file === undefined || this.handlers.has(task)) return false;
    return !this.bringers.has(file) && !this.anywhere.has(file);
  }

  /** The last root task within which a variable is read: after it, what the variable holds is of no use. */
  lastRead(name: string): number {
    const known = this.lastReads.get(name);
    if (known !== undefined) return known;
    const seen = new Set<TaskNode>();
    const lastOf = (task: TaskNode): number => {
      if (seen.has(task)) return -1;
      seen.add(task);
      const standing = this.standing.get(task);
      if (!standing || this.handlers.has(task) || this.anywhere.has(standing.file)) return Number.POSITIVE_INFINITY;
      if (standing.block) return lastOf(standing.block.node);
      const bringers = this.bringers.get(standing.file);
      return bringers ? Math.max(...[...bringers].map(lastOf)) : standing.order;
    };
    // Through templates and hostvars, it may be read anywhere.
    const hidden = this.readers.has('hostvars') || this.templates.read(name);
    let last = hidden ? Number.POSITIVE_INFINITY : -1;
    if (!hidden)
      for (const reader of [...(this.readers.get(name) ?? []), ...this.unnamed]) last = Math.max(last, lastOf(reader));
    this.lastReads.set(name, last);
    return last;
  }

  /** The role that a task brings in, where its name is written out. */
  roleOf(task: TaskNode): Role | undefined {
    if (!this.rolesOf.has(task)) this.rolesOf.set(task, this.findRoleOf(task));
    return this.rolesOf.get(task);
  }

  private findRoleOf(task: TaskNode): Role | undefined {
    const name = roleNamed(task);
    return name === '' || name.includes('{{')
      ? undefined
      : this.project.roles.find(name, posix.dirname(task.source.file));
  }

  /** Where a task of that file looks for one that it names. */
  foldersFrom(file: string, folder: 'tasks' | 'vars'): string[] {
    return foldersFor(folder, { file, role: this.project.roles.of(file), playDir: this.playDir });
  }
}

export const MAX_DEPTH = 20;

function add<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
