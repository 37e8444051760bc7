/** A text, whole or in pieces: that of a large report would be larger than the report. */
export type Told = string | Iterable<string>;

/** Items of a list that stands in JSON, each made when its turn comes. */
export class Each<T> {
  readonly items: readonly T[];
  readonly of: (item: T, index: number) => unknown;

  constructor(items: readonly T[], of: (item: T, index: number) => unknown = (item) => item) {
    this.items = items;
    this.of = of;
  }
}

/** What `JSON.stringify(value, null, 2)` gives, in pieces: an `Each` item by item, all else at once. */
export function* jsonPieces(value: unknown, indent = ''): Iterable<string> {
  const inner = `${indent}  `;
  if (value instanceof Each) {
    if (value.items.length === 0) return yield '[]';
    for (const [index, item] of value.items.entries())
      yield `${index === 0 ? '[' : ','}\n${inner}${indented(value.of(item, index), inner)}`;
    yield `\n${indent}]`;
  } else if (hasEach(value)) {
    const [open, close] = Array.isArray(value) ? ['[', ']'] : ['{', '}'];
    let before = open;
    for (const [key, of] of Object.entries(value)) {
      if (of === undefined) continue;
      yield `${before}\n${inner}${Array.isArray(value) ? '' : `${JSON.stringify(key)}: `}`;
      yield* jsonPieces(of, inner);
      before = ',';
    }
    yield `\n${indent}${close}`;
  } else yield indented(value, indent);
}

function indented(value: unknown, indent: string): string {
  return JSON.stringify(value, null, 2).replaceAll('\n', `\n${indent}`);
}

function hasEach(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).some((one) => one instanceof Each || hasEach(one));
}

const CHUNK = 65_536;

/** Pieces as they are worth a write each. */
export function* inChunks(told: Told): Iterable<string> {
  if (typeof told === 'string') return yield told;
  let chunk: string[] = [];
  let size = 0;
  for (const piece of told) {
    chunk.push(piece);
    size += piece.length;
    if (size < CHUNK) continue;
    yield chunk.join('');
    [chunk, size] = [[], 0];
  }
  if (chunk.length > 0) yield chunk.join('');
}

/** The whole of it. */
export function wholeOf(told: Told): string {
  return typeof told === 'string' ? told : [...told].join('');
}
