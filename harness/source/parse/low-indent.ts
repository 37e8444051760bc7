import { type Document, parseAllDocuments } from 'yaml';

/** Characters that are parsed again and again at most, for one file. */
const MAX_REPARSED = 20_000_000;
const MAX_ROUNDS = 200;

/**
 * Text in quotes, and lists and mappings in brackets, may go on at a lower indentation for PyYAML, not for our parser.
 * Each is joined into one line of the same length, so that offsets stay.
 */
export function parseLeniently(text: string): readonly Document[] {
  const rounds = Math.min(MAX_ROUNDS, 3 + MAX_REPARSED / Math.max(1, text.length));
  let current = text;
  for (let round = 0; ; round++) {
    const documents = parse(current);
    const errors = documents.flatMap((document) => document.errors);
    const span = round < rounds ? (openQuote(current, errors) ?? openBracket(current, errors)) : undefined;
    if (!span) return documents;
    const joined = span.joined.replace(/[\r\n]/g, ' ');
    if (joined === current.slice(span.start, span.end)) return documents;
    current = current.slice(0, span.start) + joined + current.slice(span.end);
  }
}

function parse(text: string): readonly Document[] {
  const parsed = parseAllDocuments(text, {
    version: '1.1',
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    strict: false,
  });
  return Array.isArray(parsed) ? parsed : [];
}

type Errors = readonly { readonly message: string; readonly pos: readonly [number, number] }[];

/** What is to stand in one line, and how it reads there. */
interface Span {
  readonly start: number;
  readonly end: number;
  readonly joined: string;
}

function openQuote(text: string, errors: Errors): Span | undefined {
  const open = errors.find((error) => /^Missing closing ["']quote/.test(error.message));
  if (!open) return undefined;
  const quote = open.message.includes('"') ? '"' : "'";
  const start = text.lastIndexOf(quote, open.pos[0] - 1);
  const end = start === -1 ? -1 : closingQuote(text, start, quote);
  return end === -1 ? undefined : { start, end, joined: text.slice(start, end) };
}

function closingQuote(text: string, start: number, quote: string): number {
  for (let at = start + 1; at < text.length; at++) {
    if (quote === '"' && text[at] === '\\') at += 1;
    else if (text[at] === quote) return at;
  }
  return -1;
}

function openBracket(text: string, errors: Errors): Span | undefined {
  const open = errors.find((error) => error.message.startsWith('Flow '));
  const start = open ? outermostOpen(text, open.pos[0]) : -1;
  return start === -1 ? undefined : closedBracket(text, start);
}

/** The bracket that a line of a block opens, and that is still open at an offset. */
function outermostOpen(text: string, from: number): number {
  let depth = 0;
  for (let at = from - 1; at >= 0; at--) {
    const character = text[at] as string;
    if (character === ']' || character === '}') depth += 1;
    else if (character === '[' || character === '{') {
      if (depth > 0) depth -= 1;
      else if (/^\s*(- +)*([^\s[{][^[{\n]*: +)?$/.test(text.slice(text.lastIndexOf('\n', at) + 1, at))) return at;
    }
  }
  return -1;
}

/** From a bracket to its end, comments blanked. */
function closedBracket(text: string, start: number): Span | undefined {
  let joined = '';
  let depth = 0;
  for (let at = start; at < text.length; at = start + joined.length) {
    const piece = pieceAt(text, at);
    if (piece === undefined) return undefined;
    joined += piece;
    depth += DEPTHS.get(piece) ?? 0;
    if (depth === 0) return { start, end: start + joined.length, joined };
  }
  return undefined;
}

const DEPTHS: ReadonlyMap<string, number> = new Map([
  ['[', 1],
  ['{', 1],
  [']', -1],
  ['}', -1],
]);

/**
 * What stands at an offset within brackets, in its own length: text in quotes, a comment as blanks, or one character. Undefined
 * for what has no end.
 */
function pieceAt(text: string, at: number): string | undefined {
  const character = text[at] as string;
  const before = text[at - 1] ?? ' ';
  if ((character === '"' || character === "'") && /[[{,:\s]/.test(before)) {
    const end = closingQuote(text, at, character);
    return end === -1 ? undefined : text.slice(at, end + 1);
  }
  if (character === '#' && /\s/.test(before)) {
    const end = text.indexOf('\n', at);
    return end === -1 ? undefined : ' '.repeat(end - at);
  }
  return character;
}
