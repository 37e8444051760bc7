import type { AuditedProject } from '../model/audit.ts';
import type { Entry } from '../model/reach.ts';
import { drillProject } from './abstract/drill-project.ts';
import { Elsewhere } from './elsewhere.ts';
import { followPlaybook } from './flow/play.ts';
import { nothingSeen } from './flow/records.ts';
import { type Reading, Run } from './flow/run.ts';
import { takeTask } from './flow/task.ts';
import { mergeLaunches, mergeReaps } from './merge.ts';
import { type AuditOptions, DEFAULT_OPTIONS } from './options.ts';
import { Project } from './resolve/project.ts';
import { select } from './resolve/select.ts';

/** Every async task and reap of a tree with what is known of them, from whatever it may be entered by. */
export function readProject(
  texts: ReadonlyMap<string, string>,
  options: AuditOptions = DEFAULT_OPTIONS,
): AuditedProject {
  const reading = readingOf(new Project(texts, options), options);
  const { project, selection, seen } = reading;
  // What is named is read, whatever is in it: whether it can be is part of the answer.
  for (const path of options.named) project.file(path);
  const files = selection.playbooks.flatMap((path) => project.file(path) ?? []);
  const imported = new Set(files.flatMap((file) => project.importsOf(file)));
  for (const file of files)
    if (file.kind === 'playbook' && !imported.has(file.path)) take(reading, { kind: 'playbook', path: file.path });
  for (const path of [...selection.seeds].sort()) {
    const role = seen.visitedFiles.has(path) ? undefined : project.roles.of(path);
    if (role) take(reading, { kind: 'role', path: role.dir });
  }
  for (const path of [...selection.seeds].sort()) {
    if (seen.visitedFiles.has(path)) continue;
    take(reading, { kind: project.file(path)?.kind === 'playbook' ? 'playbook' : 'file', path });
  }
  return resultOf(reading);
}

/** What one playbook runs, as if there were no other. */
export function readEntry(project: Project, path: string, options: AuditOptions = DEFAULT_OPTIONS): AuditedProject {
  const reading = readingOf(project, options);
  take(reading, { kind: 'playbook', path });
  return resultOf(reading);
}

function readingOf(project: Project, options: AuditOptions): Reading {
  const { texts } = project;
  return { project, selection: select(texts, options.links), options, seen: nothingSeen() };
}

/** Goes the way from one entry. */
function take(reading: Reading, entry: Entry): void {
  const { project } = reading;
  const run = new Run(reading, entry, takeTask);
  const { path } = entry;
  if (entry.kind === 'playbook') followPlaybook(run, path);
  else if (entry.kind === 'role') run.roleAlone({ name: path.replace(/^.*\//, ''), dir: path }, undefined);
  else {
    const role = project.roles.of(path);
    if (role && path.startsWith(`${role.dir}/tasks/`)) run.roleAlone(role, path.slice(`${role.dir}/tasks/`.length));
    else run.fileAlone(path);
  }
}

function resultOf({ project, selection, options, seen }: Reading): AuditedProject {
  const reaps = [...seen.reaps.values()].map((list) => mergeReaps(list, seen.recursive));
  const known = {
    drills: drillProject(project, selection, options, seen),
    elsewhere: new Elsewhere(seen, project.texts),
    wanted: new Set(reaps.flatMap((reap) => reap.wants)),
  };
  return {
    asyncTasks: [...seen.launches.values()].map((list) => mergeLaunches(list, known)),
    reaps,
    misuses: [...seen.misuses.values()],
    undefinedVariables: [...seen.undefinedVariables.values()],
    notes: project.notes,
    reached: seen.reached,
    filesRead: project.texts.size,
    filesParsed: project.parsedCount,
  };
}
