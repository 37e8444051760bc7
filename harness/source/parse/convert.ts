import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar, type YAMLMap } from 'yaml';
import type { YamlList, YamlMap, YamlNode, YamlPair, YamlScalar } from './node.ts';

/** More nodes than a person writes: a bomb of aliases. */
const MAX_NODES = 200_000;
const MAX_DEPTH = 200;

/** Takes what is odd at an offset. */
export type TakeNote = (code: string, offset: number, message: string) => void;

/** One document's content as Ansible would see it: aliases and merge keys resolved, odd keys noted and left out. */
export function convert(contents: Node, note: TakeNote): YamlNode {
  const reading: Reading = { left: MAX_NODES, anchors: new Map(), keys: new Map(), expanding: false, note };
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
  readonly keys: Map<string, string>;
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
    return { kind: 'list', items, flow: node.flow === true, start: startOf(node), end: endOf(node) } satisfies YamlList;
  }
  return isScalar(node) ? convertScalar(node) : empty(0);
}

function convertMap(node: YAMLMap, reading: Reading, depth: number): YamlMap {
  const pairs: YamlPair[] = [];
  const seen = new Set<string>();
  const merged: YamlPair[] = [];
  for (const item of node.items) {
    const { key, keyStart, keyEnd } = keyOf(item.key as Node | null, node, reading) ?? {};
    if (key === undefined || keyStart === undefined || keyEnd === undefined) continue;
    const value = item.value ? convertNode(item.value as Node, reading, depth + 1) : empty(keyEnd);
    if (key === '<<' && value.kind !== 'scalar') {
      merged.push(...mergedBy(value));
      continue;
    }
    if (seen.has(key)) reading.note('duplicate-key', keyStart, `"${key}" is given twice: Ansible takes the last`);
    seen.add(key);
    pairs.push({ key, keyStart, keyEnd, value });
  }
  const inherited = merged.filter((pair) => !seen.has(pair.key));
  return {
    kind: 'map',
    // As long as it is, not as long as it has grown.
    pairs: [...inherited, ...pairs],
    flow: node.flow === true,
    start: startOf(node),
    end: endOf(node),
  };
}

/** A pair's key; undefined for none, and for one that no variable or keyword can have. */
function keyOf(key: Node | null, map: YAMLMap, reading: Reading): Omit<YamlPair, 'value'> | undefined {
  if (!key) return undefined;
  const keyStart = key.range?.[0] ?? map.range?.[0] ?? 0;
  if (isScalar(key)) return { key: sameText(reading.keys, keyText(key)), keyStart, keyEnd: key.range?.[1] ?? keyStart };
  reading.note('complex-key', keyStart, 'a key that is a list or a mapping (an unquoted template?): skipped');
  return undefined;
}

/** A text that is there already, rather than another copy of it: a file has the same few keys again and again. */
function sameText(known: Map<string, string>, text: string): string {
  const before = known.get(text);
  if (before !== undefined) return before;
  known.set(text, text);
  return text;
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
  const value = typed ? raw : text;
  // An equal text is the same one: most scalars are held once.
  return {
    kind: 'scalar',
    value,
    text: value === text ? value : text,
    opaque,
    quoted,
    start: startOf(node),
    end: endOf(node),
  };
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

function endOf(node: Node): number {
  return node.range?.[1] ?? 0;
}

function empty(offset: number): YamlScalar {
  return { kind: 'scalar', value: null, text: '', opaque: false, quoted: false, start: offset, end: offset };
}
