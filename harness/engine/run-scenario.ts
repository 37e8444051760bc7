import { join } from 'node:path';
import { judgeTwin } from '../checks/expectations/verdict.ts';
import type { StartedHost } from '../lab/started-host.ts';
import { HEALTHY_LIMIT_MS } from '../model/defaults.ts';
import type { ScenarioResult, StepResult } from '../model/run-report.ts';
import type { BadTwin, Needs, Scenario, Step, WantedHost } from '../model/scenario.ts';
import type { Verdict } from '../model/verdict.ts';
import { elapsed } from '../time/clock.ts';
import { onPlayedHosts, type PlayedSetting, playedSetting, preparePlayed, startPlayed } from './played-hosts.ts';
import { awaitedBy, judgeStep, runStep, varArgs } from './run-step.ts';
import type { TrialSetting } from './trial-setting.ts';

export interface ScenarioOrder {
  readonly setting: PlayedSetting;
  readonly scenario: Scenario;
  /** Groups that the plays name, besides those of the scenario: all hosts are put into them. */
  readonly groupsOf: (playbook: string) => readonly string[];
  /** Waits for its turn, and does the work. Each run of ansible-playbook, with its hosts, is one turn. */
  readonly turn: Turn;
  /** Gets what is said of a scenario's inventory before anything runs. */
  readonly say?: ((text: string) => void) | undefined;
  /** Takes over the hosts of the scenario's own run, instead of their being removed. */
  readonly keep?: ((scenario: Scenario, machines: readonly StartedHost[]) => void) | undefined;
}

export type Turn = (work: () => Promise<readonly StepResult[]>) => Promise<readonly StepResult[]>;

/** The scenario's steps on its hosts, and each bad twin on hosts of its own. What breaks is unknown, with its reason. */
export async function runScenario(order: ScenarioOrder): Promise<ScenarioResult> {
  const { scenario, setting } = order;
  const { name, theme, why, place } = scenario;
  let began: number | undefined;
  const turn: Turn = (work) =>
    order.turn(() => {
      began ??= elapsed();
      return work();
    });
  const result = (
    verdict: ScenarioResult['verdict'],
    steps: readonly StepResult[],
    because?: string,
  ): ScenarioResult => ({
    ...{ name, theme, why, place, verdict },
    ...(because === undefined ? {} : { because }),
    steps,
    wallMs: Math.round(elapsed() - (began ?? elapsed())),
  });
  const missing = unmetNeed(scenario.needs, setting.controller);
  if (missing) return result('skipped', [], missing);
  const turns = await Promise.all([
    turn(() => runSteps(order, scenario.steps, name)),
    ...scenario.badTwins.map((twin, index) => turn(() => runTwin(order, twin, `${name}-bad-${index + 1}`))),
  ]);
  const steps = turns.flat();
  return result(worst(steps.map(({ verdict }) => verdict)), steps);
}

async function runTwin(order: ScenarioOrder, { step, unmet }: BadTwin, id: string): Promise<readonly StepResult[]> {
  const [result] = await runSteps({ ...order, keep: undefined }, [step], id);
  return [
    judgeTwin(
      result as StepResult,
      unmet.map(({ value }) => value),
    ),
  ];
}

/** Later steps need what earlier ones have done: after one that does not pass, they are not run. */
async function runSteps(order: ScenarioOrder, steps: readonly Step[], id: string): Promise<readonly StepResult[]> {
  const { setting, scenario, keep, say = () => {} } = order;
  await using clean = new AsyncDisposableStack();
  const first = firstOf(steps);
  const played = await startPlayed(setting, scenario, first, say);
  const { machines, names } = played;
  if (keep) keep(scenario, machines);
  else clean.defer(async () => void (await Promise.all(machines.map((machine) => machine.stop()))));
  const groupsOf = (playbook: string) => groupsFor(scenario.hosts, order.groupsOf(playbook));
  if (scenario.prepare !== undefined) {
    const groups = groupsOf(scenario.prepare);
    const wish = { ...first, playbook: scenario.prepare, budgetMs: HEALTHY_LIMIT_MS, groups, id: `${id}-prepare` };
    await preparePlayed(setting, played, wish);
  }
  const results: StepResult[] = [];
  for (const [index, written] of steps.entries()) {
    const step = onPlayedHosts(written, played);
    const run = await runStep(playedSetting(setting, played, { playbook: step.playbook, args: [] }), {
      id: steps.length === 1 ? id : join(`${id}-${index + 1}`),
      step,
      awaits: awaitedBy(step.expectations),
      machines,
      groups: groupsOf(step.playbook),
    });
    const result = judgeStep(step, run, names);
    results.push(result);
    if (result.verdict !== 'pass') break;
  }
  return results;
}

/** What the first run is given, the inventory is read with, and the prepare is run with. */
function firstOf([first]: readonly Step[]): Pick<TrialSetting, 'playbook' | 'args' | 'stubs'> {
  if (!first) throw new Error('a scenario has at least one step');
  return { playbook: first.playbook, args: [...varArgs(first.vars), ...first.args], stubs: first.stubs };
}

/** A group that no host asks for, and that a play names, has all of them. */
export function groupsFor(
  hosts: readonly WantedHost[],
  named: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  const groups = new Map<string, string[]>();
  for (const { name, groups: own } of hosts)
    for (const group of own) groups.set(group, [...(groups.get(group) ?? []), name]);
  const names = hosts.map(({ name }) => name);
  for (const group of named) if (!groups.has(group) && !names.includes(group)) groups.set(group, names);
  return Object.fromEntries(groups);
}

function worst(verdicts: readonly Verdict[]): Verdict {
  return verdicts.includes('fail') ? 'fail' : verdicts.includes('unknown') ? 'unknown' : 'pass';
}

/** Why the scenario can't be run here; undefined if it can. */
export function unmetNeed(
  { ansible, watcher }: Needs,
  controller: { readonly coreVersion: string; readonly watcher: 'old' | 'new' },
): string | undefined {
  if (watcher !== undefined && watcher !== controller.watcher)
    return `needs the ${watcher} watcher, and this ansible-core ${controller.coreVersion} has the ${controller.watcher} one`;
  const [, sign, major, minor] = /^(>=|<)(\d+)\.(\d+)$/.exec(ansible ?? '') ?? [];
  if (sign === undefined) return undefined;
  const [here = 0, hereMinor = 0] = controller.coreVersion.split('.').map(Number);
  const atLeast = here > Number(major) || (here === Number(major) && hereMinor >= Number(minor));
  return atLeast === (sign === '>=')
    ? undefined
    : `needs ansible-core ${ansible}, and this is ${controller.coreVersion}`;
}
