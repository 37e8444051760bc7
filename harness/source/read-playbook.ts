import { existsSync, realpathSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { ReapcheckError } from '../model/error.ts';
import type { Place } from '../model/place.ts';
import type { PlaybookSource, SourcePlay } from '../model/source.ts';
import { isLocalhost } from './localhost.ts';
import { pairOf, textOf, type YamlMap, type YamlNode } from './parse/node.ts';
import { importedBy } from './parse/play.ts';
import { placeAt } from './parse/source.ts';
import { readAround, type Tree } from './read-tree.ts';
import type { ParsedFile } from './resolve/parsed-file.ts';
import { Project } from './resolve/project.ts';
import type { AnsibleContext } from './search-paths.ts';

/** A playbook as it was read, with the project around it. */
export interface ReadPlaybook extends PlaybookSource {
  readonly project: Project;
}

/**
 * Reads a playbook, and what it may run. Throws a usage error, with the place, for a file that is missing, isn't YAML, or isn't
 * a list of plays; leaves everything else to ansible-playbook.
 */
export function readPlaybook(playbook: string, context: AnsibleContext): ReadPlaybook {
  const file = pathIn(context, playbook);
  refuseMissing(file);
  const tree: Tree = readAround(file, context);
  const project = new Project(tree.texts, tree);
  const realPath = realpathSync(file);
  const plays = new Plays(project, (place) => (place.file === realPath ? { ...place, file } : place));
  plays.take(realPath);
  return { file, realPath, plays: plays.found, surelyWithoutAsync: !plays.mayHaveAsync, project };
}

/** A path as it was named, where that leads there from this process as well; else whole. */
export function pathIn({ cwd }: AnsibleContext, path: string): string {
  const whole = resolve(cwd, path);
  return whole === resolve(path) ? path : whole;
}

/** The plays of a playbook, and of those that it imports: each file once, in the order of their lines. */
class Plays {
  readonly found: SourcePlay[] = [];
  mayHaveAsync = false;
  private readonly seen = new Set<string>();
  private readonly project: Project;
  private readonly shown: (place: Place) => Place;

  constructor(project: Project, shown: (place: Place) => Place) {
    this.project = project;
    this.shown = shown;
  }

  take(path: string): void {
    this.seen.add(path);
    const file = this.project.file(path) as ParsedFile;
    const { file: name } = this.shown({ file: path, line: 1 });
    refuseBroken(this.project, path, this.shown, name);
    const [root] = file.roots;
    if (!root) throw notAPlaybook(name, { file: name, line: 1 }, 'an empty file');
    if (root.kind !== 'list' || root.items.length === 0)
      throw notAPlaybook(name, this.at(file, root), 'something else than a list');
    this.mayHaveAsync ||= bringsAsync(root);
    for (const item of root.items) {
      if (item.kind !== 'map') throw notAPlaybook(name, this.at(file, item), 'a list entry that is not a mapping');
      const imported = importedBy(item);
      if (imported === undefined) this.play(file, item, name);
      else this.takeImported(imported, path);
    }
  }

  private play(file: ParsedFile, item: YamlMap, name: string): void {
    const hosts = pairOf(item, 'hosts')?.value;
    if (!hosts) throw notAPlaybook(name, this.at(file, item), 'a play without hosts');
    this.found.push(playOf(item, hosts, placeAt(file.source, item.start), this.at(file, hosts)));
  }

  /** One that isn't here may hold anything. */
  private takeImported(written: string, path: string): void {
    const target = this.project.paths.findPlaybook(written, path.replace(/\/[^/]*$/, ''));
    if (!target) this.mayHaveAsync = true;
    else if (!this.seen.has(target)) this.take(target);
  }

  private at({ source }: ParsedFile, node: YamlNode): Place {
    return this.shown(placeAt(source, node.start));
  }
}

function playOf(item: YamlMap, hosts: YamlNode, begins: Place, place: Place): SourcePlay {
  const pattern = patternOf(hosts);
  const connection = textOf(pairOf(item, 'connection')?.value).replace(/^ansible\.(builtin|legacy)\./, '');
  return { pattern, place, begins, local: isLocalhost(pattern) || connection === 'local' };
}

const BRINGS_MORE = /^(ansible\.builtin\.|ansible\.legacy\.)?(import_(?!playbook)|include)|^roles$/;

function bringsAsync(node: YamlNode): boolean {
  if (node.kind === 'list') return node.items.some(bringsAsync);
  if (node.kind !== 'map') return false;
  return (
    node.pairs.some(({ key, value }) => key === 'async' || BRINGS_MORE.test(key) || bringsAsync(value)) ||
    byAction(node)
  );
}

/** `action: include_tasks x.yml`, and `local_action`. */
function byAction(map: YamlMap): boolean {
  return ['action', 'local_action'].some((key) => BRINGS_MORE.test(textOf(pairOf(map, key)?.value).trim()));
}

function patternOf(node: YamlNode): string {
  return node.kind === 'list' ? node.items.map(textOf).join(',') : textOf(node);
}

function refuseMissing(playbook: string): void {
  if (existsSync(playbook) && statSync(playbook).isFile()) return;
  throw new ReapcheckError({
    code: 'no-playbook',
    kind: 'usage',
    what: existsSync(playbook) ? `${playbook} is not a file` : `there is no playbook ${playbook}`,
    expected: existsSync(playbook)
      ? 'a playbook: a YAML file with a list of plays'
      : 'the path of a playbook, relative to the current directory',
    remedy: existsSync(playbook)
      ? 'name one playbook'
      : 'check the path; the bundled ones are in playbooks/good and playbooks/bad',
  });
}

/** What keeps Ansible from reading a file at all. */
const BREAKS = /^(yaml-error|template-not-yaml|several-documents|nul-byte|alias-unresolved)$/;
const UNCLOSED = /must be sufficiently indented and end with/;

function refuseBroken(project: Project, path: string, shown: (place: Place) => Place, name: string): void {
  const broken = project.notes.find(
    ({ code, place, message }) => place.file === path && (BREAKS.test(code) || UNCLOSED.test(message)),
  );
  if (!broken) return;
  throw new ReapcheckError({
    code: 'bad-yaml',
    kind: 'usage',
    what: broken.message,
    where: shown(broken.place),
    expected: 'YAML that ansible-playbook can read',
    remedy: `mend the file; ansible-playbook --syntax-check ${name} tells more`,
  });
}

function notAPlaybook(file: string, where: Place, seen: string): ReapcheckError {
  return new ReapcheckError({
    code: 'not-a-playbook',
    kind: 'usage',
    what: `${file} is not a playbook`,
    where,
    expected: 'a list of plays, each with hosts (or import_playbook)',
    seen,
    remedy: 'name the playbook that you would give to ansible-playbook, not a task file or a role',
  });
}
