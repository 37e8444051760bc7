import { posix } from 'node:path';
import type { YamlNode } from '../parse/node.ts';
import type { Role } from './roles.ts';

/** Where variables come from: a mapping that was read, or files that are read when one of their words is asked for. */
export interface Vars {
  readonly get: (name: string) => YamlNode | undefined;
}

/** `torn`: several files say different things of it. */
export type TornVars = Vars & { readonly torn: (name: string) => boolean };

/** Variables that stand in files of their own. A file is parsed when one of its words is asked for. */
export class Variables {
  private readonly texts: ReadonlyMap<string, string>;
  private readonly directories: ReadonlyMap<string, readonly string[]>;
  private readonly rootsOf: (path: string) => readonly YamlNode[];
  private readonly varsCache = new Map<string, ReadonlyMap<string, YamlNode>>();
  private readonly inventories = new Map<string, TornVars>();
  private readonly roles = new Map<string, Vars>();
  private readonly files = new Map<string, TornVars>();

  constructor(
    texts: ReadonlyMap<string, string>,
    directories: ReadonlyMap<string, readonly string[]>,
    rootsOf: (path: string) => readonly YamlNode[],
  ) {
    this.texts = texts;
    this.directories = directories;
    this.rootsOf = rootsOf;
  }

  /** Variables of files, the later ones above the earlier. A file is parsed when its text has the word. */
  of(paths: readonly string[]): TornVars {
    const known = new Map<string, { node: YamlNode | undefined; torn: boolean }>();
    const find = (name: string) => {
      const before = known.get(name);
      if (before) return before;
      const nodes = paths
        .filter((path) => this.texts.get(path)?.includes(name))
        .flatMap((path) => this.topLevel(path).get(name) ?? []);
      const node = nodes.at(-1);
      const torn = nodes.some(
        (other) => !(node?.kind === 'scalar' && other.kind === 'scalar' && other.text === node.text),
      );
      const found = { node, torn: torn && nodes.length > 1 };
      known.set(name, found);
      return found;
    };
    return { get: (name) => find(name).node, torn: (name) => find(name).torn };
  }

  /** As `of`, for one file: what is found in it is found once for all that ask. */
  ofFile(path: string): TornVars {
    const known = this.files.get(path);
    if (known) return known;
    const vars = this.of([path]);
    this.files.set(path, vars);
    return vars;
  }

  /** What the mappings at the top of a file set. */
  topLevel(path: string): ReadonlyMap<string, YamlNode> {
    const known = this.varsCache.get(path);
    if (known) return known;
    const vars = new Map<string, YamlNode>();
    for (const root of this.rootsOf(path))
      if (root.kind === 'map') for (const pair of root.pairs) vars.set(pair.key, pair.value);
    this.varsCache.set(path, vars);
    return vars;
  }

  /** `defaults` or `vars` of a role: `main.yml`, or all files of `main/`. */
  ofRole(role: Role, folder: 'defaults' | 'vars'): Vars {
    const dir = `${role.dir}/${folder}`;
    const known = this.roles.get(dir);
    if (known) return known;
    const files = [`${dir}/main.yml`, `${dir}/main.yaml`, ...(this.directories.get(`${dir}/main`) ?? [])];
    const vars = this.of(files.filter((file) => this.texts.has(file)));
    this.roles.set(dir, vars);
    return vars;
  }

  /** group_vars and host_vars next to a playbook. A variable with several values has none that is known. */
  besides(dir: string): TornVars {
    const known = this.inventories.get(dir);
    if (known) return known;
    const inner = [posix.join(dir, 'inventory'), posix.join(dir, 'inventories')];
    const paths = this.inventoryFolders().flatMap(({ base, files }) =>
      base === dir || inner.some((place) => base === place || base.startsWith(`${place}/`)) ? files : [],
    );
    const vars = this.of(paths);
    this.inventories.set(dir, vars);
    return vars;
  }

  /** Folders of group_vars and host_vars, with what they stand in. */
  private inventoryFolders(): readonly { readonly base: string; readonly files: readonly string[] }[] {
    this.folders ??= [...this.directories].flatMap(([folder, files]) => {
      const match = /^(.*?)(?:^|\/)(group_vars|host_vars)(\/|$)/.exec(folder);
      return match ? [{ base: match[1] || '.', files: files.filter((file) => /\.ya?ml$/.test(file)) }] : [];
    });
    return this.folders;
  }

  private folders: readonly { readonly base: string; readonly files: readonly string[] }[] | undefined;
}
