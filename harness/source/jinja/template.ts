import { readExpression } from './expression.ts';
import type { Expression } from './syntax.ts';

export type TemplatePart =
  | { readonly p: 'text'; readonly v: string }
  | { readonly p: 'output'; readonly v: Expression | undefined; readonly text: string }
  | { readonly p: 'statement'; readonly word: string; readonly rest: string };

/** More than a large project has: where they are forgotten, each is cut anew every time that a way comes to it. */
const MAX_KNOWN = 50_000;

const cache = new Map<string, readonly TemplatePart[]>();

/** Cuts a string into text, `{{ }}` and `{% %}`; comments fall away. Never throws. */
export function readTemplate(text: string): readonly TemplatePart[] {
  const known = cache.get(text);
  if (known) return known;
  const parts = cut(text);
  if (cache.size > MAX_KNOWN) cache.clear();
  cache.set(text, parts);
  return parts;
}

function cut(text: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let at = 0;
  while (at < text.length) {
    const open = /\{[{%#]/g;
    open.lastIndex = at;
    const match = open.exec(text);
    if (!match) break;
    const close =
      match[0] === '{{'
        ? closeOfOutput(text, match.index + 2)
        : text.indexOf(match[0] === '{%' ? '%}' : '#}', match.index + 2);
    if (close === -1) break;
    if (match.index > at) parts.push({ p: 'text', v: text.slice(at, match.index) });
    const inside = text
      .slice(match.index + 2, close)
      .replace(/^[-+]|[-+]$/g, '')
      .trim();
    if (match[0] === '{{') parts.push({ p: 'output', v: readExpression(inside), text: inside });
    else if (match[0] === '{%') {
      const [word = ''] = inside.split(/\s/, 1);
      parts.push({ p: 'statement', word, rest: inside.slice(word.length).trim() });
    }
    at = close + 2;
  }
  if (at < text.length) parts.push({ p: 'text', v: text.slice(at) });
  return parts;
}

/** `}}` outside of quotes and of a dict's own braces. */
function closeOfOutput(text: string, from: number): number {
  let braces = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '"' || character === "'") at = closeOfQuote(text, at);
    else if (character === '{') braces += 1;
    else if (character === '}' && braces > 0) braces -= 1;
    else if (character === '}' && text[at + 1] === '}') return at;
  }
  return text.indexOf('}}', from);
}

/** Where text in quotes ends that begins at an offset; the text's own end for one that is never closed. */
function closeOfQuote(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at += 1;
    else if (text[at] === text[start]) return at;
  }
  return text.length;
}

/** The one expression that makes up the whole string, if that is what it is. */
export function soleExpression(text: string): Expression | undefined {
  const parts = readTemplate(text.trim());
  const [only] = parts;
  return parts.length === 1 && only?.p === 'output' ? only.v : undefined;
}

/** What stands in `{{ }}` in a string and is no expression that can be read. */
export function unreadableIn(text: string): string[] {
  if (!text.includes('{{')) return [];
  return readTemplate(text).flatMap((part) => (part.p === 'output' && !part.v ? [part.text] : []));
}

/** Every expression in a string: outputs, and what `if`, `for` and `set` look at. */
export function expressionsIn(text: string): Expression[] {
  if (!text.includes('{')) return [];
  return readTemplate(text).flatMap((part) => {
    if (part.p === 'output') return part.v ? [part.v] : [];
    if (part.p !== 'statement') return [];
    const body =
      part.word === 'for'
        ? part.rest.replace(/^.*?\sin\s/, '')
        : part.word === 'set'
          ? part.rest.replace(/^.*?=/, '')
          : part.rest;
    const expression = readExpression(body);
    return expression ? [expression] : [];
  });
}
