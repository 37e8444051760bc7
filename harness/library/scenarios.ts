import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { LocalhostUse } from '../engine/localhost.ts';
import type { RunProgress } from '../engine/progress.ts';
import { runScenarios as run } from '../engine/run-scenarios.ts';
import { openLab } from '../lab/lab.ts';
import type { Host } from '../model/host.ts';
import type { Shard } from '../model/plan.ts';
import type { RunReport } from '../model/run-report.ts';
import type { Scenario } from '../model/scenario.ts';
import type { EarlierReport } from '../model/since.ts';
import { chooseScenarios as choose } from '../scenario/find-scenarios.ts';
import { groupsOf } from '../scenario/groups.ts';
import { mayActLocally } from '../scenario/may-act-locally.ts';
import { readScenario as read } from '../scenario/read-scenario.ts';
import { readPlaybook } from '../source/read-playbook.ts';
import { runPlanOf } from './run-plan.ts';
import { shownPaths } from './shown-paths.ts';
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
  readonly concurrency?: number | undefined;
  /** Of hosts that name none: a system’s short name (`debian-13`), or an image that the engine has. */
  readonly image?: string | undefined;
  /** `machine` without it: nothing on the hosts says that they are containers. */
  readonly look?: 'machine' | 'container' | undefined;
  /** ansible-playbook itself runs in a double of this machine, whatever the plays do (docs/doubles.md). */
  readonly contained?: boolean | undefined;
  /** No more are started after the first that does not pass. */
  readonly bail?: boolean | undefined;
  /** An earlier run to compare with: the report then says what is different, and the verdict, if asked, tells only of what is new. */
  readonly since?: EarlierReport<RunReport> | undefined;
  /** What these are a share of: parts of one run can be merged. */
  readonly share?: { readonly shard: Shard; readonly all: readonly Scenario[] } | undefined;
  readonly progress?: Partial<RunProgress> | undefined;
  /** Told what an inventory's doubles are safe from. */
  readonly onNote?: ((text: string) => void) | undefined;
  /** Leaves the hosts up after their scenarios: called with all of them at the end, which are removed when it resolves. */
  readonly keep?: ((report: RunReport, hosts: readonly KeptHost[]) => Promise<void>) | undefined;
}

/** A host that a scenario has left up. */
export interface KeptHost {
  readonly scenario: string;
  readonly host: Host;
}

/** Most of a run is waiting, but with more, jobs run into their limits while ansible-playbook queues for a processor. */
const RUNS_PER_CORE = 2;

/** Runs scenarios on fresh hosts, and holds them against what they should show. One that fails is no error: see the report's `verdict`. */
export async function runScenarios(scenarios: readonly Scenario[], options: ScenariosOptions = {}): Promise<RunReport> {
  const { keep, look, image, onNote, concurrency, progress, since, share, contained = false, bail = false } = options;
  const opened = await openedFor('scenarios', { ...options, shown: () => shownBy(scenarios, contextOf(options)) });
  const core = opened.controller.coreVersion;
  await using lab = await openLab({
    ...(look ? { look } : {}),
    ...(image ? { image } : {}),
    core,
    signal: opened.signal,
  });
  const plan = runPlanOf({
    scenarios: share?.all ?? scenarios,
    controller: opened.controller,
    image: await lab.imageIdentity({ image }),
    look: look ?? 'machine',
    context: contextOf(options),
    ownFolder: lab.session.folder,
  });
  const kept: KeptHost[] = [];
  const report = await run({
    setting: {
      ...opened,
      lab,
      localhost: new LocalhostUse(
        (playbook) => contained || opened.controller.inside !== undefined || mayActLocally(playbook, opened),
      ),
    },
    scenarios,
    groupsOf: (playbook) => groupsOf(readPlaybook(playbook, opened).plays),
    startedAt: opened.startedAt,
    concurrency: concurrency ?? Math.max(1, RUNS_PER_CORE * availableParallelism()),
    bail,
    since,
    plan,
    shard: share?.shard,
    say: onNote,
    keep: keep && (({ name }, machines) => void kept.push(...machines.map(({ host }) => ({ scenario: name, host })))),
    progress: { started() {}, ended() {}, ...progress },
  });
  await keep?.(report, kept);
  return report;
}

/** All steps and twins may need what one does. */
function shownBy(scenarios: readonly Scenario[], context: ReturnType<typeof contextOf>): readonly string[] {
  const steps = scenarios.flatMap(({ steps, badTwins }) => [...steps, ...badTwins.map(({ step }) => step)]);
  return shownPaths(
    {
      playbooks: [...steps.map(({ playbook }) => playbook), ...scenarios.flatMap(({ prepare }) => prepare ?? [])],
      inventories: scenarios.flatMap(({ inventory }) => inventory?.sources ?? []),
      args: steps.flatMap(({ args }) => args),
    },
    context,
  );
}
