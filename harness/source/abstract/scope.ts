import type { Layer } from '../flow/scope.ts';
import type { YamlNode } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';
import type { Context } from './context.ts';
import { Bad, type Decided } from './decided.ts';
import { yamlValue } from './jinja.ts';
import type { State } from './state.ts';
import { AllHosts, ANOTHER_HOST, THIS_HOST, Unknown, type Value, Variables } from './value.ts';

/** Variables that list the hosts of the play: never empty. */
const HOSTS_OF_PLAY = /^(ansible_play_hosts|ansible_play_hosts_all|ansible_play_batch|play_hosts)$/;

/** Where a task stands that variables are looked up for. */
interface Standing {
  readonly task: TaskNode;
  readonly context: Context;
  readonly walk: {
    readonly checkMode: boolean;
    readonly layers: readonly Layer[];
    readonly torn: (name: string) => boolean;
  };
}

/** The variables that a task sees on one way, by Ansible's order of precedence, and what that way has assumed. */
export class TaskScope {
  readonly decided: Decided;
  /** What is found under a name that nobody knows may be a job. */
  jobs = false;
  private readonly run: Standing;
  private readonly state: State;
  private readonly extra: ReadonlyMap<string, Value>;
  /** What an inventory may replace counts as well. */
  private readonly soft: boolean;
  /** Variables that are being read: one whose template names itself is that of an outer layer. */
  private readonly busy = new Set<string>();

  constructor(run: Standing, state: State, extra: ReadonlyMap<string, Value>, soft: boolean) {
    this.run = run;
    this.state = state;
    this.extra = extra;
    this.soft = soft;
    this.decided = state.decided;
  }

  /** The same, where it is a job that is asked for. */
  forJobs(): TaskScope {
    const scope = new TaskScope(this.run, this.state, this.extra, this.soft);
    scope.jobs = true;
    return scope;
  }

  readonly look = (name: string): Value => {
    const given = this.extra.get(name) ?? this.run.context.bound.get(name) ?? this.magic(name);
    if (given !== undefined) return given;
    return (this.busy.has(name) ? undefined : this.variable(name)) ?? new Unknown(name);
  };

  /** Variables that Ansible itself brings. */
  private magic(name: string): Value | undefined {
    const { vars } = this.state;
    if (name === 'ansible_check_mode') return this.run.walk.checkMode;
    if (name === 'vars') return new Variables(vars);
    if (name === 'hostvars') return new AllHosts(new Variables(vars));
    if (HOSTS_OF_PLAY.test(name) && !vars.has(name)) return [new Unknown(THIS_HOST), new Unknown(ANOTHER_HOST)];
    return undefined;
  }

  private variable(name: string): Value | undefined {
    const strong = this.inFrames(name, true);
    if (strong) return this.read(name, strong);
    const fact = this.state.vars.get(name);
    if (fact !== undefined) return fact;
    const node = this.ofTask(name) ?? this.inFrames(name, false);
    if (node) return this.read(name, node);
    const found = this.ofPlay(name);
    return found && this.readOrUnknown(name, found);
  }

  /** Vars of includes and role entries stand above facts (`strong`), those of blocks below. */
  private inFrames(name: string, strong: boolean): YamlNode | undefined {
    const { frames } = this.run.context;
    for (let at = frames.length - 1; at >= 0; at--) {
      const frame = frames[at];
      const node = frame && (frame.strong ?? false) === strong ? frame.vars?.get(name) : undefined;
      if (node) return node;
    }
    return undefined;
  }

  private ofTask(name: string): YamlNode | undefined {
    const own = this.run.task.keywords.get('vars')?.value;
    return own?.kind === 'map' ? own.pairs.find((pair) => pair.key === name)?.value : undefined;
  }

  private ofPlay(name: string): YamlNode | undefined {
    const { layers, torn } = this.run.walk;
    if (torn(name)) return undefined;
    // What an inventory makes of a job is meant for it: nobody replaces that.
    const asWritten = this.soft || this.carriesJob(name);
    for (const { vars, soft } of layers) {
      const node = asWritten || !soft ? vars.get(name) : undefined;
      if (node) return node;
    }
    return undefined;
  }

  private carriesJob(name: string): boolean {
    const { strike } = this.state;
    return strike !== undefined && this.state.carries(strike.launch).includes(name);
  }

  private read(name: string, node: YamlNode): Value {
    this.busy.add(name);
    try {
      return yamlValue(node, this);
    } finally {
      this.busy.delete(name);
    }
  }

  private readOrUnknown(name: string, node: YamlNode): Value {
    try {
      return this.read(name, node);
    } catch (error) {
      if (error instanceof Bad) return new Unknown(name);
      throw error;
    }
  }
}
