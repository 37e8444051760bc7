import { posix } from 'node:path';
import { pairOf, type YamlNode } from './parse/node.ts';
import type { ReadPlaybook } from './read-playbook.ts';

const BRINGS_ROLES = /^(ansible\.builtin\.|ansible\.legacy\.)?(include|import)_role$/;

/** Folders that plays and tasks name as roles by a path, as that would be seen from the playbook: whether they are there is not looked at. */
export function rolesByPath({ project, realPath }: ReadPlaybook, files: readonly string[]): readonly string[] {
  const names = files.flatMap((file) => (project.file(file)?.roots ?? []).flatMap(namesIn));
  const paths = names.filter((name) => name.includes('/') && !name.includes('{{'));
  const home = posix.dirname(realPath);
  return [...new Set(paths)].flatMap((path) => [
    posix.resolve(home, path),
    posix.resolve(home, 'roles', path),
    ...files.map((file) => posix.resolve(posix.dirname(file), path)),
  ]);
}

function namesIn(node: YamlNode): string[] {
  if (node.kind === 'list') return node.items.flatMap(namesIn);
  if (node.kind !== 'map') return [];
  return node.pairs.flatMap(({ key, value }) => [
    ...(key === 'roles' && value.kind === 'list' ? value.items.flatMap(nameOf) : []),
    ...(BRINGS_ROLES.test(key) ? nameOf(value) : []),
    ...namesIn(value),
  ]);
}

function nameOf(node: YamlNode): string[] {
  if (node.kind === 'scalar') return [node.text.replace(/^.*?\bname=/, '').trim()];
  if (node.kind !== 'map') return [];
  return ['role', 'name'].flatMap((key) => {
    const value = pairOf(node, key)?.value;
    return value?.kind === 'scalar' ? [value.text.trim()] : [];
  });
}
