import { pathOf } from './access.ts';
import { isTrue } from './compare.ts';
import type { Decided } from './decided.ts';
import { Dict, isList, Undefined, type Value } from './value.ts';

/** `results[?failed].item`, `[?rc!=`0`]`, `[*].ansible_job_id`: one list, one choice, one attribute. */
const SIMPLE =
  /^\s*(?:(\w+)|\[\*\])?\s*(?:\[\?\s*(!?)\s*([\w.]+)\s*(?:(==|!=)\s*[`'"]?(\w+)[`'"]?)?\s*\])?\s*(?:(?:\[\*?\])?\.(\w+))?\s*$/;

/** What a query gives; undefined where it is more than one of the simple ones. */
export function jsonQuery(of: Value, query: string, decided: Decided): Value | undefined {
  const match = SIMPLE.exec(query);
  if (!match) return undefined;
  const [, root, not, path, operator, literal, attribute] = match;
  let list = root !== undefined && of instanceof Dict ? (of.get(root) ?? []) : of;
  if (!isList(list)) return undefined;
  if (path !== undefined)
    list = list.filter((item) => {
      const found = pathOf(item, path, decided);
      const met =
        operator === undefined
          ? !(found instanceof Undefined) && isTrue(found, decided)
          : (!(found instanceof Undefined) && String(found) === literal) === (operator === '==');
      return met !== (not === '!');
    });
  if (attribute === undefined) return list;
  return list.map((item) => pathOf(item, attribute, decided)).filter((item) => !(item instanceof Undefined));
}
