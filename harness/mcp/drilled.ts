import { lstatSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { latestRun } from '../history/store.ts';
import type { DrillOptions } from '../library/drill-options.ts';
import { filesBroughtIn, type PlannedDrill, planDrill } from '../library/plan-drill.ts';
import type { Where } from '../library/where.ts';
import { ReapcheckError } from '../model/error.ts';
import { STUBS_BESIDE } from '../stubs/read-stubs.ts';
import { parseDuration } from '../time/duration.ts';
import type { DrillInput } from './drill-input.ts';
import type { Roots } from './roots.ts';
import { RUNS } from './runs.ts';
import type { Call } from './tool.ts';

/** A drill that stays in the roots: its playbook, and whatever that brings in. */
export interface CheckedDrill {
  /** The root that it is in. */
  readonly cwd: string;
  readonly playbook: string;
  readonly options: DrillOptions;
  readonly plan: PlannedDrill;
}

/**
 * Checks where everything leads that a drill would read: the playbook, the files of tasks, roles and handlers that it brings in, stubs and
 * prepare. Throws `outside-roots`. The drill itself runs `ansible-playbook` in a double of this machine.
 */
export function checkedDrill(input: DrillInput, { roots, session, signal }: Call): CheckedDrill {
  const { cwd, path } = roots.existing(input.playbook);
  const seen = (given: string) => {
    const one = roots.existing(given);
    return join(one.cwd, one.path);
  };
  const where = session.where({ cwd }, roots);
  // Found without being named, and maybe a link.
  const beside = resolve(cwd, dirname(path), STUBS_BESIDE);
  if (lstatSync(beside, { throwIfNoEntry: false })) roots.existing(beside);
  const options: DrillOptions = {
    ...where,
    signal,
    contained: true,
    ansible: session.serving.ansible,
    controller: session.serving.controller,
    faults: input.faults ?? input.preset ?? 'quick',
    jobs: input.jobs,
    hosts: input.hosts,
    kind: input.kind,
    speed: input.speed,
    standIns: input.standIns?.map(({ task, runtime }) => ({ task, ms: parseDuration(runtime, 'runtime') })),
    stubs: input.stubs === undefined ? undefined : seen(input.stubs),
    prepare: input.prepare === undefined ? undefined : seen(input.prepare),
    acceptUncovered: input.acceptUncovered,
  };
  requireRunsInside(cwd, path, roots);
  for (const one of [path, ...(options.prepare === undefined ? [] : [options.prepare])])
    requireInside(one, { cwd, env: session.serving.env }, roots);
  return { cwd, playbook: path, options, plan: planDrill(path, options) };
}

/** Reads it whole, for where it leads: nothing of what is read outside is told. */
export function requireInside(playbook: string, where: Where, roots: Roots): void {
  try {
    roots.requireAll(filesBroughtIn(playbook, where), playbook);
  } catch (error) {
    if (error instanceof ReapcheckError && error.where) roots.requireAll([error.where.file], playbook);
    throw error;
  }
}

/** Where histories and reports go. */
export function requireRunsInside(cwd: string, subject: string, roots: Roots): void {
  for (const folder of [join(cwd, RUNS), dirname(latestRun(join(cwd, RUNS), subject))])
    if (lstatSync(folder, { throwIfNoEntry: false })) roots.existing(folder);
}
