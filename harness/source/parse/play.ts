import { pairOf, textOf, type YamlMap, type YamlNode } from './node.ts';

/** The plays and imports of a playbook. */
export function playsIn(roots: readonly YamlNode[]): YamlMap[] {
  return roots
    .flatMap((root) => (root.kind === 'list' ? root.items : []))
    .filter((item): item is YamlMap => item.kind === 'map');
}

/** What a play imports in its place; the old `include` did so as well. */
export function importedBy(play: YamlMap): string | undefined {
  const pair =
    pairOf(play, 'import_playbook') ??
    pairOf(play, 'ansible.builtin.import_playbook') ??
    (pairOf(play, 'hosts') ? undefined : pairOf(play, 'include'));
  return pair && textOf(pair.value);
}
