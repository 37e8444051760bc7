import type { Document, Node } from 'yaml';
import type { AuditNote } from '../../model/audit.ts';
import { convert, type TakeNote } from './convert.ts';
import { parseLeniently } from './low-indent.ts';
import type { YamlNode } from './node.ts';
import { placeAt, type Source } from './source.ts';

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
  const note: TakeNote = (code, offset, message) => {
    notes.push({ code, place: placeAt(source, Math.min(offset, source.text.length)), message });
  };
  const odd = oddBytes(source);
  for (const fault of odd) note(fault.code, fault.offset, fault.message);
  const documents = odd.some((fault) => fault.stops) ? [] : documentsOf(source, note);
  const second = documents[1];
  if (second)
    note(
      'several-documents',
      second.range?.[0] ?? 0,
      'several YAML documents: Ansible refuses such a file; each is read here',
    );
  const roots = documents.flatMap((document) => rootOf(document, source, note));
  return { roots, notes };
}

function documentsOf(source: Source, note: TakeNote): readonly Document[] {
  try {
    return parseAsAnsible(source.text);
  } catch (error) {
    note('yaml-error', 0, `can't be read as YAML: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}

/** What a document holds, if anything, and can be read. */
function rootOf(document: Document, source: Source, note: TakeNote): readonly YamlNode[] {
  const stop = document.errors.find(stops);
  if (stop) {
    const template = /\{[%#]/.test(source.text);
    const message = template ? `a template rather than YAML: ${stop.message}` : stop.message;
    note(template ? 'template-not-yaml' : 'yaml-error', stop.pos[0], message);
    return [];
  }
  for (const error of document.errors) note('odd-yaml', error.pos[0], error.message);
  for (const { code, pos, message } of document.warnings)
    if (code !== 'TAG_RESOLVE_FAILED' || !OPAQUE.test(message))
      note('unknown-tag', pos[0], message.split('\n')[0] ?? '');
  return document.contents ? [convert(document.contents as Node, note)] : [];
}

/** Tags of Ansible's own. */
const OPAQUE = /!(vault|unsafe|vault-encrypted)/;

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
