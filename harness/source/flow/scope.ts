import type { YamlNode } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';
import type { Frame } from '../resolve/frame.ts';
import type { Vars } from '../resolve/variables.ts';
import { evaluateNode } from './evaluate.ts';
import type { Scope } from './evaluation.ts';
import { unknown, type Value } from './value.ts';

export interface Layer {
  readonly vars: Vars;
  /** An inventory or -e may replace it. */
  readonly soft: boolean;
}

export interface Layers {
  /** Registers and set_fact. */
  readonly facts: ReadonlyMap<string, Value>;
  /** The play's own variables, highest first. */
  readonly play: readonly Layer[];
  /** Names with several values in group_vars and host_vars. */
  readonly torn: (name: string) => boolean;
}

/** The variables a task sees, by Ansible's order of precedence. */
export function scopeOf(
  task: TaskNode | undefined,
  frames: readonly Frame[],
  layers: Layers,
  bound: ReadonlyMap<string, Value>,
): Scope {
  const inner = [...frames].reverse();
  const own = task?.keywords.get('vars')?.value;
  const scope: Scope = {
    lookup: (name, depth) =>
      bound.get(name) ??
      read(frameVariable(inner, name, true), depth) ??
      layers.facts.get(name) ??
      read(ownVariable(own, name), depth) ??
      read(frameVariable(inner, name, false), depth) ??
      (isTorn(layers, name) ? unknown(`"${name}" differs between groups or hosts`) : undefined) ??
      layered(name, depth),
  };
  return scope;

  function read(node: YamlNode | undefined, depth: number): Value | undefined {
    return node && evaluateNode(node, scope, depth + 1);
  }

  function layered(name: string, depth: number): Value | undefined {
    for (const { vars, soft } of layers.play) {
      const value = read(vars.get(name), depth);
      if (value) return soft && value.k === 'literal' ? { ...value, soft } : value;
    }
    return undefined;
  }
}

/** A variable of the innermost frame that has it, of those that stand above facts (`strong`), or below. */
function frameVariable(inner: readonly Frame[], name: string, strong: boolean): YamlNode | undefined {
  for (const frame of inner) {
    const node = Boolean(frame.strong) === strong ? frame.vars?.get(name) : undefined;
    if (node) return node;
  }
  return undefined;
}

/** A variable of the task's own `vars`. */
function ownVariable(own: YamlNode | undefined, name: string): YamlNode | undefined {
  return own?.kind === 'map' ? own.pairs.find(({ key }) => key === name)?.value : undefined;
}

/** Whether groups or hosts say different things of it, and nothing above them says one. */
function isTorn(layers: Layers, name: string): boolean {
  return layers.torn(name) && !layers.play.some(({ soft, vars }) => !soft && vars.get(name));
}
