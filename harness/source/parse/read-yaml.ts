import { type Document, isAlias, isMap, isScalar, isSeq, type Node, type Scalar } from 'yaml';
import type { AuditNote } from '../../model/audit.ts';
import { parseLeniently } from './low-indent.ts';
import type { YamlList, YamlMap, YamlNode, YamlPair, YamlScalar } from './node.ts';
import { placeAt, type Source } from './source.ts';

/** More nodes than a person writes: a bomb of aliases. */
const MAX_NODES = 200_000;
const MAX_DEPTH = 200;

/** Faults of layout that PyYAML, and so Ansible, reads without complaint. */
const HARMLESS = new Set([
  'BAD_INDENT',
  'TAB_AS_INDENT',
  'DUPLICATE_KEY',
  'MULTILINE_IMPLICIT_KEY',
  'KEY_OVER_1024_CHARS',
  'TAG_RESOLVE_FAILED',
]);

export interface ReadYaml {
  readonly roots: readonly YamlNode[];
  readonly notes: readonly AuditNote[];
}

/**
 * Reads a file as Ansible would (YAML 1.1), and never throws: what can't be read is a note. A document with an error
 * that Ansible would stop at has no root.
 */
export function readYaml(source: Source): ReadYaml {
  const notes: AuditNote[] = [];
  const note = (code: string, offset: number, message: string) =>
    notes.push({ code, place: placeAt(source, Math.min(offset, source.text.length)), message });
  const odd = oddBytes(source);
  for (const fault of odd) note(fault.code, fault.offset, fault.message);
  if (odd.some((fault) => fault.stops)) return { roots: [], notes };
  let documents: readonly Document[];
  try {
    documents = parseAsAnsible(source.text);
  } catch (error) {
    note('yaml-error', 0, `can't be read as YAML: ${error instanceof Error ? error.message : String(error)}`);
    return { roots: [], notes };
  }
  if (documents.length > 1)
    note(
      'several-documents',
      documents[1]?.range?.[0] ?? 0,
      'several YAML documents: Ansible refuses such a file; each is read here',
    );
  const roots: YamlNode[] = [];
  for (const document of documents) {
    const stop = document.errors.find(stops);
    if (stop) {
      const template = /\{[%#]/.test(source.text);
      note(
        template ? 'template-not-yaml' : 'yaml-error',
        stop.pos[0],
        template ? `a template rather than YAML: ${stop.message}` : stop.message,
      );
      continue;
    }
    for (const error of document.errors) note('odd-yaml', error.pos[0], error.message);
    for (const warning of document.warnings) {
      if (warning.code === 'TAG_RESOLVE_FAILED' && /!(vault|unsafe|vault-encrypted)/.test(warning.message)) continue;
      note('unknown-tag', warning.pos[0], warning.message.split('\n')[0] ?? '');
    }
    if (document.contents) {
      const reading: Reading = { left: MAX_NODES, anchors: new Map(), expanding: false, note };
      const root = convert(document.contents as Node, reading, 0);
      if (reading.left <= 0)
        note('too-many-nodes', 0, `more than ${MAX_NODES} nodes once its aliases are expanded: read in part`);
      roots.push(root);
    }
  }
  return { roots, notes };
}

/**
 * Lines that only say `{% raw %}` or `{% endraw %}` keep a playbook from the template engine that carries it. In a block
 * scalar they are text as any other, so that they are blanked, in place, only where the file isn't YAML with them.
 */
function parseAsAnsible(text: string): readonly Document[] {
  const documents = parseLeniently(text);
  if (!text.includes('raw') || !documents.some(isStopped)) return documents;
  const bare = text.replace(/^[ \t]*\{%[-+]?[ \t]*(end)?raw[ \t]*[-+]?%\}/gm, (line) => ' '.repeat(line.length));
  const carried = bare === text ? documents : parseLeniently(bare);
  return carried.some(isStopped) ? documents : carried;
}

function isStopped(document: Document): boolean {
  return document.errors.some(stops);
}

/** A bracket without an end has the code of a wrong indentation. */
function stops(error: { readonly code: string; readonly message: string }): boolean {
  return !HARMLESS.has(error.code) || error.message.startsWith('Flow ');
}

function oddBytes(source: Source): { code: string; offset: number; message: string; stops: boolean }[] {
  const faults: { code: string; offset: number; message: string; stops: boolean }[] = [];
  const nul = source.text.indexOf('\0');
  if (nul !== -1) faults.push({ code: 'nul-byte', offset: nul, message: 'holds a NUL byte: not read', stops: true });
  const odd = /^[ \t]*(?:async|poll|retries|delay)\s*:.*[\u00a0\u2007\u202f\u200b]/m.exec(source.text);
  if (odd)
    faults.push({
      code: 'odd-space',
      offset: odd.index,
      message: 'a no-break or invisible space in a number: Ansible reads it as text',
      stops: false,
    });
  return faults;
}

/** One document as it is converted. */
interface Reading {
  /** Nodes that it may still have. */
  left: number;
  readonly anchors: Map<string, Node>;
  /** Inside of what an alias stands for: its anchors are known already. */
  expanding: boolean;
  readonly note: (code: string, offset: number, message: string) => void;
}

function convert(node: Node | null, reading: Reading, depth: number): YamlNode {
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
    const value = convert(target, reading, depth + 1);
    reading.expanding = outer;
    return value;
  }
  const { anchor } = node as { anchor?: string };
  if (anchor !== undefined && !reading.expanding) reading.anchors.set(anchor, node);
  if (isMap(node)) return convertMap(node, reading, depth);
  if (isSeq(node)) {
    const items = node.items.map((item) => convert(item as Node | null, reading, depth + 1));
    return { kind: 'list', items, flow: node.flow === true, ...span(node) } satisfies YamlList;
  }
  return isScalar(node) ? convertScalar(node) : empty(0);
}

function convertMap(
  node: Node & { items: unknown[]; flow?: boolean | undefined },
  reading: Reading,
  depth: number,
): YamlMap {
  const { note } = reading;
  const pairs: YamlPair[] = [];
  const seen = new Set<string>();
  const merged: YamlPair[] = [];
  for (const item of node.items as { key: Node | null; value: Node | null }[]) {
    const keyNode = item.key;
    const keyStart = keyNode?.range?.[0] ?? node.range?.[0] ?? 0;
    const keyEnd = keyNode?.range?.[1] ?? keyStart;
    if (!keyNode || !isScalar(keyNode)) {
      if (keyNode) note('complex-key', keyStart, 'a key that is a list or a mapping (an unquoted template?): skipped');
      continue;
    }
    const key = keyText(keyNode);
    const value = item.value ? convert(item.value, reading, depth + 1) : empty(keyEnd);
    if (key === '<<' && value.kind !== 'scalar') {
      for (const from of value.kind === 'list' ? value.items : [value])
        if (from.kind === 'map') merged.push(...from.pairs);
      continue;
    }
    if (seen.has(key)) note('duplicate-key', keyStart, `"${key}" is given twice: Ansible takes the last`);
    seen.add(key);
    pairs.push({ key, keyStart, keyEnd, value });
  }
  const inherited = merged.filter((pair) => !seen.has(pair.key));
  return { kind: 'map', pairs: [...inherited, ...pairs], flow: node.flow === true, ...span(node) };
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
