import type { YamlNode } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';
import type { Frame } from '../resolve/frame.ts';
import type { Vars } from '../resolve/variables.ts';
import { evaluateNode, type Scope } from './evaluate.ts';
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
    lookup(name, depth) {
      const loop = bound.get(name);
      if (loop) return loop;
      const read = (node: YamlNode, soft: boolean): Value => {
        const value = evaluateNode(node, scope, depth + 1);
        return soft && value.k === 'literal' ? { ...value, soft: true } : value;
      };
      for (const frame of inner) {
        const node = frame.strong ? frame.vars?.get(name) : undefined;
        if (node) return read(node, false);
      }
      const fact = layers.facts.get(name);
      if (fact) return fact;
      const ownNode = own?.kind === 'map' ? own.pairs.find((pair) => pair.key === name)?.value : undefined;
      if (ownNode) return read(ownNode, false);
      for (const frame of inner) {
        const node = frame.strong ? undefined : frame.vars?.get(name);
        if (node) return read(node, false);
      }
      if (layers.torn(name) && !layers.play.some((layer) => !layer.soft && layer.vars.get(name)))
        return unknown(`"${name}" differs between groups or hosts`);
      for (const layer of layers.play) {
        const node = layer.vars.get(name);
        if (node) return read(node, layer.soft);
      }
      return undefined;
    },
  };
  return scope;
}
