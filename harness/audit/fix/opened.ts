import type { AsyncTask } from '../../model/audit.ts';
import { formatPlace, type Place } from '../../model/place.ts';
import type { YamlMap, YamlNode } from '../../source/parse/node.ts';
import { readYaml } from '../../source/parse/read-yaml.ts';
import { lineIndexAt, lineText, placeAt, type Source, toSource } from '../../source/parse/source.ts';

/** A file that is to be changed. */
export interface Opened {
  readonly source: Source;
  readonly maps: readonly YamlMap[];
  /** The mapping that is a task. */
  readonly mapAt: (task: { readonly place: Place }) => YamlMap | undefined;
  /** For each mapping in a list: the ones after it. */
  readonly following: ReadonlyMap<YamlMap, readonly YamlNode[]>;
}

export function open(file: string, text: string): Opened {
  const source = toSource(file, text);
  const maps: YamlMap[] = [];
  const following = new Map<YamlMap, readonly YamlNode[]>();
  const collect = (node: YamlNode): void => {
    if (node.kind === 'map') {
      maps.push(node);
      for (const pair of node.pairs) collect(pair.value);
    } else if (node.kind === 'list') {
      for (const [index, item] of node.items.entries()) {
        if (item.kind === 'map') following.set(item, node.items.slice(index + 1));
        collect(item);
      }
    }
  };
  for (const root of readYaml(source).roots) collect(root);
  const places = new Map(maps.toReversed().map((map) => [formatPlace(placeAt(source, map.start)), map]));
  return { source, maps, mapAt: ({ place }) => places.get(formatPlace(place)), following };
}

export function samePlace(source: Source, map: YamlMap, task: AsyncTask): boolean {
  const place = placeAt(source, map.start);
  return place.line === task.place.line && place.column === task.place.column;
}

export function newline(source: Source): string {
  return source.text.includes('\r\n') ? '\r\n' : '\n';
}

export function breakBefore(source: Source, at: number): string {
  return source.text[at - 1] === '\n' ? '' : newline(source);
}

/** Where a line can be added below a task, with the columns of its dash and of its keys. */
export function below(map: YamlMap, source: Source): { at: number; dash: string; keys: string } | undefined {
  const firstLine = lineText(source, lineIndexAt(source, map.start));
  const column = map.start - (source.lineStarts[lineIndexAt(source, map.start)] ?? 0);
  const dash = /^(\s*)-\s+$/.exec(firstLine.slice(0, column));
  const last = map.pairs.reduce((end, pair) => Math.max(end, pair.keyEnd, pair.value.end), map.start);
  let line = lineIndexAt(source, Math.max(map.start, last - (source.text[last - 1] === '\n' ? 1 : 0)));
  while (line > 0 && lineText(source, line).trim() === '') line -= 1;
  const next = source.lineStarts[line + 1];
  if (dash?.[1] === undefined) return undefined;
  return { at: next ?? source.text.length, dash: dash[1], keys: ' '.repeat(column) };
}
