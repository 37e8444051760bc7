import { posix } from 'node:path';
import { writtenName } from './written-name.ts';

/** The paths of a project's files, and what paths as people write them find among them. */
export class Paths {
  readonly texts: ReadonlyMap<string, string>;
  /** Links to folders, with what they lead to. */
  readonly links: ReadonlyMap<string, string>;
  /** The files that stand in each folder. */
  readonly directories: ReadonlyMap<string, readonly string[]>;

  constructor(texts: ReadonlyMap<string, string>, links: ReadonlyMap<string, string>) {
    this.texts = texts;
    this.links = links;
    this.directories = Map.groupBy(texts.keys(), (path) => posix.dirname(path));
  }

  /** Whether there is a YAML file of that name, with either ending. */
  has(stem: string): boolean {
    return this.texts.has(`${stem}.yml`) || this.texts.has(`${stem}.yaml`);
  }

  /** A path as written in an include, looked for in each of the directories. */
  find(written: string, dirs: readonly string[]): string | undefined {
    const clean = written.replace(/\{\{\s*(role_path|playbook_dir)\s*\}\}\/?/, '');
    for (const dir of dirs) {
      const path = posix.normalize(posix.join(dir, clean));
      for (const candidate of [path, `${path}.yml`, `${path}.yaml`]) {
        const real = this.real(candidate);
        if (this.texts.has(real)) return real;
      }
    }
    return undefined;
  }

  /** A path without links in it. */
  real(path: string): string {
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

  /** The playbook that an `import_playbook` names: a file beside the one that names it, or one of a collection. */
  findPlaybook(written: string, from: string): string | undefined {
    const name = written.trim().split(/\s/)[0] ?? '';
    const [, namespace, collection, leaf] = /^(\w+)\.(\w+)\.(\w+)$/.exec(name) ?? [];
    const beside = this.find(name, [from]);
    if (beside || !leaf) return beside;
    const tail = `ansible_collections/${namespace}/${collection}/playbooks/${leaf}`;
    return [...this.texts.keys()].find(
      (path) => /\.ya?ml$/.test(path) && `/${path}`.replace(/\.ya?ml$/, '').endsWith(`/${tail}`),
    );
  }

  /** All files that a path with templates in it may mean: a template stands for anything within one folder's name. */
  like(written: string, dirs: readonly string[]): string[] {
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
}

/** `./a` and `x/../a` as `a`; what is inside of a template stays as it is. */
function normalized(written: string): string {
  const templates: string[] = [];
  const bare = written.replace(/\{\{.*?\}\}/gs, (template) => `\0${templates.push(template) - 1}\0`);
  return posix.normalize(bare).replace(/\0(\d+)\0/g, (_, index: string) => templates[Number(index)] ?? '');
}
