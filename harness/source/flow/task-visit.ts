import type { TaskFacts } from '../../model/audit.ts';
import type { YamlNode } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';
import type { Frame } from '../resolve/frame.ts';
import type { Scope } from './evaluation.ts';
import type { Run } from './run.ts';

/** A task that a run has come to: what it stands in there, outermost first, and the variables that it sees. */
export interface TaskVisit {
  readonly run: Run;
  readonly task: TaskNode;
  readonly frames: readonly Frame[];
  readonly scope: Scope;
  readonly looped: boolean;
  /** It collects jobs. */
  readonly reaping: boolean;
}

/** One of which the facts are known. */
export interface KnownVisit extends TaskVisit {
  readonly facts: TaskFacts;
  /** What messages call it. */
  readonly what: string;
  /** Conditions that it runs under, of a task that launches or reaps. */
  readonly conditions: readonly YamlNode[];
}
