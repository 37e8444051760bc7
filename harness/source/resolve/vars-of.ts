import type { YamlMap, YamlNode } from '../parse/node.ts';

/** What a `vars` keyword sets: a mapping, or a list of them. */
export function varsOf(node: YamlNode | undefined): ReadonlyMap<string, YamlNode> {
  const vars = new Map<string, YamlNode>();
  const maps =
    node?.kind === 'map'
      ? [node]
      : node?.kind === 'list'
        ? node.items.filter((item): item is YamlMap => item.kind === 'map')
        : [];
  for (const map of maps) for (const pair of map.pairs) vars.set(pair.key, pair.value);
  return vars;
}
