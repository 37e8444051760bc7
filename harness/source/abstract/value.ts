import type { Literal } from '../jinja/syntax.ts';

/** What a variable may hold while a play is followed in the abstract. All of it is immutable, so that paths can share it. */
export type Value =
  | null
  | boolean
  | number
  | string
  | readonly Value[]
  | Dict
  | Unknown
  | Undefined
  | JobId
  | AllHosts
  | Omit;

/** Nothing is known but its name: the same question gets the same answer on one path. */
export class Unknown {
  readonly name: string;
  /** The struck job, or its result, went into it. */
  readonly tainted: boolean;

  constructor(name: string, tainted = false) {
    this.name = name.length > MAX_NAME ? `${name.slice(0, MAX_NAME)}…` : name;
    this.tainted = tainted;
  }
}

const MAX_NAME = 160;

/** Certainly not there: to ask more of it fails the task. */
export class Undefined {
  readonly name: string;

  constructor(name: string) {
    this.name = name;
  }
}

/** Which job of a run it is. */
interface JobOf {
  /** Id of the launching task. */
  readonly launch: string;
  /** Which item of its loop. */
  readonly item: number;
  /** Which time the task ran. */
  readonly run: number;
}

/** The id of one launched job. */
export class JobId implements JobOf {
  readonly launch: string;
  readonly item: number;
  readonly run: number;
  /** It is the job whose end is the hypothesis. */
  readonly struck: boolean;
  /** The host in whose `hostvars` it was found, as it was asked for; undefined where a host reads its own. */
  readonly holder: string | undefined;

  constructor({ launch, item, run }: JobOf, struck = false, holder?: string) {
    this.launch = launch;
    this.item = item;
    this.run = run;
    this.struck = struck;
    this.holder = holder;
  }

  toString(): string {
    return `job:${this.launch}#${this.run}.${this.item}`;
  }
}

/** A mapping; a register is one. */
export class Dict {
  readonly entries: ReadonlyMap<string, Value>;
  /** Whose result it is, where it is a job's. */
  readonly job: JobId | undefined;
  /** It shows how the job ended. */
  readonly ended: boolean;

  constructor(entries: ReadonlyMap<string, Value>, job?: JobId, ended = false) {
    this.entries = entries;
    this.job = job;
    this.ended = ended;
  }

  get(key: string): Value | undefined {
    return this.entries.get(key);
  }

  with(key: string, value: Value): Dict {
    return new Dict(new Map(this.entries).set(key, value), this.job, this.ended);
  }
}

/** All variables that a host sees. What isn't in it may be set elsewhere. */
export class Variables extends Dict {}

/** What a host holds, as another one, or it itself, reads it in `hostvars`. */
class HeldBy extends Variables {
  /** The host, as it was asked for. */
  readonly holder: string;

  constructor(host: Variables, holder: string) {
    super(host.entries);
    this.holder = holder;
  }

  override get(key: string): Value | undefined {
    const value = super.get(key);
    return value === undefined ? undefined : heldBy(value, this.holder);
  }
}

/** The hosts of a play: this one, and one that stands for all others. Its job is another, and is well. */
export const THIS_HOST = 'inventory_hostname';
export const ANOTHER_HOST = 'another host of the play';

function heldBy(value: Value, holder: string): Value {
  if (launchesIn(value).size === 0) return value;
  if (value instanceof JobId) return new JobId(value, value.struck && holder !== ANOTHER_HOST, holder);
  if (value instanceof Unknown) return holder === ANOTHER_HOST ? new Unknown(`${value.name} of ${holder}`) : value;
  if (isList(value)) return value.map((item) => heldBy(item, holder));
  if (!(value instanceof Dict)) return value;
  const entries = new Map([...value.entries].map(([key, entry]) => [key, heldBy(entry, holder)]));
  return new Dict(entries, value.job && (heldBy(value.job, holder) as JobId), value.ended);
}

/** `hostvars`: hosts do the same, so that each holds what this one holds. */
export class AllHosts {
  readonly host: Variables;

  constructor(host: Variables) {
    this.host = host;
  }

  of(holder: Value): Variables {
    return new HeldBy(this.host, spell(holder));
  }
}

class Omit {
  readonly kind = 'omit';
}

export const OMIT = new Omit();

export function dict(entries: Readonly<Record<string, Value>>, job?: JobId, ended = false): Dict {
  return new Dict(new Map(Object.entries(entries)), job, ended);
}

export function isScalar(value: Value): value is Literal {
  return value === null || /^(string|number|boolean)$/.test(typeof value);
}

export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

const TAINT = '*';
const NONE: ReadonlySet<string> = new Set();
const jobsKnown = new WeakMap<object, ReadonlySet<string>>();

/** Ids of the launches whose jobs a value carries: their ids, results, or what was made of these. */
export function launchesIn(value: Value): ReadonlySet<string> {
  if (typeof value !== 'object' || value === null || value instanceof Undefined || value === OMIT) return NONE;
  if (value instanceof AllHosts) return launchesIn(value.host);
  if (value instanceof JobId) return new Set(value.struck ? [value.launch, TAINT] : [value.launch]);
  if (value instanceof Unknown) return value.tainted ? new Set([TAINT]) : NONE;
  const known = jobsKnown.get(value);
  if (known) return known;
  const found = new Set<string>();
  const add = (part: Value) => {
    for (const launch of launchesIn(part)) found.add(launch);
  };
  if (value instanceof Dict) {
    if (value.job) add(value.job);
    for (const entry of value.entries.values()) add(entry);
  } else if (isList(value)) for (const item of value) add(item);
  const result = found.size > 0 ? found : NONE;
  jobsKnown.set(value, result);
  return result;
}

/** Whether the struck job went into it. */
export function isTainted(value: Value): boolean {
  return launchesIn(value).has(TAINT);
}

const spelled = new WeakMap<object, string>();

/** One spelling for equal values: the names of atoms, and the keys of states. */
export function spell(value: Value): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (value instanceof Unknown) return value.name;
  if (value instanceof Undefined) return `undefined ${value.name}`;
  if (value instanceof JobId)
    return `${value}${value.struck ? '!' : ''}${value.holder === undefined ? '' : `@${value.holder}`}`;
  if (value === OMIT) return 'omit';
  if (value instanceof AllHosts) return 'hostvars';
  const known = spelled.get(value);
  if (known !== undefined) return known;
  const text =
    value instanceof Dict
      ? `${value.ended ? 'ended' : ''}{${[...value.entries].map(([key, entry]) => `${key}:${spell(entry)}`).join(',')}}`
      : `[${(value as readonly Value[]).map(spell).join(',')}]`;
  spelled.set(value, text);
  return text;
}
