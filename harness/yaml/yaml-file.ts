import { readFileSync } from 'node:fs';
import { isMap, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { ReapcheckError } from '../model/error.ts';
import type { Place } from '../model/place.ts';

export type Path = readonly (string | number)[];

/** A YAML file of which every value knows its place. */
export interface YamlFile {
  readonly file: string;
  readonly value: unknown;
  /** What the file is, in a word for messages: `scenario`. */
  readonly what: string;
  /** Of the value at this path; of the nearest that is there, where it is missing. */
  placeOf(path: Path): Place;
  /** Of a key in the mapping at this path. */
  placeOfKey(path: Path, key: string): Place;
}

/** Throws `unreadable-file`, or `bad-yaml` with the place, duplicate keys included. `what` the file is goes into messages. */
export function readYamlFile(file: string, what: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(textOf(file, what), { lineCounter: lines, logLevel: 'silent' });
  const at = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  const [error] = document.errors;
  if (error) {
    throw new ReapcheckError({
      code: 'bad-yaml',
      kind: 'usage',
      what: error.message.split(' at line ')[0] ?? error.message,
      where: at(error.pos[0]),
      expected: `a ${what}: one YAML mapping, each key once`,
      remedy: 'mend the file at this place',
    });
  }
  const nodeAt = (path: Path): Node | undefined => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as Node | undefined;
      if (node?.range) return node;
    }
    return (document.contents as Node | null) ?? undefined;
  };
  return {
    file,
    value: document.toJS(),
    what,
    placeOf: (path) => at(nodeAt(path)?.range?.[0] ?? 0),
    placeOfKey: (path, key) => {
      const map = path.length === 0 ? document.contents : document.getIn(path, true);
      const pair = isMap(map) ? map.items.find((one) => isScalar(one.key) && one.key.value === key) : undefined;
      return at((pair?.key as Node | undefined)?.range?.[0] ?? nodeAt(path)?.range?.[0] ?? 0);
    },
  };
}

function textOf(file: string, what: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ReapcheckError({
      code: 'unreadable-file',
      kind: 'usage',
      what: `${file} can't be read`,
      expected: `a ${what}`,
      seen: (error as Error).message,
      remedy: 'check the path',
      cause: error,
    });
  }
}
