import type { YamlMap, YamlNode } from '../parse/node.ts';
import type { Source } from '../parse/source.ts';
import { isTaskKeyword, type TaskNode } from '../parse/task.ts';

export interface ParsedFile {
  readonly path: string;
  readonly source: Source;
  readonly roots: readonly YamlNode[];
  readonly kind: 'playbook' | 'tasks' | 'vars' | 'other';
  readonly tasks: readonly TaskNode[];
}

const PLAY_KEYS = /^(hosts|import_playbook|ansible\.builtin\.import_playbook)$/;

/** By what stands in it, and where it stands. */
export function kindOf(path: string, roots: readonly YamlNode[]): ParsedFile['kind'] {
  const lists = roots.filter((root) => root.kind === 'list');
  if (lists.length === 0) return roots.some((root) => root.kind === 'map') ? 'vars' : 'other';
  const maps = lists.flatMap((list) => list.items).filter((item): item is YamlMap => item.kind === 'map');
  if (maps.some((map) => map.pairs.some((pair) => PLAY_KEYS.test(pair.key)))) return 'playbook';
  if (/(^|\/)(tasks|handlers)\//.test(path)) return 'tasks';
  return maps.length > 0 && maps.some(looksLikeTask) ? 'tasks' : 'other';
}

function looksLikeTask(map: YamlMap): boolean {
  const keys = map.pairs.map((pair) => pair.key);
  const actions = keys.filter((key) => !isTaskKeyword(key));
  if (keys.includes('block')) return true;
  return (
    actions.length === 1 && (keys.length > 1 || /^(ansible\.|command$|shell$|include|import)/.test(actions[0] ?? ''))
  );
}
