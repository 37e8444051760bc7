import { posix } from 'node:path';
import { type AuditNote, internalError, NOT_FOLLOWED } from '../../model/audit.ts';
import { formatPlace, type Place } from '../../model/place.ts';
import { pairOf, textOf, type YamlNode } from '../parse/node.ts';
import { importedBy, playsIn } from '../parse/play.ts';
import { readYaml } from '../parse/read-yaml.ts';
import { type Source, toSource } from '../parse/source.ts';
import { readTasks, type TaskNode } from '../parse/task.ts';
import { Configs } from './configs.ts';
import { Names } from './names.ts';
import { kindOf, type ParsedFile } from './parsed-file.ts';
import { Paths } from './paths.ts';
import { type Role, Roles } from './roles.ts';
import { Variables } from './variables.ts';

/** All files of one audit, parsed when asked for. */
export class Project {
  readonly texts: ReadonlyMap<string, string>;
  readonly notes: AuditNote[] = [];
  readonly paths: Paths;
  readonly roles: Roles;
  readonly configs: Configs;
  readonly variables: Variables;
  readonly names: Names;
  private readonly parsed = new Map<string, ParsedFile>();

  constructor(
    texts: ReadonlyMap<string, string>,
    { rolePaths, links }: { readonly rolePaths: readonly string[]; readonly links: ReadonlyMap<string, string> },
  ) {
    this.texts = texts;
    this.paths = new Paths(texts, links);
    this.roles = new Roles(this.paths, rolePaths);
    this.configs = new Configs(texts);
    this.names = new Names(texts);
    this.variables = new Variables(texts, this.paths.directories, (path) => this.file(path)?.roots ?? []);
  }

  get parsedCount(): number {
    return this.parsed.size;
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

  /** All that are YAML by their names. */
  get yamlFiles(): readonly ParsedFile[] {
    return [...this.texts.keys()].filter((path) => /\.ya?ml$/.test(path)).flatMap((path) => this.file(path) ?? []);
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

  /** The playbooks that a playbook imports, as far as they are here. */
  importsOf({ path, roots }: ParsedFile): string[] {
    return playsIn(roots).flatMap((play) => {
      const written = importedBy(play);
      const found = written === undefined ? undefined : this.paths.findPlaybook(written, posix.dirname(path));
      return found && found !== path ? [found] : [];
    });
  }

  /** Tells once that something is brought in that these files don't have. */
  notFollowed(place: Place, what: string): void {
    const key = `${formatPlace(place)} ${what}`;
    if (this.toldOf.has(key)) return;
    this.toldOf.add(key);
    this.notes.push({ code: NOT_FOLLOWED, place, message: `not followed: ${what}` });
  }

  private readonly toldOf = new Set<string>();

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
