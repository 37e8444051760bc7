/** YAML as the audit sees it: only what Ansible can see, and where it stands. Offsets count UTF-16 units from 0. */
export type YamlNode = YamlMap | YamlList | YamlScalar;

interface Span {
  readonly start: number;
  readonly end: number;
}

export interface YamlScalar extends Span {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
  /** The value as a string, before YAML gave it a type. */
  readonly text: string;
  /** `!vault`, `!unsafe`: no template is evaluated in it. */
  readonly opaque: boolean;
  readonly quoted: boolean;
}

export interface YamlList extends Span {
  readonly kind: 'list';
  readonly items: readonly YamlNode[];
  readonly flow: boolean;
}

export interface YamlPair {
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: YamlNode;
}

export interface YamlMap extends Span {
  readonly kind: 'map';
  readonly pairs: readonly YamlPair[];
  readonly flow: boolean;
}

/** A text as a node, where it stands. */
export function scalarOf(text: string, { start, end }: Span): YamlScalar {
  return { kind: 'scalar', value: text, text, opaque: false, quoted: false, start, end };
}

/** The last pair of that key, as Ansible takes it. */
export function pairOf(map: YamlMap, key: string): YamlPair | undefined {
  for (let index = map.pairs.length - 1; index >= 0; index--) {
    if (map.pairs[index]?.key === key) return map.pairs[index];
  }
  return undefined;
}

/** Every string in a node, with its offset. Mapping keys included. */
export function stringsIn(
  node: YamlNode,
  into: { text: string; start: number }[] = [],
): { text: string; start: number }[] {
  if (node.kind === 'scalar') {
    if (typeof node.value === 'string' && !node.opaque) into.push({ text: node.value, start: node.start });
  } else if (node.kind === 'list') {
    for (const item of node.items) stringsIn(item, into);
  } else {
    for (const pair of node.pairs) {
      if (pair.key.includes('{{')) into.push({ text: pair.key, start: pair.keyStart });
      stringsIn(pair.value, into);
    }
  }
  return into;
}

/** A scalar as text; nothing for a list, a mapping or null. */
export function textOf(node: YamlNode | undefined): string {
  if (node?.kind !== 'scalar' || node.value === null) return '';
  return typeof node.value === 'string' ? node.value : node.text;
}
