import { posix } from 'node:path';
import { type AuditNote, internalError, NOT_FOLLOWED } from '../../model/audit.ts';
import { formatPlace, type Place } from '../../model/place.ts';
import { pairOf, textOf, type YamlMap, type YamlNode } from '../parse/node.ts';
import { readYaml } from '../parse/read-yaml.ts';
import { type Source, toSource } from '../parse/source.ts';
import { isTaskKeyword, readTasks, type TaskNode } from '../parse/task.ts';
import { type AnsibleConfig, readAnsibleConfig } from './ansible-config.ts';
import { Definitions } from './definitions.ts';
import { Variables } from './variables.ts';
import { Words } from './words.ts';
import { writtenName } from './written-name.ts';

export interface ParsedFile {
  readonly path: string;
  readonly source: Source;
  readonly roots: readonly YamlNode[];
  readonly kind: 'playbook' | 'tasks' | 'vars' | 'other';
  readonly tasks: readonly TaskNode[];
}

export interface Role {
  readonly name: string;
  readonly dir: string;
}

/** The settings of an ansible.cfg, with its folder. */
interface ConfigAt {
  readonly dir: string;
  readonly config: AnsibleConfig;
}

const PLAY_KEYS = /^(hosts|import_playbook|ansible\.builtin\.import_playbook)$/;

/** All files of one audit, parsed when asked for, and what Ansible's search paths find among them. */
export class Project {
  readonly texts: ReadonlyMap<string, string>;
  readonly words: Words;
  readonly notes: AuditNote[] = [];
  private readonly parsed = new Map<string, ParsedFile>();
  private readonly rolesByName = new Map<string, Role[]>();
  private readonly directories = new Map<string, string[]>();
  readonly variables: Variables;
  readonly definitions: Definitions;
  private readonly links: ReadonlyMap<string, string>;
  /** What is said of each folder by its nearest ansible.cfg. */
  private readonly configs = new Map<string, ConfigAt | undefined>();

  private readonly rolePaths: readonly string[];

  constructor(
    texts: ReadonlyMap<string, string>,
    { rolePaths, links }: { readonly rolePaths: readonly string[]; readonly links: ReadonlyMap<string, string> },
  ) {
    this.texts = texts;
    this.rolePaths = rolePaths;
    this.links = links;
    this.definitions = new Definitions(texts);
    this.words = new Words(texts);
    this.variables = new Variables(texts, this.directories, (path) => this.file(path)?.roots ?? []);
    const dirs = new Set<string>();
    for (const path of texts.keys()) {
      const dir = posix.dirname(path);
      const files = this.directories.get(dir);
      if (files) files.push(path);
      else this.directories.set(dir, [path]);
      const match = /^(.*?)(?:^|\/)(tasks|handlers|defaults|vars|meta)\/(?:.+\/)?[^/]+$/.exec(path);
      const roleDir = match
        ? path.slice(0, path.indexOf(`${match[2]}/`, match[1]?.length ?? 0)).replace(/\/$/, '')
        : undefined;
      if (roleDir) dirs.add(roleDir);
    }
    for (const dir of dirs) this.addRole(posix.basename(dir), dir);
    for (const [link, target] of links) if (dirs.has(target)) this.addRole(posix.basename(link), target);
  }

  private addRole(name: string, dir: string): void {
    const role = { name, dir };
    const known = this.rolesByName.get(name);
    if (known) known.push(role);
    else this.rolesByName.set(name, [role]);
  }

  get parsedCount(): number {
    return this.parsed.size;
  }

  roles(): Role[] {
    return [...this.rolesByName.values()].flat();
  }

  /** The role that a file belongs to, if it stands in one. */
  roleOf(path: string): Role | undefined {
    const match = /^(.*?)\/(tasks|handlers|defaults|vars|meta)\//.exec(path);
    if (!match?.[1]) return undefined;
    let dir = match[1];
    for (let found = match; ; ) {
      dir = found[1] as string;
      if (this.has(`${dir}/tasks/main`) || this.has(`${dir}/meta/main`) || /(^|\/)roles\/[^/]+$/.test(dir))
        return { name: posix.basename(dir), dir };
      const next = new RegExp(`^(${escapeRegExp(dir)}/${found[2]}/.*?)/(tasks|handlers|defaults|vars|meta)/`).exec(
        path,
      );
      if (!next) return undefined;
      found = next;
    }
  }

  private has(stem: string): boolean {
    return this.texts.has(`${stem}.yml`) || this.texts.has(`${stem}.yaml`);
  }

