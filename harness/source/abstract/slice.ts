import type { TaskNode } from '../parse/task.ts';
import { mayFailByItself } from './commands.ts';
import { handlerNames, namesOf, registerOf } from './names.ts';
import type { Universe } from './universe.ts';

/** The part of a universe that can bear on the jobs of one register: all else is stepped over. */
export class Slice {
  private readonly chosen = new Map<readonly TaskNode[], Set<number>>();
  private readonly ordered = new Map<readonly TaskNode[], readonly number[]>();
  private readonly tasks = new Set<TaskNode>();
  private readonly following: ReadonlySet<TaskNode>;
  private readonly universe: Universe;

  /** `launches`: the tasks that set the register, and those without one. */
  constructor(universe: Universe, launches: readonly TaskNode[]) {
    this.universe = universe;
    const open = [...launches, ...(launches.some(registerOf) ? universe.unnamed : [])];
    const carriers = new Set<string>();
    const carry = (names: Iterable<string>) => {
      for (const name of names) {
        if (carriers.has(name)) continue;
        carriers.add(name);
        open.push(...(universe.readers.get(name) ?? []));
        carry(universe.templates.of(name));
      }
    };
    // Forward: whatever reads what carries the job, and what that sets in turn.
    const reached = new Set<TaskNode>();
    const rescuing = new Set<TaskNode>();
    for (let task = open.pop(); task; task = open.pop()) {
      if (reached.has(task)) continue;
      reached.add(task);
      carry(namesOf(task).sets);
      const inner = task.block ? [...task.block, ...task.rescue, ...task.always] : [];
      if (rescuing.has(task) || readsInCondition(task, carriers)) inner.push(...this.within(task));
      const rescues = this.rescues(task);
      if (rescues.length > 0) carry(OF_RESCUE);
      for (const one of rescuing.has(task) ? [...inner, ...rescues] : rescues) rescuing.add(one);
      open.push(...inner, ...rescues);
    }
    for (const turn of universe.turns.slice(0, MAX_TURNS)) reached.add(turn);
    for (const task of reached) this.choose(task);
    this.following = new Set(this.tasks);
    this.controls();
  }

  /** Tasks of a list that are worth a step, in order. */
  of(list: readonly TaskNode[]): readonly number[] {
    const known = this.ordered.get(list);
    if (known) return known;
    const order = [...(this.chosen.get(list) ?? [])].sort((a, b) => a - b);
    this.ordered.set(list, order);
    return order;
  }

  /** Those tasks themselves. */
  tasksOf(list: readonly TaskNode[]): TaskNode[] {
    return this.of(list).map((index) => list[index] as TaskNode);
  }

  /** The lists that have any. */
  get lists(): Iterable<readonly TaskNode[]> {
    return this.chosen.keys();
  }

  has(task: TaskNode): boolean {
    return this.tasks.has(task);
  }

  /** Whether a task may see a job, or leads to one that may; all others only set what conditions on the way ask for. */
  follows(task: TaskNode): boolean {
    return this.following.has(task);
  }

  /** Its tasks that are in a set. */
  among(set: ReadonlySet<TaskNode>): TaskNode[] {
    return [...this.tasks].filter((task) => set.has(task));
  }

  get size(): number {
    return this.tasks.size;
  }

  /** Whether a task that may see a job is of a kind. */
  some(test: (task: TaskNode) => boolean): boolean {
    return this.followed(test).next().done === false;
  }

  /** The tasks of a kind among those that may see a job. */
  *followed(test: (task: TaskNode) => boolean): Generator<TaskNode> {
    for (const task of this.following) if (test(task)) yield task;
  }

  /** Takes a task, with what it stands in and what brings that in. */
  private choose(task: TaskNode): void {
    if (this.tasks.has(task)) return;
    this.tasks.add(task);
    const standing = this.universe.standing.get(task);
    if (!standing) return;
    const indexes = this.chosen.get(standing.list) ?? new Set();
    this.chosen.set(standing.list, indexes.add(standing.index));
    if (standing.block) this.inBlock(standing.block);
    else for (const bringer of this.universe.bringers.get(standing.file) ?? []) this.choose(bringer);
  }

  /** A rescue comes to run where something in its block is there to fail. */
  private inBlock({ node, part }: { readonly node: TaskNode; readonly part: string }): void {
    this.choose(node);
    if (part !== 'rescue') return;
    for (const one of node.block ?? []) if (mayFailByItself(one)) this.choose(one);
  }

  /** What sets the names that conditions and values on the way ask for, and what notifies handlers on it, includes among them. */
  private controls(): void {
    const asked = new Set<string>();
    // A set goes on with what is added to it.
    for (const task of this.tasks)
      for (const one of [...this.settersFor(task, asked), ...this.notifiersOf(task)]) this.choose(one);
  }

  /** What sets the names that a task and what stands around it ask for, and that nobody has asked for before. */
  private settersFor(task: TaskNode, asked: Set<string>): TaskNode[] {
    const setters: TaskNode[] = [];
    for (const name of this.namesAround(task)) {
      if (asked.has(name)) continue;
      asked.add(name);
      setters.push(...(this.universe.setters.get(name) ?? []));
    }
    return setters;
  }

  private *namesAround(task: TaskNode): Iterable<string> {
    for (let around: TaskNode | undefined = task; around; around = this.universe.standing.get(around)?.block?.node) {
      yield* namesOf(around).reads;
      if (isPlaced(around)) yield* PLACING;
    }
  }

  private notifiersOf(task: TaskNode): TaskNode[] {
    if (!this.universe.handlers.has(task)) return [];
    return handlerNames(task).flatMap((name) => this.universe.notifiers.get(name) ?? []);
  }

  /** What an include brings in. */
  private within(task: TaskNode): TaskNode[] {
    return (this.universe.targets.get(task) ?? []).flatMap((path) => this.universe.project.tasksOf(path) ?? []);
  }

  /** The rescues that a failure of the task would lead to. */
  private rescues(task: TaskNode): TaskNode[] {
    const found: TaskNode[] = [];
    for (let at = this.universe.standing.get(task)?.block; at; at = this.universe.standing.get(at.node)?.block)
      if (at.part === 'block') found.push(...at.node.rescue);
    return found;
  }
}

/** Variables that a rescue brings, for the rest of the play. */
const OF_RESCUE = ['ansible_failed_task', 'ansible_failed_result'];

/** Variables that say where a job runs, and where it is looked for, without being named. */
const PLACING = ['ansible_async_dir', 'ansible_become', 'ansible_become_user', 'ansible_connection'];

function isPlaced(task: TaskNode): boolean {
  return task.keywords.has('async') || task.action?.args.has('jid') === true;
}

/** Beyond so many, turns are not followed for each job. */
const MAX_TURNS = 200;

function readsInCondition(task: TaskNode, carriers: ReadonlySet<string>): boolean {
  const when = task.keywords.get('when');
  if (!when || !/^(include|import)/.test(task.action?.short ?? '')) return false;
  return [...namesOf(task).reads].some((name) => carriers.has(name));
}
