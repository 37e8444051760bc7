import type { WitnessStep } from '../../model/abstract.ts';
import { formatPlace } from '../../model/place.ts';
import type { Layer } from '../flow/scope.ts';
import type { AuditOptions } from '../options.ts';
import type { YamlNode } from '../parse/node.ts';
import { placeAt } from '../parse/source.ts';
import { type TaskNode, textOf } from '../parse/task.ts';
import { effective } from '../resolve/frame.ts';
import type { Context } from './context.ts';
import { Bad, Need } from './decided.ts';
import { holds, type Scope, truth, yamlValue } from './jinja.ts';
import { join } from './join.ts';
import { cleared } from './meta.ts';
import type { Where } from './place-of-job.ts';
import { BOOLEANS, type Flags } from './results.ts';
import type { Slice } from './slice.ts';
import type { State } from './state.ts';
import { runTask } from './task.ts';
import { clearsErrors, type Start, type Universe } from './universe.ts';
import {
  AllHosts,
  ANOTHER_HOST,
  launchesIn,
  OMIT,
  THIS_HOST,
  Undefined,
  Unknown,
  type Value,
  Variables,
} from './value.ts';

/** Steps that one walk may take, and for each task of its slice; what isn't reached then is unknown, and says so. */
const STEPS = { least: 5_000, perTask: 200, most: 30_000 };
/** So many conditions that one question may fork on. */
const MAX_FORKS = 10;

export interface WalkOptions {
  readonly audit: AuditOptions;
  /** The play's first host, for which `run_once` runs. */
  readonly firstHost?: boolean;
  readonly checkMode?: boolean;
  /** What a run with `--tags` selects; undefined = one without. */
  readonly selected?: readonly string[];
}

export interface Handler {
  readonly task: TaskNode;
  readonly context: Context;
}

/**
 * One pass through an entry along one slice. It begins with one state in which no job is struck; each launch of the slice
 * forks off a state for each end that its job may have, so that what lies before a launch is walked once for all of them.
 */
export class Walk {
  readonly universe: Universe;
  readonly entry: Start;
  readonly slice: Slice;
  /** The launches whose jobs are struck, with their ids. */
  readonly launches: ReadonlyMap<TaskNode, string>;
  readonly options: AuditOptions;
  /** As from ansible-core 2.19 on; what tells 1 from true is a rule's matter. */
  readonly flags: Flags = BOOLEANS;
  readonly firstHost: boolean;
  readonly checkMode: boolean;
  readonly selected: readonly string[] | undefined;
  private readonly clears: boolean;
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
  readonly depending = new Set<string>();
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
  steps = 0;
  forks = 0;
  peak = 0;
  cut: string | undefined;

  constructor(
    universe: Universe,
    entry: Start,
    slice: Slice,
    launches: ReadonlyMap<TaskNode, string>,
    options: WalkOptions,
  ) {
    this.universe = universe;
    this.entry = entry;
    this.slice = slice;
    this.launches = launches;
    this.options = options.audit;
    this.firstHost = options.firstHost ?? true;
    this.checkMode = options.checkMode ?? false;
    this.selected = options.selected;
    this.clears = universe.clears;
  }