  file(path: string): ParsedFile | undefined {
    const known = this.parsed.get(path);
    if (known) return known;
    const text = this.texts.get(path);
    if (text === undefined) return undefined;
    const source = toSource(path, text);
    const nothing: ParsedFile = { path, source, roots: [], kind: 'other', tasks: [] };
    const file = this.attempt({ file: path, line: 1 }, nothing, () => {
      const { roots, notes } = readYaml(source);
      this.notes.push(...notes);
      const kind = kindOf(path, roots);
      const tasks = kind === 'tasks' ? roots.flatMap((root) => readTasks(source, root)) : [];
      return { path, source, roots, kind, tasks };
    });
    this.parsed.set(path, file);
    return file;
  }

  /** What a file holds that something includes as tasks, whether it looks like them or not; undefined for a playbook. */
  tasksOf(path: string): readonly TaskNode[] | undefined {
    const file = this.file(path);
    if (!file || file.kind === 'playbook') return undefined;
    const tasks =
      this.included.get(path) ??
      (file.kind === 'tasks' ? file.tasks : file.roots.flatMap((root) => readTasks(file.source, root)));
    this.included.set(path, tasks);
    return tasks;
  }

  private readonly included = new Map<string, readonly TaskNode[]>();

  /** Does something with one file or task. Where that fails, it costs this one alone, and is told. */
  attempt<T>(place: Place, otherwise: T, act: () => T): T {
    try {
      return act();
    } catch (error) {
      this.notes.push(internalError(place, error));
      return otherwise;
    }
  }

  /** The role of that name beside a directory, in a collection, or on the role paths; else the nearest one that has it. */
  findRole(name: string, from: string, playDir = from): Role | undefined {
    const exact = this.rolePlaces(name, from, playDir)
      .map((dir) => this.realPath(dir))
      .find((dir) => this.isRole(dir));
    return exact ? { name: posix.basename(exact), dir: exact } : this.nearestRole(name, from);
  }

  private isRole(dir: string): boolean {
    return this.rolesByName.get(posix.basename(dir))?.some((role) => role.dir === dir) ?? false;
  }

