import { posix } from 'node:path';
import { type Keywords, keywordsOf } from '../parse/keywords.ts';
import { pairOf, textOf, type YamlMap, type YamlNode } from '../parse/node.ts';
import { importedBy, playsIn } from '../parse/play.ts';
import { placeAt } from '../parse/source.ts';
import type { TaskNode } from '../parse/task.ts';
import type { Frame } from '../resolve/frame.ts';
import { isLocalPlay } from '../resolve/local-play.ts';
import type { ParsedFile } from '../resolve/parsed-file.ts';
import { readRoleEntry } from '../resolve/role-entry.ts';
import type { Vars } from '../resolve/variables.ts';
import { varsOf } from '../resolve/vars-of.ts';
import { misuseOn } from './misuse.ts';
import { type Run, roleFrame } from './run.ts';

/** Takes a playbook, and those that it imports, play by play. */
export function followPlaybook(run: Run, path: string, outer: readonly string[] = []): void {
  const file = run.project.file(path);
  if (!file || outer.includes(path) || outer.length > 20) return;
  run.visited(path);
  for (const item of playsIn(file.roots)) {
    const imported = importedBy(item);
    if (imported !== undefined) {
      const keywords = keywordsOf(item.pairs);
      misuseOn(run, { source: file.source, keywords, name: imported }, 'on-import-playbook');
      const found = run.project.paths.findPlaybook(imported, posix.dirname(path));
      if (found) followPlaybook(run, found, [...outer, path]);
      else
        run.project.notFollowed(
          placeAt(file.source, item.start),
          `the playbook ${imported}, which these files don't have`,
        );
    } else if (pairOf(item, 'hosts')) {
      const play = placeAt(file.source, item.start);
      run.reaches = [...outer, path].map((one) => ({ entry: { kind: 'playbook', path: one }, play }));
      run.visited(path);
      runPlay(run, file, item);
    }
  }
}

function runPlay(run: Run, file: ParsedFile, map: YamlMap): void {
  run.playDir = posix.dirname(file.path);
  run.rolesUsed = [];
  const keywords = keywordsOf(map.pairs);
  run.hostsLocal = isLocalPlay(keywords);
  run.hosts = textOf(keywords.get('hosts')?.value).trim();
  misuseOn(run, { source: file.source, keywords, name: textOf(keywords.get('name')?.value) }, 'on-play');
  const frame: Frame = { kind: 'play', source: file.source, keywords };
  const inventory = run.project.variables.besides(run.playDir);
  run.torn = inventory.torn;
  run.playLayers = [
    ...varsFiles(run, keywords.get('vars_files')?.value).map((vars) => ({ vars, soft: false })),
    { vars: varsOf(keywords.get('vars')?.value), soft: false },
    { vars: inventory, soft: true },
  ];
  const section = (name: string) => run.tasks(taskList(run, file, keywords.get(name)?.value), [frame]);
  const flush = () => {
    // A handler that asks for the handlers gets no second round.
    run.flushHandlers = () => {};
    runHandlers(run, file, keywords, frame);
    run.flushHandlers = flush;
  };
  run.flushHandlers = flush;
  section('pre_tasks');
  run.flushHandlers();
  const roles = keywords.get('roles')?.value;
  for (const entry of roles?.kind === 'list' ? roles.items : []) roleEntry(run, file, entry, [frame]);
  section('tasks');
  run.flushHandlers();
  const post = keywords.get('post_tasks')?.value;
  if (post?.kind === 'list' && post.items.length > 0) {
    section('post_tasks');
    run.flushHandlers();
  }
}

function taskList(run: Run, file: ParsedFile, node: YamlNode | undefined): TaskNode[] {
  return run.project.tasksIn(file.source, node);
}

function varsFiles(run: Run, node: YamlNode | undefined): Vars[] {
  if (!node) return [];
  const items = node.kind === 'list' ? node.items : [node];
  return items.flatMap((item) => {
    const path =
      item.kind === 'scalar'
        ? run.project.paths.find(textOf(item), [run.playDir, posix.join(run.playDir, 'vars')])
        : undefined;
    return path ? [run.project.variables.ofFile(path)] : [];
  });
}

function runHandlers(run: Run, file: ParsedFile, keywords: Keywords, frame: Frame): void {
  const around: Frame = { kind: 'handlers', source: file.source, keywords: keywordsOf([]) };
  for (const role of new Set(run.rolesUsed)) {
    const tasks = run.project.handlersOf(role);
    if (tasks[0]) run.visited(tasks[0].source.file);
    run.perhapsEach(tasks, [frame, around, roleFrame(role, frame.source)]);
  }
  run.perhapsEach(taskList(run, file, keywords.get('handlers')?.value), [frame, around]);
}

function roleEntry(run: Run, file: ParsedFile, entry: YamlNode, frames: readonly Frame[]): void {
  const { source } = file;
  const { name, keywords, vars } = readRoleEntry(entry);
  misuseOn(run, { source, keywords, name }, 'on-role');
  const role = run.project.roles.find(name, posix.dirname(file.path));
  if (role) run.role(role, [...frames, { kind: 'static', source, keywords, vars, strong: true }], undefined);
  else if (name)
    run.project.notFollowed(placeAt(source, entry.start), `the role ${name}, which these files don't have`);
}
