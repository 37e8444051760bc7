import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { LocalhostUse } from '../engine/localhost.ts';
import { type RunProgress, runScenarios as run } from '../engine/run-scenarios.ts';
import { openLab } from '../lab/lab.ts';
import type { RunReport } from '../model/run-report.ts';
import type { Scenario } from '../model/scenario.ts';
import { chooseScenarios as choose } from '../scenario/find-scenarios.ts';
import { groupsOf } from '../scenario/groups.ts';
import { mayActLocally } from '../scenario/may-act-locally.ts';
import { readScenario as read } from '../scenario/read-scenario.ts';
import { readPlaybook } from '../source/read-playbook.ts';
import { contextOf, openedFor, type RunWhere, type Where } from './where.ts';

/** Reads one scenario. Throws a `ReapcheckError` that names the place of what is wrong in it. */
export function readScenario(file: string, where: Where = {}): Scenario {
  const context = contextOf(where);
  return read(resolve(context.cwd, file), context);
}

export interface ChoiceOptions extends Where {
  /** The folder that they are in: `scenarios` without it. */
  readonly home?: string;
}

/** The scenarios that are meant by files, folders, names, themes or tags; all of them without any. */
export function chooseScenarios(wanted: readonly string[] = [], options: ChoiceOptions = {}): readonly Scenario[] {
  const context = contextOf(options);
  return choose(wanted, resolve(context.cwd, options.home ?? 'scenarios'), context);
}

export interface ScenariosOptions extends RunWhere {
  /** Runs of ansible-playbook at a time; by this machine's cores without it. */
  readonly concurrency?: number;
  /** No more are started after the first that does not pass. */
  readonly bail?: boolean;
  readonly progress?: Partial<RunProgress>;
}

const RUNS_PER_CORE = 2;

/** Runs scenarios on fresh hosts, and holds them against what they should show. One that fails is no error: see the report's `verdict`. */
export async function runScenarios(scenarios: readonly Scenario[], options: ScenariosOptions = {}): Promise<RunReport> {
  const opened = await openedFor('scenarios', options);
  await using lab = await openLab({ signal: opened.signal });
  return await run({
    setting: { ...opened, lab, localhost: new LocalhostUse((playbook) => mayActLocally(playbook, opened)) },
    scenarios,
    groupsOf: (playbook) => groupsOf(readPlaybook(playbook, opened).plays),
    startedAt: opened.startedAt,
    concurrency: options.concurrency ?? Math.max(1, RUNS_PER_CORE * availableParallelism()),
    bail: options.bail ?? false,
    progress: { started() {}, ended() {}, ...options.progress },
  });
}
