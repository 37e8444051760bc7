import { type Keywords, keywordsOf } from '../parse/keywords.ts';
import { pairOf, textOf, type YamlNode, type YamlPair } from '../parse/node.ts';
import { isTaskKeyword } from '../parse/task.ts';
import { varsOf } from './vars-of.ts';

/** An entry of a play's `roles`: a name, or a mapping whose other keys are keywords and variables. */
export interface RoleEntry {
  readonly name: string;
  readonly keywords: Keywords;
  readonly vars: ReadonlyMap<string, YamlNode>;
}

export function readRoleEntry(entry: YamlNode): RoleEntry {
  const vars = new Map<string, YamlNode>();
  if (entry.kind !== 'map') return { name: textOf(entry), keywords: keywordsOf([]), vars };
  const keywords: YamlPair[] = [];
  for (const pair of entry.pairs) {
    if (pair.key === 'vars') for (const [name, value] of varsOf(pair.value)) vars.set(name, value);
    else if (isTaskKeyword(pair.key)) keywords.push(pair);
    else if (pair.key !== 'role') vars.set(pair.key, pair.value);
  }
  return {
    name: textOf(pairOf(entry, 'role')?.value ?? pairOf(entry, 'name')?.value),
    keywords: keywordsOf(keywords),
    vars,
  };
}