  /** Tasks of a list, those that the slice leaves out stepped over. */
  tasks(list: readonly TaskNode[], context: Context, states: readonly State[]): State[] {
    let live = states.filter((state) => state.flow === 'on');
    let rest = states.filter((state) => state.flow !== 'on');
    for (const index of this.slice.of(list)) {
      const task = list[index] as TaskNode;
      if (clearsErrors(task)) rest = rest.map((state) => cleared(task, state));
      if (live.length === 0 && !this.clears) break;
      const after: State[] = [];
      const order = this.universe.rootOrder(task);
      for (const state of this.task(task, context, live, order)) (state.flow === 'on' ? after : rest).push(state);
      live = after.length > 1 ? join(this, after) : after;
    }
    return rest.length > 1 ? join(this, [...rest, ...live]) : [...rest, ...live];
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
    if (this.steps <= most) return runTask(this, task, context, state);
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

  scope(
    state: State,
    context: Context,
    task: TaskNode | undefined,
    extra: ReadonlyMap<string, Value>,
    soft = false,
  ): Scope {
    const busy = new Set<string>();
    const own = task?.keywords.get('vars')?.value;
    const inner = [...context.frames].reverse();
    const read = (name: string, node: YamlNode): Value => {
      busy.add(name);
      try {
        return yamlValue(node, scope);
      } finally {
        busy.delete(name);
      }
    };
    const look = (name: string): Value => {
      const given = extra.get(name) ?? context.bound.get(name);
      if (given !== undefined) return given;
      if (name === 'ansible_check_mode') return this.checkMode;
      if (name === 'vars') return new Variables(state.vars);
      if (name === 'hostvars') return new AllHosts(new Variables(state.vars));
      if (HOSTS_OF_PLAY.test(name) && !state.vars.has(name)) return [new Unknown(THIS_HOST), new Unknown(ANOTHER_HOST)];
      if (!busy.has(name)) {
        for (const frame of inner) {
          const node = frame.strong ? frame.vars?.get(name) : undefined;
          if (node) return read(name, node);
        }
        const fact = state.vars.get(name);
        if (fact !== undefined) return fact;
        const node =
          (own?.kind === 'map' ? own.pairs.find((pair) => pair.key === name)?.value : undefined) ??
          inner.find((frame) => !frame.strong && frame.vars?.get(name))?.vars?.get(name);
        if (node) return read(name, node);
        const layer = this.torn(name)
          ? undefined
          : this.layers.find((one) => (soft || !one.soft) && one.vars.get(name));
        const found = layer?.vars.get(name);
        if (found) return readOrUnknown(name, () => read(name, found));
      }
      return new Unknown(name);
    };
    const scope: Scope = { look, decided: state.decided };
    return scope;
  }

  /**
   * Asks a question of a state, and forks it wherever the answer needs a truth that nobody knows. `assumed`: the answer where
   * that truth has nothing to do with the job.
   */
  fork<T>(
    state: State,
    task: TaskNode,
    ask: (state: State) => T,
    assumed?: T,
    depth = 0,
  ): { readonly state: State; readonly answer: T | Bad }[] {
    try {
      return [{ state, answer: ask(state) }];
    } catch (error) {
      if (error instanceof Bad) return [{ state, answer: error }];
      if (!(error instanceof Need)) throw error;
      const { atom } = error;
      if (assumed !== undefined && !atom.tainted) return [{ state, answer: assumed }];
      if (depth >= MAX_FORKS) {
        const lost = `more than ${MAX_FORKS} conditions at ${formatPlace(placeOf(task))}`;
        return [{ state: state.with({ lost: state.lost ?? lost }), answer: new Bad(lost) }];
      }
      this.forks += 1;
      return [true, false].flatMap((value) => {
        const way = state
          .with({ decided: state.decided.with(atom, value), byOutput: state.byOutput || atom.tainted })
          .said(stepOf(task, `where ${value ? atom.key : `not (${atom.key})`}`, 'assumed'));
        return this.fork(way, task, ask, assumed, depth + 1);
      });
    }
  }

  /** A condition, or several that must all hold. */
  condition(
    nodes: readonly YamlNode[],
    state: State,
    task: TaskNode,
    context: Context,
    extra: ReadonlyMap<string, Value>,
    assumed?: boolean,
  ) {
    return this.fork(
      state,
      task,
      (way) => {
        const scope = this.scope(way, context, task, extra);
        return nodes.every((node) => holds(node, scope));
      },
      assumed,
    );
  }

  /** A number of a keyword, by whatever is known of variables; undefined where it can't be known. */
  number(
    node: YamlNode | undefined,
    state: State,
    context: Context,
    task: TaskNode,
    extra: ReadonlyMap<string, Value>,
    otherwise: number,
  ): number | undefined {
    if (!node) return otherwise;
    const value = this.known(node, state, context, task, extra);
    if (value === OMIT) return otherwise;
    if (typeof value === 'boolean') return Number(value);
    if (typeof value === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(value)) return Math.trunc(Number(value));
    return typeof value === 'number' ? Math.trunc(value) : undefined;
  }

  /** A value by whatever is known of variables, those that an inventory may replace included; undefined where it isn't. */
  known(
    node: YamlNode,
    state: State,
    context: Context,
    task: TaskNode,
    extra: ReadonlyMap<string, Value>,
  ): Value | undefined {
    try {
      const value = yamlValue(node, this.scope(state, context, task, extra, true));
      return value instanceof Unknown || value instanceof Undefined ? undefined : value;
    } catch (error) {
      if (error instanceof Bad || error instanceof Need) return undefined;
      throw error;
    }
  }

  /** A keyword that is yes or no, as inherited: by whatever is known of variables. Forks where it hangs on what isn't. */
  flag(keyword: string, state: State, task: TaskNode, context: Context, extra: ReadonlyMap<string, Value> = new Map()) {
    const found = effective(task, context.frames, keyword);
    if (!found) return [{ state, answer: false as boolean | Bad }];
    return this.fork(state, task, (way) => {
      const scope = { ...this.scope(way, context, task, extra, true), defaults: true };
      return truth(yamlValue(found.pair.value, scope), scope);
    });
  }
}

/** Variables that list the hosts of the play: never empty. */
const HOSTS_OF_PLAY = /^(ansible_play_hosts|ansible_play_hosts_all|ansible_play_batch|play_hosts)$/;

function readOrUnknown(name: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof Bad) return new Unknown(name);
    throw error;
  }
}

export function placeOf(task: TaskNode) {
  return placeAt(task.source, task.map.start);
}

export function titleOf(task: TaskNode): string {
  return task.name || task.action?.name || 'block';
}

export function stepOf(task: TaskNode, what: string, kind: WitnessStep['kind'] = 'step'): WitnessStep {
  return { place: placeOf(task), task: titleOf(task), what, kind };
}

export function registerOf(task: TaskNode): string | undefined {
  return textOf(task.keywords.get('register')?.value).trim() || undefined;
}
