import type { End, Mechanism, Misplaced, RedReason, WitnessStep } from '../../model/abstract.ts';
import type { Place } from '../../model/place.ts';
import type { TaskNode } from '../parse/task.ts';
import { Decided } from './decided.ts';
import { isTainted, launchesIn, spell, type Value } from './value.ts';

/** One job of one launch, with the end that it is given as a hypothesis. */
export interface Strike {
  readonly launch: string;
  readonly end: End;
  readonly item: number;
  readonly run: number;
  /** Seconds; undefined where it can't be known. */
  readonly limit: number | undefined;
  /** Seconds that reaps have waited for it, where it ends late. */
  readonly waited: number;
}

/** Whether a job that ends late has ended by now. */
export function hasEnded({ waited, limit }: Strike): boolean {
  return limit === undefined || waited >= limit;
}

export interface Red {
  readonly reason: RedReason;
  readonly task: TaskNode;
  readonly why: string;
  /** Caused by what the job did, or by how it is looked at: not by a task of its own accord. */
  readonly ofJob: boolean;
  readonly result: Value;
  /** It ends the play for all hosts, so that nothing takes it back. */
  readonly fatal?: boolean;
}

/** What made a failure look well, or kept it from being seen. */
export interface Hidden {
  readonly how: Mechanism;
  readonly task: TaskNode;
  /** The keyword that did it, where there is one. */
  readonly keyword?: string;
  /** Where that stands, if not on the task itself. */
  readonly place?: Place;
}

/** A row of witness steps, the last one first, so that paths share what they have in common. */
interface Trail {
  readonly step: WitnessStep;
  readonly before: Trail | undefined;
}

const NONE: ReadonlySet<string> = new Set();

/** The last answer of `carries` for each set of variables: a way asks for one launch, again and again. */
const carriers = new WeakMap<
  ReadonlyMap<string, Value>,
  { readonly launch: string; readonly because: ReadonlySet<string>; readonly names: readonly string[] }
>();

const keys = new WeakMap<State, string>();

export type Flow = 'on' | 'failed' | 'unreachable' | 'play-ended' | 'host-ended' | 'role-ended';

/** One way through the play, up to here. */
export class State {
  readonly vars: ReadonlyMap<string, Value> = new Map();
  /** Variables that were set on this way only because of what became of the job. */
  readonly because: ReadonlySet<string> = NONE;
  readonly decided: Decided = new Decided();
  readonly flow: Flow = 'on';
  readonly strike: Strike | undefined = undefined;
  /** How often each launch has run. */
  readonly runs: ReadonlyMap<string, number> = new Map();
  /** What had to be decided for the job to begin: on this way, it stays decided. */
  readonly guard: string = '';
  /** A look has shown how the job ended. */
  readonly seen: boolean = false;
  readonly hidden: Hidden | undefined = undefined;
  /** A reap that this way passed by, and why. */
  readonly passedBy: Hidden | undefined = undefined;
  /** Where the thread was lost; nothing is claimed of such a way. */
  readonly lost: string | undefined = undefined;
  readonly red: Red | undefined = undefined;
  /** What has taken back the failure after which an `always` runs. */
  readonly clearing: TaskNode | undefined = undefined;
  /** Work done since the failure was seen. */
  readonly work: ReadonlySet<TaskNode> = new Set();
  /** What would have made good for the failure, left out on this way for what was asked anew since then. */
  readonly needless: TaskNode | undefined = undefined;
  readonly notified: ReadonlySet<TaskNode> = new Set();
  /** An answer on this way hung on what the job printed. */
  readonly byOutput: boolean = false;
  /** The host was restarted while the job ran. */
  readonly restarted: TaskNode | undefined = undefined;
  /** What has removed the job's file before it was looked at. */
  readonly cleanedUp: TaskNode | undefined = undefined;
  /** The reap looks where the job isn't. */
  readonly misplaced: Misplaced | undefined = undefined;
  readonly trail: Trail | undefined = undefined;
  /** Variables whose templates read one of this name: they carry what it carries. */
  readonly templatesOf: (name: string) => Iterable<string> = () => NONE;

