import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml';
import type { YamlList, YamlMap, YamlNode, YamlPair, YamlScalar } from './node.ts';

/** More nodes than a person writes: a bomb of aliases. */
const MAX_NODES = 200_000;
const MAX_DEPTH = 200;

/** Takes what is odd at an offset. */
export type TakeNote = (code: string, offset: number, message: string) => void;

/** One document's content as Ansible would see it: aliases and merge keys resolved, odd keys noted and left out. */
export function convert(contents: Node, note: TakeNote): YamlNode {
  const reading: Reading = { left: MAX_NODES, anchors: new Map(), expanding: false, note };
  const root = convertNode(contents, reading, 0);
  if (reading.left <= 0)
    note('too-many-nodes', 0, `more than ${MAX_NODES} nodes once its aliases are expanded: read in part`);
  return root;
}

/** One document as it is converted. */
interface Reading {
  /** Nodes that it may still have. */
  left: number;
  readonly anchors: Map<string, Node>;
  /** Inside of what an alias stands for: its anchors are known already. */
  expanding: boolean;
  readonly note: TakeNote;
}

function convertNode(node: Node | null, reading: Reading, depth: number): YamlNode {
  reading.left -= 1;
  if (!node || reading.left <= 0 || depth > MAX_DEPTH) return empty(node?.range?.[0] ?? 0);
  if (isAlias(node)) {
    const target = reading.anchors.get(node.source);
    const at = node.range?.[0] ?? 0;
    if (!target) {
      reading.note('alias-unresolved', at, `no anchor &${node.source}`);
      return empty(at);
    }
    const outer = reading.expanding;
    reading.expanding = true;
    const value = convertNode(target, reading, depth + 1);
    reading.expanding = outer;
    return value;
  }
  const { anchor } = node as { anchor?: string };
  if (anchor !== undefined && !reading.expanding) reading.anchors.set(anchor, node);
  if (isMap(node)) return convertMap(node, reading, depth);
  if (isSeq(node)) {
    const items = node.items.map((item) => convertNode(item as Node | null, reading, depth + 1));
    return { kind: 'list', items, flow: node.flow === true, ...span(node) } satisfies YamlList;
  }
  return isScalar(node) ? convertScalar(node) : empty(0);
}

function convertMap(node: YAMLMap, reading: Reading, depth: number): YamlMap {
  const pairs: YamlPair[] = [];
  const seen = new Set<string>();
  const merged: YamlPair[] = [];
  for (const item of node.items) {
    const key = keyOf(item.key as Node | null, node, reading.note);
    if (!key) continue;
    const value = item.value ? convertNode(item.value as Node, reading, depth + 1) : empty(key.keyEnd);
    if (key.key === '<<' && value.kind !== 'scalar') {
      merged.push(...mergedBy(value));
      continue;
    }
    if (seen.has(key.key))
      reading.note('duplicate-key', key.keyStart, `"${key.key}" is given twice: Ansible takes the last`);
    seen.add(key.key);
    pairs.push({ ...key, value });
  }
  const inherited = merged.filter((pair) => !seen.has(pair.key));
  return { kind: 'map', pairs: [...inherited, ...pairs], flow: node.flow === true, ...span(node) };
}

/** A pair's key; undefined for none, and for one that no variable or keyword can have. */
function keyOf(key: Node | null, map: YAMLMap, note: TakeNote): Omit<YamlPair, 'value'> | undefined {
  if (!key) return undefined;
  const keyStart = key.range?.[0] ?? map.range?.[0] ?? 0;
  if (isScalar(key)) return { key: keyText(key), keyStart, keyEnd: key.range?.[1] ?? keyStart };
  note('complex-key', keyStart, 'a key that is a list or a mapping (an unquoted template?): skipped');
  return undefined;
}

/** What a merge key (`<<`) brings: the pairs of a mapping, or of those in a list. */
function mergedBy(value: YamlMap | YamlList): readonly YamlPair[] {
  const from = value.kind === 'list' ? value.items : [value];
  return from.flatMap((one) => (one.kind === 'map' ? one.pairs : []));
}

function keyText(node: Scalar): string {
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value));
}

function convertScalar(node: Scalar): YamlScalar {
  const raw = node.value;
  const typed = typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean' || raw === null;
  const text = node.source ?? (raw === null || raw === undefined ? '' : String(raw));
  const opaque = typeof node.tag === 'string' && /^!(vault|unsafe|vault-encrypted)$/.test(node.tag);
  const quoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
  return { kind: 'scalar', value: typed ? raw : text, text, opaque, quoted, ...span(node) };
}

function span(node: Node): { start: number; end: number } {
  return { start: node.range?.[0] ?? 0, end: node.range?.[1] ?? 0 };
}

function empty(offset: number): YamlScalar {
  return { kind: 'scalar', value: null, text: '', opaque: false, quoted: false, start: offset, end: offset };
}
