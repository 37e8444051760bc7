import type { Place } from './place.ts';

interface AnyStub {
  /** Where it stands in its file. */
  readonly place: Place;
}

/** Takes the place of tasks: what they are asked to do is not done, and this is what they would have answered. */
export interface ModuleStub extends AnyStub {
  readonly kind: 'module';
  /** Name of the action, `*` for any text; undefined: any. One of this, `task` and `at` is there. */
  readonly module: string | undefined;
  /** Name of the task, `*` for any text. */
  readonly task: string | undefined;
  /** The task itself: its file's real path, and the line that it begins on. */
  readonly at: Place | undefined;
  /** Templated with the variables of the task, and with `stub_args`, its arguments. */
  readonly result: Readonly<Record<string, unknown>>;
  readonly changed: boolean;
  /** In ms of the play's time. */
  readonly delayMs: number;
  /** The message that it fails with; undefined: it goes well. */
  readonly fail: string | undefined;
}

/** Answers for a lookup, filter or test, whether it is installed or not. */
export interface PluginStub extends AnyStub {
  readonly kind: 'lookup' | 'filter' | 'test';
  readonly name: string;
  /** Of a lookup, `*` for any text; undefined: any, and none. */
  readonly term: string | undefined;
  /** Of a filter or test, besides its input; undefined: any. */
  readonly args: readonly unknown[] | undefined;
  /** Templated with `stub_term`, or with `stub_input` and `stub_args`. */
  readonly result: unknown;
}

/** A given result in the place of something that would need the outside world. */
export type Stub = ModuleStub | PluginStub;

/** A stub in words, as reports name it: `amazon.aws.*`, `task "Start *"`, `lookup amazon.aws.aws_ssm`. */
export function stubTitle(stub: Stub): string {
  if (stub.kind !== 'module') return `${stub.kind} ${stub.name}`;
  const { module, task, at } = stub;
  return [
    ...(module === undefined ? [] : [module]),
    ...(task === undefined ? [] : [`task "${task}"`]),
    ...(at === undefined ? [] : [`the task at line ${at.line}`]),
  ].join(', ');
}

/** The names that a stub may call an action by: core's own modules with and without their collection. */
export function actionNames(action: string, collections: readonly string[] = []): readonly string[] {
  const names = [action, ...(action.includes('.') ? [] : collections.map((one) => `${one}.${action}`))];
  const core = /^(?:ansible\.(?:builtin|legacy)\.)?([^.]+)$/.exec(action)?.[1];
  return core === undefined ? names : [...new Set([...names, core, `ansible.builtin.${core}`])];
}