  /** `from`: the way that it goes on from. Field by field, for this is what following a play costs most: a copy by its keys takes fifty times as long. */
  constructor(from?: State) {
    if (!from) return;
    this.vars = from.vars;
    this.because = from.because;
    this.decided = from.decided;
    this.flow = from.flow;
    this.strike = from.strike;
    this.runs = from.runs;
    this.guard = from.guard;
    this.seen = from.seen;
    this.hidden = from.hidden;
    this.passedBy = from.passedBy;
    this.lost = from.lost;
    this.red = from.red;
    this.clearing = from.clearing;
    this.work = from.work;
    this.needless = from.needless;
    this.notified = from.notified;
    this.byOutput = from.byOutput;
    this.restarted = from.restarted;
    this.cleanedUp = from.cleanedUp;
    this.misplaced = from.misplaced;
    this.trail = from.trail;
    this.templatesOf = from.templatesOf;
  }

  with(
    changes: Partial<
      Omit<State, 'with' | 'said' | 'set' | 'setBecause' | 'forget' | 'renew' | 'witness' | 'carries' | 'key'>
    >,
  ): State {
    return Object.assign(new State(this), changes);
  }

  said(step: WitnessStep): State {
    return this.with({ trail: { step, before: this.trail } });
  }

  set(name: string, value: Value): State {
    return this.with({ vars: new Map(this.vars).set(name, value) });
  }

  /** As `set`, on a way that was taken because of the job: the name tells of it from then on. */
  setBecause(name: string, value: Value): State {
    return this.set(name, value).with({ because: new Set(this.because).add(name) });
  }

  /** Nothing is known of the name any more. */
  forget(name: string): State {
    if (!this.vars.has(name) && !this.because.has(name)) return this;
    const vars = new Map(this.vars);
    vars.delete(name);
    return this.with({ vars, because: new Set([...this.because].filter((one) => one !== name)) });
  }

  /** As `forget`; what was decided of its value until now says nothing of the new one. */
  renew(name: string): State {
    const state = this.forget(name);
    const decided = state.decided.without(name);
    return decided === state.decided ? state : state.with({ decided });
  }

  get witness(): readonly WitnessStep[] {
    const steps: WitnessStep[] = [];
    for (let at = this.trail; at; at = at.before) steps.push(at.step);
    return steps.reverse();
  }

  /** Names of variables that hold a job of the launch, its result, or what was made of them. */
  carries(launch: string): readonly string[] {
    const known = carriers.get(this.vars);
    if (known?.launch === launch && known.because === this.because) return known.names;
    const own: string[] = [...this.because];
    for (const [name, value] of this.vars) if (launchesIn(value).has(launch) || isTainted(value)) own.push(name);
    const names = own.flatMap((name) => [name, ...this.templatesOf(name)]);
    carriers.set(this.vars, { launch, because: this.because, names });
    return names;
  }

  /** States with one key are one: what differs between them has nothing to do with any job. */
  get key(): string {
    const known = keys.get(this);
    if (known !== undefined) return known;
    const key = this.keyed();
    keys.set(this, key);
    return key;
  }

  private keyed(): string {
    const { strike } = this;
    const jobs: string[] = [];
    for (const [name, value] of this.vars)
      if (
        strike
          ? this.because.has(name) || launchesIn(value).has(strike.launch) || isTainted(value)
          : launchesIn(value).size > 0
      )
        jobs.push(`${name}=${spell(value)}`);
    return [
      this.flow,
      strike ? `${strike.launch} ${strike.end} ${strike.item} ${strike.run} ${strike.waited}` : '',
      this.guard,
      this.seen,
      this.hidden?.how ?? '',
      this.passedBy?.how ?? '',
      this.lost ?? '',
      this.red?.reason ?? '',
      this.clearing !== undefined,
      this.work.size > 0,
      this.needless !== undefined,
      this.restarted !== undefined,
      this.cleanedUp !== undefined,
      [...this.notified].map((task) => task.map.start).join(),
      [...this.runs.values()].join(),
      ...jobs.sort(),
    ].join('\n');
  }
}
