/** A name as it is written, with a template for any part of it that isn't known: `install_{{ os }}.yml`. */
export interface WrittenName {
  /** Whether another name may be what it comes to. */
  readonly mayBe: (name: string) => boolean;
  /** The parts that are known: none where a template is the whole of it. */
  readonly known: string;
}

/** `within` keeps a template from standing for a character, as `/` in a path. Linear in the length of the name. */
export function writtenName(text: string, within = ''): WrittenName {
  const parts = text.split(/\{\{.*?\}\}|\{%.*?%\}/gs);
  return {
    known: parts.join(''),
    mayBe: (name) => (within === '' ? matches(parts, name) : matchesEach(parts, name, within)),
  };
}

function matches(parts: readonly string[], name: string): boolean {
  const [first = '', ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of rest) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}

/** As many segments on both sides, and each of them matches. */
function matchesEach(parts: readonly string[], name: string, within: string): boolean {
  const written: string[][] = [[]];
  for (const part of parts) {
    const [head = '', ...more] = part.split(within);
    written.at(-1)?.push(head);
    for (const segment of more) written.push([segment]);
  }
  const segments = name.split(within);
  return written.length === segments.length && written.every((of, index) => matches(of, segments[index] ?? ''));
}
