import type { YamlNode } from '../parse/node.ts';
import { evaluateText } from './evaluate-text.ts';
import { type Scope, tooDeep } from './evaluation.ts';
import { literal, unknown, type Value } from './value.ts';

/** The value of a YAML node with templates in it. */
export function evaluateNode(node: YamlNode, scope: Scope, depth = 0): Value {
  const circle = tooDeep(depth);
  if (circle) return circle;
  if (node.kind === 'list') return { k: 'list', items: node.items.map((item) => evaluateNode(item, scope, depth + 1)) };
  if (node.kind === 'map')
    return {
      k: 'dict',
      entries: new Map(node.pairs.map((pair) => [pair.key, evaluateNode(pair.value, scope, depth + 1)])),
    };
  if (node.opaque) return unknown('it is encrypted or marked unsafe');
  return typeof node.value === 'string' ? evaluateText(node.value, scope, depth) : literal(node.value);
}
