import { effective, type Found } from '../resolve/frame.ts';
import { Bad, Need } from './decided.ts';
import { truth, yamlValue } from './jinja.ts';
import type { State } from './state.ts';
import type { TaskRun } from './task-run.ts';
import { isList, OMIT, Undefined, Unknown, type Value } from './value.ts';

/** What keywords and variables say of a task on one way: undefined where it can't be known, empty where nothing is said. */
export class Settings {
  private readonly run: TaskRun;
  private readonly state: State;
  private readonly extra: ReadonlyMap<string, Value>;

  constructor(run: TaskRun, state: State, extra: ReadonlyMap<string, Value>) {
    this.run = run;
    this.state = state;
    this.extra = extra;
  }

  isWritten(keyword: string): boolean {
    return this.found(keyword) !== undefined;
  }

  /** The value of a keyword that is written. */
  value(keyword: string): Value | undefined {
    const found = this.found(keyword);
    return found && ifKnown(() => yamlValue(found.pair.value, this.scope));
  }

  keyword(name: string): string | undefined {
    return this.isWritten(name) ? textual(this.value(name)) : '';
  }

  flag(keyword: string): boolean | undefined {
    const found = this.found(keyword);
    if (!found) return undefined;
    const { scope } = this;
    return ifKnown(() => truth(yamlValue(found.pair.value, scope), scope));
  }

  variable(name: string): string | undefined {
    const text = textual(ifKnown(() => this.scope.look(name)));
    return text === name ? '' : text;
  }

  private get scope() {
    return this.run.scope(this.state, this.extra);
  }

  private found(keyword: string): Found | undefined {
    return effective(this.run.task, this.run.context.frames, keyword);
  }
}

function ifKnown<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch (error) {
    if (error instanceof Need || error instanceof Bad) return undefined;
    throw error;
  }
}

/** Text as far as it is known; a name that stands for itself is "not set here". */
export function textual(value: Value | undefined): string | undefined {
  if (value === undefined || value instanceof Undefined || isList(value)) return undefined;
  if (value === OMIT || value === null) return '';
  if (value instanceof Unknown) return /^ansible_\w+$/.test(value.name) ? value.name : undefined;
  return String(value);
}
