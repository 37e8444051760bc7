import { readFileSync } from 'node:fs';
import type { YamlMap, YamlNode } from '../source/parse/node.ts';
import { readYaml } from '../source/parse/read-yaml.ts';
import { placeAt, toSource } from '../source/parse/source.ts';
import { isTaskKeyword } from '../source/parse/task.ts';

/** The line that the task begins on which this line belongs to: the one that Ansible names. Undefined where there is no task. */
export function taskLineAt(file: string, line: number): number | undefined {
  const source = toSource(file, readFileSync(file, 'utf8'));
  const offset = source.lineStarts[line - 1];
  const next = source.lineStarts[line] ?? source.text.length + 1;
  if (offset === undefined) return undefined;
  let innermost: YamlMap | undefined;
  const visit = (node: YamlNode, inList: boolean): void => {
    if (node.kind === 'scalar' || node.start >= next || node.end < offset) return;
    if (node.kind === 'list') for (const item of node.items) visit(item, true);
    else {
      if (inList && acts(node)) innermost = node;
      for (const pair of node.pairs) visit(pair.value, false);
    }
  };
  for (const root of readYaml(source).roots) visit(root, false);
  return innermost && placeAt(source, innermost.start).line;
}

/** A block or a play has no action of its own. */
function acts({ pairs }: YamlMap): boolean {
  const keys = pairs.map(({ key }) => key);
  if (keys.some((key) => key === 'block' || key === 'hosts')) return false;
  return keys.some((key) => key === 'action' || key === 'local_action' || !isTaskKeyword(key));
}
