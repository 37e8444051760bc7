import { posix } from 'node:path';
import { pairOf, type YamlMap, type YamlNode } from '../parse/node.ts';
import { textOf } from '../parse/task.ts';
import type { Frame } from '../resolve/frame.ts';
import { isLocalPlay } from '../resolve/local-play.ts';
import { readRoleEntry } from '../resolve/role-entry.ts';
import { varsOf } from '../resolve/vars-of.ts';
import { type Context, inside, OUTERMOST } from './context.ts';
import { runFile } from './file.ts';
import { flush } from './handlers.ts';
import { runRole } from './role.ts';
import { State } from './state.ts';
import { importedBy, MAX_DEPTH } from './universe.ts';
import type { Walk } from './walk.ts';

/** Runs the whole entry; every way is then in `walk.finished`. */
export function runEntry(walk: Walk): void {
  const { entry } = walk;
  const start = [new State().with({ templatesOf: (name) => walk.universe.templates.of(name) })];
  let states: State[];
  if (entry.kind === 'playbook') states = playbook(walk, entry.path, start, []);
  else if (entry.kind === 'role') {
    walk.playDir = entry.role.dir;
    states = flushed(walk, runRole(walk, entry, OUTERMOST, start));
  } else {
    walk.playDir = posix.dirname(entry.path);
    states = runFile(walk, entry.path, OUTERMOST, start);
  }
  walk.finished.push(...states.filter((state) => state.strike));
}

function flushed(walk: Walk, states: readonly State[]): State[] {
  return states.flatMap((state) => (state.flow === 'on' ? flush(walk, state) : [state]));
}

function playbook(walk: Walk, path: string, states: State[], outer: readonly string[]): State[] {
  const file = walk.universe.project.file(path);
  if (!file || outer.includes(path) || outer.length > MAX_DEPTH) return states;
  let live = states;
  for (const root of file.roots)
    for (const item of root.kind === 'list' ? root.items : []) {
      if (item.kind !== 'map') continue;
      const imported = importedBy(item);
      const found = imported && walk.universe.project.findFile(imported, [posix.dirname(path)]);
      if (found) live = playbook(walk, found, live, [...outer, path]);
      else if (pairOf(item, 'hosts')) live = play(walk, item, path, live);
    }
  return live;
}

function play(walk: Walk, map: YamlMap, path: string, states: readonly State[]): State[] {
  const { project } = walk.universe;
  const file = project.file(path);
  if (!file) return [...states];
  const keywords = new Map(map.pairs.map((pair) => [pair.key, pair] as const));
  enter(walk, keywords, path);
  const context = inside(OUTERMOST, { kind: 'play', source: file.source, keywords });
  const section = (name: string) => project.tasksIn(file.source, keywords.get(name)?.value);
  walk.handlers = section('handlers').map((task) => ({ task, context }));
  let live = states.map((state) =>
    state.flow === 'play-ended' || state.flow === 'host-ended' ? state.with({ flow: 'on' }) : state,
  );
  live = flushed(walk, walk.tasks(section('pre_tasks'), context, live));
  const roles = keywords.get('roles')?.value;
  for (const entry of roles?.kind === 'list' ? roles.items : []) live = roleEntry(walk, entry, context, live);
  live = flushed(walk, walk.tasks(section('tasks'), context, live));
  return flushed(walk, walk.tasks(section('post_tasks'), context, live));
}

/** What a play says of its hosts and variables. */
function enter(walk: Walk, keywords: Frame['keywords'], path: string): void {
  const { project } = walk.universe;
  const hosts = textOf(keywords.get('hosts')?.value).trim();
  walk.playDir = posix.dirname(path);
  walk.hosts = hosts;
  walk.hostsLocal = isLocalPlay(keywords);
  const inventory = project.variables.besides(walk.playDir);
  walk.torn = inventory.torn;
  const named = keywords.get('vars_files')?.value;
  const files = (named?.kind === 'list' ? named.items : named ? [named] : []).flatMap(
    (item) => project.findFile(textOf(item), [walk.playDir, posix.join(walk.playDir, 'vars')]) ?? [],
  );
  walk.layers = [
    ...files.map((one) => ({ vars: project.variables.of([one]), soft: false })),
    { vars: varsOf(keywords.get('vars')?.value), soft: false },
    { vars: inventory, soft: true },
  ];
}

function roleEntry(walk: Walk, entry: YamlNode, context: Context, states: State[]): State[] {
  const { name, keywords, vars } = readRoleEntry(entry);
  const role = walk.universe.project.findRole(name, walk.playDir);
  if (!role) return states;
  const { source } = context.frames.at(-1) as Frame;
  const inner = inside(context, { kind: 'static', source, keywords, vars, strong: true });
  const on = states.filter((state) => state.flow === 'on');
  return [...states.filter((state) => state.flow !== 'on'), ...runRole(walk, { role }, inner, on)];
}
