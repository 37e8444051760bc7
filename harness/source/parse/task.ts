import { NONE } from '../none.ts';
import { type Action, readAction } from './action.ts';
import { type Keywords, keywordsOf } from './keywords.ts';
import { textOf, type YamlMap, type YamlNode, type YamlPair } from './node.ts';
import type { Source } from './source.ts';

/** A task, a block, or an include, as it stands in its file. */
export interface TaskNode {
  readonly source: Source;
  readonly map: YamlMap;
  readonly name: string;
  readonly keywords: Keywords;
  readonly action: Action | undefined;
  readonly block: readonly TaskNode[] | undefined;
  readonly rescue: readonly TaskNode[];
  readonly always: readonly TaskNode[];
  /** The comment lines right above it and behind its keywords. */
  readonly comments: string;
}

const KEYWORDS = new Set(
  `action any_errors_fatal args async become become_exe become_flags become_method become_user changed_when check_mode
  collections connection debugger delay delegate_facts delegate_to diff environment failed_when ignore_errors
  ignore_unreachable local_action loop loop_control module_defaults name no_log notify poll port register remote_user
  retries run_once tags throttle timeout until vars when listen block rescue always apply first_available_file sudo
  sudo_user su su_user always_run gather_facts`.split(/\s+/),
);

export function isTaskKeyword(key: string): boolean {
  return KEYWORDS.has(key) || key.startsWith('with_');
}

/** Tasks of a list, blocks inside them included. Anything that is no mapping is left out. */
export function readTasks(source: Source, node: YamlNode | undefined, depth = 0): TaskNode[] {
  if (node?.kind !== 'list' || depth > 40) return [];
  const tasks: TaskNode[] = [];
  let before = commentAbove(source.text, node.start);
  for (const item of node.items) {
    if (item.kind === 'map') tasks.push(readTask(source, item, before, depth));
    else if (item.kind === 'list') tasks.push(...readTasks(source, item, depth + 1));
    before = item.end;
  }
  return tasks;
}

function readTask(source: Source, map: YamlMap, before: number, depth: number): TaskNode {
  const keywords = keywordsOf(map.pairs.filter(({ key }) => isTaskKeyword(key)));
  const actionPair = map.pairs.find(({ key }) => !isTaskKeyword(key));
  const isBlock = keywords.has('block');
  const nested = (key: string) => readTasks(source, keywords.get(key)?.value, depth + 1);
  return {
    source,
    map,
    name: textOf(keywords.get('name')?.value),
    keywords,
    action: isBlock ? undefined : readAction(keywords, actionPair),
    block: isBlock ? nested('block') : undefined,
    rescue: isBlock ? nested('rescue') : NONE,
    always: isBlock ? nested('always') : NONE,
    comments: commentsOf(source, map, before, isBlock),
  };
}

/** Where the comment lines begin that stand right above a list: they are about its first item. */
function commentAbove(text: string, start: number): number {
  let from = text.lastIndexOf('\n', start - 1) + 1;
  if (text.slice(from, start).trim() !== '') return start;
  for (;;) {
    const above = text.lastIndexOf('\n', from - 2) + 1;
    if (from === 0 || above >= from || !/^\s*#/.test(text.slice(above, from))) return from;
    from = above;
  }
}

function commentsOf(source: Source, map: YamlMap, before: number, isBlock: boolean): string {
  const end = isBlock ? map.start : map.end;
  // The node before may end in the middle of its last line, whose comment is its own.
  const from = before > 0 && source.text[before - 1] === '\n' ? before : source.text.indexOf('\n', before);
  const text = source.text.slice(from === -1 || from > map.start ? before : from, end);
  if (!text.includes('#')) return '';
  const found = text.match(/(?:^|\s)#[^\n]*/g);
  return found ? found.join('\n').trim() : '';
}

/** The keyword of a loop, however it is spelled. */
export function loopPair({ keywords }: Pick<TaskNode, 'keywords'>): YamlPair | undefined {
  return keywords.get('loop') ?? [...keywords.values()].find(({ key }) => key.startsWith('with_'));
}
