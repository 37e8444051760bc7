import type { Layer } from '../flow/scope.ts';
import type { AuditOptions } from '../options.ts';
import type { TaskNode } from '../parse/task.ts';
import { cleared } from './cleared.ts';
import type { Context } from './context.ts';
import { join } from './join.ts';
import type { Plans, PlayPlan } from './play-plan.ts';
import { BOOLEANS, type Flags } from './results.ts';
import type { Slice } from './slice.ts';
import type { State } from './state.ts';
import { clearsErrors } from './turns.ts';
import type { Start, Universe } from './universe.ts';
import { launchesIn } from './value.ts';
import type { Where } from './where.ts';

/** Steps that one walk may take, and for each task of its slice; what isn't reached then is unknown, and says so. */
const STEPS = { least: 5_000, perTask: 200, most: 30_000 };

/** Where a walk goes along. */
export interface Route {
  readonly universe: Universe;
  readonly entry: Start;
  readonly slice: Slice;
  readonly plans: Plans;
  /** The launches whose jobs are struck, with their ids. */
  readonly launches: ReadonlyMap<TaskNode, string>;
}

export interface WalkOptions {
  readonly audit: AuditOptions;
  /** The play's first host, for which `run_once` runs. */
  readonly firstHost?: boolean;
  readonly checkMode?: boolean;
  /** What a run with `--tags` selects; undefined = one without. */
  readonly selected?: readonly string[];
  /** What async_status says of `started` and `finished`; undefined = as from ansible-core 2.19 on. */
  readonly flags?: Flags;
}

export interface Handler {
  readonly task: TaskNode;
  readonly context: Context;
}

/** Takes one task as Ansible would: every way that leads out of it. It walks on through what a task brings in. */
export type Take = (walk: Walk, task: TaskNode, context: Context, state: State) => State[];

/**
 * One pass through an entry along one slice. It begins with one state in which no job is struck; each launch of the slice
 * forks off a state for each end that its job may have, so that what lies before a launch is walked once for all of them.
 */
export class Walk implements Route {
  readonly universe: Universe;
  readonly entry: Start;
  readonly slice: Slice;
  readonly plans: Plans;
  readonly launches: ReadonlyMap<TaskNode, string>;
  readonly options: AuditOptions;
  readonly flags: Flags;
  readonly firstHost: boolean;
  readonly checkMode: boolean;
  readonly selected: readonly string[] | undefined;
  private readonly clears: boolean;
  private readonly take: Take;
  /** Variables of the play, highest first. */
  layers: readonly Layer[] = [];
  torn: (name: string) => boolean = () => false;
  playDir = '.';
  /** What the play says of its hosts. */
  hosts = '';
  hostsLocal = false;
  handlers: Handler[] = [];
  /** Files that are running. */
  readonly files: string[] = [];
  /** Roles whose dependencies are running. */
  depending: ReadonlySet<string> = new Set();
  /** Where each job runs, by its id. */
  readonly places = new Map<string, Where>();
  readonly finished: State[] = [];
  /** Reaps that fail because their launch was skipped, by the launch. */
  readonly withoutJob = new Map<string, { readonly state: State; readonly task: TaskNode; readonly why: string }>();
  /** Reaps that looked for a struck job, by its launch. */
  readonly looks = new Map<string, Set<string>>();
  /** Launches that ran in a state that wasn't struck yet. */
  readonly reached = new Set<string>();
  /** Launches that this run leaves out, with the tags that would select them. */
  readonly unselected = new Map<string, ReadonlySet<string>>();
  private steps = 0;
  cut: string | undefined;

  constructor({ universe, entry, slice, plans, launches }: Route, options: WalkOptions, take: Take) {
    this.take = take;
    this.universe = universe;
    this.entry = entry;
    this.slice = slice;
    this.plans = plans;
    this.launches = launches;
    this.options = options.audit;
    this.firstHost = options.firstHost ?? true;
    this.checkMode = options.checkMode ?? false;
    this.selected = options.selected;
    this.flags = options.flags ?? BOOLEANS;
    this.clears = universe.clears;
  }

  /** Begins a play. */
  enter(plan: PlayPlan): void {
    this.playDir = plan.dir;
    this.hosts = plan.hosts;
    this.hostsLocal = plan.hostsLocal;
    this.torn = plan.torn;
    this.layers = plan.layers;
    this.handlers = this.slice.tasksOf(plan.section('handlers')).map((task) => ({ task, context: plan.context }));
  }

  /** Tasks of a list, those that the slice leaves out stepped over. */
  tasks(list: readonly TaskNode[], context: Context, states: readonly State[]): State[] {
    let live = states.filter((state) => state.flow === 'on');
    let rest = states.filter((state) => state.flow !== 'on');
    for (const index of this.slice.of(list)) {
      const task = list[index] as TaskNode;
      if (clearsErrors(task)) rest = rest.flatMap((state) => cleared(task, state));
      if (live.length === 0 && !this.clears) break;
      const after: State[] = [];
      const order = this.universe.rootOrder(task);
      for (const state of this.task(task, context, live, order)) (state.flow === 'on' ? after : rest).push(state);
      live = after.length > 1 ? join(after) : after;
    }
    return rest.length > 1 ? join([...rest, ...live]) : [...rest, ...live];
  }

  /** One task; ways on which nothing can change any more are set apart. */
  task(task: TaskNode, context: Context, states: readonly State[], rootOrder?: number): State[] {
    return states
      .flatMap((state) => this.step(task, context, state))
      .map((state) => (rootOrder === undefined || state.flow !== 'on' ? state : this.pruned(state, rootOrder)))
      .filter((state) => {
        const settled = this.isSettled(state, context);
        if (settled) this.finished.push(state);
        return !settled;
      });
  }

  /** Without the jobs and results that nothing reads any more: ways that differ in nothing else are then one. */
  private pruned(state: State, order: number): State {
    const dead = [...state.vars].filter(
      ([name, value]) => launchesIn(value).size > 0 && this.universe.lastRead(name) <= order,
    );
    return dead.reduce((one, [name]) => one.forget(name), state);
  }

  private step(task: TaskNode, context: Context, state: State): State[] {
    this.steps += 1;
    const most = Math.min(STEPS.least + STEPS.perTask * this.slice.size, STEPS.most);
    if (this.steps <= most) return this.take(this, task, context, state);
    this.cut = `more than ${most} steps`;
    return [state.with({ lost: state.lost ?? this.cut, flow: 'play-ended' })];
  }

  /** Whether nothing later can change what comes of the job. */
  private isSettled(state: State, context: Context): boolean {
    const { strike } = state;
    if (!strike) return false;
    if (state.flow === 'failed' || state.flow === 'unreachable') return context.final && !this.clears;
    return state.flow === 'on' && state.notified.size === 0 && state.carries(strike.launch).length === 0;
  }
}
