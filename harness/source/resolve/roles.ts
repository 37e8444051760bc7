import { posix } from 'node:path';
import type { Paths } from './paths.ts';
import { writtenName } from './written-name.ts';

export interface Role {
  readonly name: string;
  readonly dir: string;
}

/** The roles among a project's files, by name and by place. */
export class Roles {
  private readonly paths: Paths;
  private readonly rolePaths: readonly string[];
  private readonly rolesByName = new Map<string, Role[]>();

  constructor(paths: Paths, rolePaths: readonly string[]) {
    this.paths = paths;
    this.rolePaths = rolePaths;
    const dirs = new Set([...paths.texts.keys()].flatMap((path) => folderOfRole(path) ?? []));
    for (const dir of dirs) this.add(posix.basename(dir), dir);
    for (const [link, target] of paths.links) if (dirs.has(target)) this.add(posix.basename(link), target);
  }

  private add(name: string, dir: string): void {
    const role = { name, dir };
    const known = this.rolesByName.get(name);
    if (known) known.push(role);
    else this.rolesByName.set(name, [role]);
  }

  /** The role that a file belongs to, if it stands in one. */
  of(path: string): Role | undefined {
    const match = /^(.*?)\/(tasks|handlers|defaults|vars|meta)\//.exec(path);
    if (!match?.[1]) return undefined;
    let dir = match[1];
    for (let found = match; ; ) {
      dir = found[1] as string;
      if (this.paths.has(`${dir}/tasks/main`) || this.paths.has(`${dir}/meta/main`) || /(^|\/)roles\/[^/]+$/.test(dir))
        return { name: posix.basename(dir), dir };
      const next = new RegExp(`^(${escapeRegExp(dir)}/${found[2]}/.*?)/(tasks|handlers|defaults|vars|meta)/`).exec(
        path,
      );
      if (!next) return undefined;
      found = next;
    }
  }

  /** The role of that name beside a directory, in a collection, or on the role paths; else the nearest one that has it. */
  find(name: string, from: string, playDir = from): Role | undefined {
    const exact = this.places(name, from, playDir)
      .map((dir) => this.paths.real(dir))
      .find((dir) => this.has(dir));
    return exact ? { name: posix.basename(exact), dir: exact } : this.nearest(name, from);
  }

  private has(dir: string): boolean {
    return this.rolesByName.get(posix.basename(dir))?.some((role) => role.dir === dir) ?? false;
  }

  /** Where Ansible would look for it, in its order. */
  private places(name: string, from: string, playDir: string): string[] {
    if (name.includes('/')) return [posix.normalize(posix.join(from, name))];
    const [, namespace, collection, role] = /^(\w+)\.(\w+)\.(\w+)$/.exec(name) ?? [];
    if (role) {
      const tail = `ansible_collections/${namespace}/${collection}/roles/${role}`;
      const found = (this.rolesByName.get(role) ?? []).find(({ dir }) => dir === tail || dir.endsWith(`/${tail}`));
      if (found) return [found.dir];
    }
    return [playDir, ...this.rolePaths, from].flatMap((dir) => [
      ...(dir === playDir ? [posix.join(dir, 'roles', name)] : []),
      posix.join(dir, name),
    ]);
  }

  private nearest(name: string, from: string): Role | undefined {
    const short = name.replace(/\/+$/, '').replace(/^.*\//, '');
    const plain = short.includes('.') && !this.rolesByName.has(short) ? short.slice(short.lastIndexOf('.') + 1) : short;
    const candidates = this.rolesByName.get(plain) ?? [];
    return candidates
      .map((role) => ({
        role,
        near: commonDepth(role.dir, from) * 2 + (/(^|\/)roles\/[^/]+$/.test(role.dir) ? 1 : 0),
      }))
      .sort((a, b) => b.near - a.near)[0]?.role;
  }

  /** The roles that a name with templates in it may mean. */
  like(written: string, from: string): Role[] {
    const { mayBe } = writtenName(written);
    const names = [...this.rolesByName.keys()].filter(mayBe).slice(0, 20);
    return names.flatMap((name) => this.find(name, from) ?? []);
  }
}

/** The folder of the role that a file would stand in, by the names of folders. */
function folderOfRole(path: string): string | undefined {
  const match = /^(.*?)(?:^|\/)(tasks|handlers|defaults|vars|meta)\/(?:.+\/)?[^/]+$/.exec(path);
  if (!match) return undefined;
  return path.slice(0, path.indexOf(`${match[2]}/`, match[1]?.length ?? 0)).replace(/\/$/, '') || undefined;
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function commonDepth(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  let depth = 0;
  while (depth < left.length && depth < right.length && left[depth] === right[depth]) depth += 1;
  return depth;
}
