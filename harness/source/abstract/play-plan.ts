import { posix } from 'node:path';
import type { Layer } from '../flow/scope.ts';
import { keywordsOf } from '../parse/keywords.ts';
import { pairOf, textOf, type YamlMap, type YamlNode } from '../parse/node.ts';
import { importedBy, playsIn } from '../parse/play.ts';
import type { TaskNode } from '../parse/task.ts';
import { isLocalPlay } from '../resolve/local-play.ts';
import type { ParsedFile } from '../resolve/parsed-file.ts';
import type { Project } from '../resolve/project.ts';
import { readRoleEntry } from '../resolve/role-entry.ts';
import { varsOf } from '../resolve/vars-of.ts';
import { type Context, inside, OUTERMOST } from './context.ts';
import { type RoleTurn, turnsOf } from './role-turns.ts';
import type { Slice } from './slice.ts';

/** What a playbook runs, in its order. */
type Step = { readonly kind: 'import'; readonly path: string } | { readonly kind: 'play'; readonly plan: PlayPlan };

/** The playbooks that walks come through, each read once for all of them. */
export class Plans {
  private readonly project: Project;
  private readonly steps = new Map<string, readonly Step[]>();

  constructor(project: Project) {
    this.project = project;
  }

  of(path: string): readonly Step[] {
    const known = this.steps.get(path);
    if (known) return known;
    const steps = this.read(path);
    this.steps.set(path, steps);
    return steps;
  }

  private read(path: string): Step[] {
    const file = this.project.file(path);
    if (!file) return [];
    return playsIn(file.roots).flatMap((item): Step[] => {
      const imported = importedBy(item);
      const found = imported ? this.project.paths.findPlaybook(imported, posix.dirname(path)) : undefined;
      if (found) return [{ kind: 'import', path: found }];
      return pairOf(item, 'hosts') ? [{ kind: 'play', plan: new PlayPlan(this.project, file, item) }] : [];
    });
  }
}

type Section = 'pre_tasks' | 'tasks' | 'post_tasks' | 'handlers';

/** One play as it is written: whatever job a walk follows, it finds this. */
export class PlayPlan {
  readonly dir: string;
  /** What it says of its hosts. */
  readonly hosts: string;
  readonly hostsLocal: boolean;
  readonly context: Context;
  /** Its own variables, highest first. */
  readonly layers: readonly Layer[];
  /** Variables of which the inventory says different things. */
  readonly torn: (name: string) => boolean;
  /** The turns of each entry of `roles`. */
  readonly roles: readonly (readonly RoleTurn[])[];
  private readonly project: Project;
  private readonly file: ParsedFile;
  private readonly map: YamlMap;
  /** The entries of `roles` that run a list of tasks or handlers, by that list. */
  private readonly byList = new Map<readonly TaskNode[], number[]>();

  constructor(project: Project, file: ParsedFile, map: YamlMap) {
    this.project = project;
    this.file = file;
    this.map = map;
    const keywords = keywordsOf(map.pairs);
    this.dir = posix.dirname(file.path);
    this.hosts = textOf(keywords.get('hosts')?.value).trim();
    this.hostsLocal = isLocalPlay(keywords);
    this.context = inside(OUTERMOST, { kind: 'play', source: file.source, keywords });
    const inventory = project.variables.besides(this.dir);
    this.torn = inventory.torn;
    this.layers = [
      ...this.varsFiles().map((path) => ({ vars: project.variables.ofFile(path), soft: false })),
      { vars: varsOf(this.value('vars')), soft: false },
      { vars: inventory, soft: true },
    ];
    this.roles = listed(this.value('roles')).map((entry) => this.turnsOf(entry));
    for (const [index, turns] of this.roles.entries())
      for (const { path, handlers } of turns)
        for (const list of [path === undefined ? undefined : project.tasksOf(path), handlers])
          if (list) this.byList.set(list, [...(this.byList.get(list) ?? []), index]);
  }

  section(name: Section): readonly TaskNode[] {
    return this.project.tasksIn(this.file.source, this.value(name));
  }

  /** The entries of `roles` in which something is worth a step, in their order. */
  rolesIn(slice: Slice): number[] {
    const found = new Set([...slice.lists].flatMap((list) => this.byList.get(list) ?? []));
    return [...found].sort((a, b) => a - b);
  }

  private value(keyword: string): YamlNode | undefined {
    return pairOf(this.map, keyword)?.value;
  }

  private varsFiles(): string[] {
    const named = this.value('vars_files');
    return (named?.kind === 'list' ? named.items : named ? [named] : []).flatMap(
      (item) => this.project.paths.find(textOf(item), [this.dir, posix.join(this.dir, 'vars')]) ?? [],
    );
  }

  /** An entry whose role isn't here has none. */
  private turnsOf(entry: YamlNode): RoleTurn[] {
    const { name, keywords, vars } = readRoleEntry(entry);
    const role = this.project.roles.find(name, this.dir);
    if (!role) return [];
    const { source } = this.file;
    return turnsOf(
      this.project,
      { role },
      inside(this.context, { kind: 'static', source, keywords, vars, strong: true }),
    );
  }
}

function listed(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === 'list' ? node.items : [];
}
