import { formatPlace } from '../../model/place.ts';
import type { YamlNode } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';
import { conditionsOf, effective } from '../resolve/frame.ts';
import type { Context } from './context.ts';
import { Bad, Need } from './decided.ts';
import { holds, truth, yamlValue } from './jinja.ts';
import { registerOf } from './names.ts';
import { TaskScope } from './scope.ts';
import type { State } from './state.ts';
import { placeOf, stepOf } from './step.ts';
import { OMIT, Undefined, Unknown, type Value } from './value.ts';
import type { Walk } from './walk.ts';

/** So many conditions that one question may fork on. */
const MAX_FORKS = 10;

type Names = ReadonlyMap<string, Value>;
const NONE: Names = new Map();

/** One way on, with what it answers to a question. */
export interface Answered<T> {
  readonly state: State;
  /** `Bad` where Ansible would fail the task. */
  readonly answer: T | Bad;
}

/** A task that a walk has come to, with what it inherits there: what is asked of it is asked on each way anew. */
export class TaskRun {
  readonly walk: Walk;
  readonly task: TaskNode;
  readonly context: Context;

  constructor(walk: Walk, task: TaskNode, context: Context) {
    this.walk = walk;
    this.task = task;
    this.context = context;
  }

  /** The value of a keyword of its own, as it is written. */
  keyword(name: string): YamlNode | undefined {
    return this.task.keywords.get(name)?.value;
  }

  /** The variables of a round, and among them what the task registers in it. */
  withResult(extra: Names, result: Value): Names {
    const register = registerOf(this.task);
    return register ? new Map(extra).set(register, result) : extra;
  }

  /** `extra`: variables of this round: the loop's, or its own result. `soft`: those that an inventory may replace as well. */
  scope(state: State, extra: Names = NONE, soft = false): TaskScope {
    return new TaskScope(this, state, extra, soft);
  }

  /**
   * Asks a question of a state, and forks it wherever the answer needs a truth that nobody knows. `assumed`: the answer where
   * that truth has nothing to do with the job.
   */
  fork<T>(state: State, ask: (state: State) => T, assumed?: T): Answered<T>[] {
    return this.forked({ ask, assumed }, state, 0);
  }

  private forked<T>(
    question: { readonly ask: (state: State) => T; readonly assumed: T | undefined },
    state: State,
    depth: number,
  ): Answered<T>[] {
    try {
      return [{ state, answer: question.ask(state) }];
    } catch (error) {
      if (error instanceof Bad) return [{ state, answer: error }];
      if (!(error instanceof Need)) throw error;
      const { atom } = error;
      if (question.assumed !== undefined && !atom.tainted) return [{ state, answer: question.assumed }];
      if (depth >= MAX_FORKS) {
        const lost = `more than ${MAX_FORKS} conditions at ${formatPlace(placeOf(this.task))}`;
        return [{ state: state.with({ lost: state.lost ?? lost }), answer: new Bad(lost) }];
      }
      return [true, false].flatMap((value) => {
        const way = state
          .with({ decided: state.decided.with(atom, value), byOutput: state.byOutput || atom.tainted })
          .said(stepOf(this.task, `where ${value ? atom.key : `not (${atom.key})`}`, 'assumed'));
        return this.forked(question, way, depth + 1);
      });
    }
  }

  /** Whether it runs: its own conditions and those around it, which must all hold. */
  condition(state: State, extra: Names = NONE, assumed?: boolean): Answered<boolean>[] {
    const conditions = conditionsOf(this.task, this.context.frames);
    return this.fork(
      state,
      (way) => {
        const scope = this.scope(way, extra);
        return conditions.every((node) => holds(node, scope));
      },
      assumed,
    );
  }

  /** Whether a criterion of its own holds (`failed_when`, `until`), which looks at what it has registered. */
  criterion(node: YamlNode, state: State, extra: Names): Answered<boolean>[] {
    return this.fork(state, (way) => holds(node, this.scope(way, extra)));
  }

  /** A number of a keyword, by whatever is known of variables; undefined where it can't be known. */
  number(keyword: string, state: State, extra: Names | undefined, otherwise: number): number | undefined {
    const node = this.keyword(keyword);
    if (!node) return otherwise;
    const value = this.known(node, state, extra);
    if (value === OMIT) return otherwise;
    if (typeof value === 'boolean') return Number(value);
    if (typeof value === 'string' && /^\s*\d+(\.\d+)?\s*$/.test(value)) return Math.trunc(Number(value));
    return typeof value === 'number' ? Math.trunc(value) : undefined;
  }

  /** A value by whatever is known of variables, those that an inventory may replace included; undefined where it isn't. */
  known(node: YamlNode, state: State, extra: Names = NONE): Value | undefined {
    try {
      const value = yamlValue(node, this.scope(state, extra, true));
      return value instanceof Unknown || value instanceof Undefined ? undefined : value;
    } catch (error) {
      if (error instanceof Bad || error instanceof Need) return undefined;
      throw error;
    }
  }

  /** A keyword that is yes or no, as inherited: by whatever is known of variables. Forks where it hangs on what isn't. */
  flag(keyword: string, state: State): Answered<boolean>[] {
    const found = effective(this.task, this.context.frames, keyword);
    if (!found) return [{ state, answer: false }];
    return this.fork(state, (way) => {
      const { look, decided } = this.scope(way, NONE, true);
      const scope = { look, decided, defaults: true };
      return truth(yamlValue(found.pair.value, scope), scope);
    });
  }
}