  /** Where Ansible would look for it, in its order. */
  private rolePlaces(name: string, from: string, playDir: string): string[] {
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

  private nearestRole(name: string, from: string): Role | undefined {
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
  rolesLike(written: string, from: string): Role[] {
    const { mayBe } = writtenName(written);
    const names = [...this.rolesByName.keys()].filter(mayBe).slice(0, 20);
    return names.flatMap((name) => this.findRole(name, from) ?? []);
  }

  /** The playbook that an `import_playbook` names: a file beside the one that names it, or one of a collection. */
  findPlaybook(written: string, from: string): string | undefined {
    const name = written.trim().split(/\s/)[0] ?? '';
    const [, namespace, collection, leaf] = /^(\w+)\.(\w+)\.(\w+)$/.exec(name) ?? [];
    const beside = this.findFile(name, [from]);
    if (beside || !leaf) return beside;
    const tail = `ansible_collections/${namespace}/${collection}/playbooks/${leaf}`;
    return [...this.texts.keys()].find(
      (path) => /\.ya?ml$/.test(path) && `/${path}`.replace(/\.ya?ml$/, '').endsWith(`/${tail}`),
    );
  }

  /** The playbooks that a playbook imports, as far as they are here. */
  importsOf({ path, roots }: ParsedFile): string[] {
    return playsIn(roots).flatMap((play) => {
      const written = importedBy(play);
      const found = written === undefined ? undefined : this.findPlaybook(written, posix.dirname(path));
      return found && found !== path ? [found] : [];
    });
  }

  /** A path as written in an include, looked for in each of the directories. */
  findFile(written: string, dirs: readonly string[]): string | undefined {
    const clean = written.replace(/\{\{\s*(role_path|playbook_dir)\s*\}\}\/?/, '');
    for (const dir of dirs) {
      const path = posix.normalize(posix.join(dir, clean));
      for (const candidate of [path, `${path}.yml`, `${path}.yaml`]) {
        const real = this.realPath(candidate);
        if (this.texts.has(real)) return real;
      }
    }
    return undefined;
  }

  /** A path without links in it. */
  private realPath(path: string): string {
    if (this.links.size === 0 || this.texts.has(path)) return path;
    for (let at = path, rest = ''; at !== '.' && at !== '/' && at !== ''; ) {
      const target = this.links.get(at);
      if (target !== undefined) return posix.join(target, rest);
      rest = posix.join(posix.basename(at), rest);
      const up = posix.dirname(at);
      if (up === at) break;
      at = up;
    }
    return path;
  }

  /** The settings of the nearest ansible.cfg at or above a folder, with its own folder. */
  configAt(dir: string): ConfigAt | undefined {
    if (!this.configs.has(dir)) this.configs.set(dir, this.nearestConfig(dir));
    return this.configs.get(dir);
  }

  private nearestConfig(dir: string): ConfigAt | undefined {
    for (let at = dir; ; at = posix.dirname(at)) {
      const text = this.texts.get(posix.join(at, 'ansible.cfg'));
      if (text !== undefined) return at === dir ? { dir, config: readAnsibleConfig(text) } : this.configAt(at);
      if (posix.dirname(at) === at || at.endsWith('..')) return undefined;
    }
  }

  /** Tells once that something is brought in that these files don't have. */
  notFollowed(place: Place, what: string): void {
    const key = `${formatPlace(place)} ${what}`;
    if (this.toldOf.has(key)) return;
    this.toldOf.add(key);
    this.notes.push({ code: NOT_FOLLOWED, place, message: `not followed: ${what}` });
  }

  private readonly toldOf = new Set<string>();

  /** All files that a path with templates in it may mean: a template stands for anything within one folder's name. */
  filesLike(written: string, dirs: readonly string[]): string[] {
    const clean = written.replace(/\{\{\s*(role_path|playbook_dir)\s*\}\}\/?/, '');
    const { known } = writtenName(clean);
    if (/^(\.ya?ml|\.)?$/.test(known)) return this.siblings(dirs, /\.ya?ml$/, 12);
    const patterns = ['', '.yml', '.yaml'].map((suffix) => writtenName(normalized(clean) + suffix, '/'));
    const found: string[] = [];
    for (const dir of new Set(dirs)) {
      const prefix = dir === '.' || dir === '' ? '' : `${dir}/`;
      for (const path of this.texts.keys())
        if (path.startsWith(prefix) && patterns.some((one) => one.mayBe(path.slice(prefix.length)))) found.push(path);
      if (found.length) break;
    }
    return found.slice(0, 20);
  }

  private siblings(dirs: readonly string[], pattern: RegExp, most: number): string[] {
    const found = (this.directories.get(dirs[0] ?? '.') ?? []).filter(
      (path) => pattern.test(path) && !/\/main\.ya?ml$/.test(path),
    );
    return found.length <= most ? found : [];
  }

  handlersOf(role: Role): readonly TaskNode[] {
    const path = [`${role.dir}/handlers/main.yml`, `${role.dir}/handlers/main.yaml`].find((file) =>
      this.texts.has(file),
    );
    return path ? (this.file(path)?.tasks ?? []) : [];
  }

  private readonly lists = new Map<YamlNode, TaskNode[]>();

  /** Tasks of a list inside a playbook, read once. */
  tasksIn(source: Source, node: YamlNode | undefined): TaskNode[] {
    if (!node) return [];
    const known = this.lists.get(node) ?? readTasks(source, node);
    this.lists.set(node, known);
    return known;
  }

  /** Roles that a role's `meta` pulls in first. */
  dependenciesOf(role: Role): string[] {
    const path = [`${role.dir}/meta/main.yml`, `${role.dir}/meta/main.yaml`].find((file) =>
      this.texts.get(file)?.includes('dependencies'),
    );
    if (!path) return [];
    const list = this.variables.topLevel(path).get('dependencies');
    if (list?.kind !== 'list') return [];
    return list.items.flatMap((item) => {
      const name =
        item.kind === 'map' ? textOf(pairOf(item, 'role')?.value ?? pairOf(item, 'name')?.value) : textOf(item);
      return name ? [name] : [];
    });
  }
}

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

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** `./a` and `x/../a` as `a`; what is inside of a template stays as it is. */
function normalized(written: string): string {
  const templates: string[] = [];
  const bare = written.replace(/\{\{.*?\}\}/gs, (template) => `\0${templates.push(template) - 1}\0`);
  return posix.normalize(bare).replace(/\0(\d+)\0/g, (_, index: string) => templates[Number(index)] ?? '');
}

function commonDepth(a: string, b: string): number {
  const [left, right] = [a.split('/'), b.split('/')];
  let depth = 0;
  while (depth < left.length && depth < right.length && left[depth] === right[depth]) depth += 1;
  return depth;
}

function kindOf(path: string, roots: readonly YamlNode[]): ParsedFile['kind'] {
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
