import { readFileSync } from 'node:fs';
import { withFetched } from '../checks/fetched.ts';
import { refusalIn } from '../checks/refused.ts';
import type { StartedHost } from '../lab/started-host.ts';
import { lasting, lostSince, type Survey } from '../lab/survey.ts';
import { ReapcheckError } from '../model/error.ts';
import type { SourcesRead } from '../model/plan.ts';
import type { PrepareReport } from '../model/report.ts';
import { elapsed, pause } from '../time/clock.ts';
import { putUpWith } from './baseline.ts';
import { errorText, failedTask, printedError } from './red-baseline.ts';
import { runTrial, startFresh, type TrialRun } from './run-trial.ts';
import { startHosts } from './start-hosts.ts';
import type { TrialSetting } from './trial-setting.ts';

export interface PrepareOrder {
  readonly playbook: string;
  readonly budgetMs: number;
  readonly say: (text: string) => void;
}

export interface Prepared {
  /** The setting for all runs from now on: their hosts start as the prepare has left them. */
  readonly setting: TrialSetting;
  readonly report: PrepareReport;
  /** What it was made of. */
  readonly read: SourcesRead;
}

/** What is started and mounted has so long to settle before the one look, and to come up again before the other. */
const LOOKS_APART_MS = 1_000;
const COMES_UP_WITHIN_MS = 8_000;

/**
 * Runs the prepare once on fresh hosts and keeps each of them as a snapshot. Whether a snapshot holds all of it is seen on a host
 * that starts from it: where a process, a mount or a line of /etc/hosts is missing then, the prepare is run for each run instead.
 * Throws `prepare-fails` with Ansible's own error.
 */
export async function prepareHosts(setting: TrialSetting, order: PrepareOrder): Promise<Prepared> {
  const began = elapsed();
  const { lab, hostNames, signal } = setting;
  order.say(`prepare: ${order.playbook} on fresh hosts`);
  const machines = await startFresh(setting, hostNames);
  const images = new Map<string, string>();
  const lost = new Set<string>();
  let run: PrepareRun;
  try {
    run = await runPrepare(setting, order, { id: 'prepare', machines });
    const before = await Promise.all(machines.map((machine) => surveyed(machine, signal)));
    for (const machine of machines) images.set(machine.host.name, await lab.snapshot(machine));
    const again = await startFrom(setting, images, hostNames);
    try {
      for (const [index, machine] of again.entries())
        for (const one of await lostOn(machine, before[index], signal)) lost.add(one);
    } finally {
      await Promise.all(again.map((machine) => machine.stop()));
    }
  } finally {
    await Promise.all(machines.map((machine) => machine.stop()));
  }
  const mode = lost.size === 0 ? 'snapshot' : 'each-run';
  const wallMs = Math.round(elapsed() - began);
  order.say(
    mode === 'snapshot'
      ? `prepare: done in ${Math.round(wallMs / 1000)} s; runs start from a snapshot of each host`
      : `prepare: run for each run, as a snapshot does not keep ${[...lost].join('; ')}`,
  );
  const startHosts =
    mode === 'snapshot'
      ? (names: readonly string[]) => startFrom(setting, images, names)
      : async (names: readonly string[], id: string) => {
          const fresh = await startFresh(setting, names);
          try {
            await runPrepare(setting, order, { id: `${id}-prepare`, machines: fresh });
            return fresh;
          } catch (error) {
            await Promise.all(fresh.map((machine) => machine.stop()));
            throw error;
          }
        };
  return {
    setting: { ...setting, startHosts },
    report: { playbook: order.playbook, mode, lost: [...lost], wallMs, ...withFetched(run.facts) },
    read: run.read,
  };
}

/** A host of a shared run stands for the only one that there is otherwise. */
function startFrom(
  setting: TrialSetting,
  images: ReadonlyMap<string, string>,
  names: readonly string[],
): Promise<StartedHost[]> {
  const { kind, hostNames } = setting;
  const [first = ''] = hostNames;
  const hosts = names.map((name) => ({ name, kind, image: (images.get(name) ?? images.get(first)) as string }));
  return startHosts(setting, hosts);
}

/** The run of a prepare, and the hosts that it is run on. */
interface PrepareOn {
  readonly id: string;
  readonly machines: readonly StartedHost[];
  /** Which of them are in which group; without it, all are in each group of the setting. */
  readonly groups?: Readonly<Record<string, readonly string[]>> | undefined;
}

/** What a prepare was made of, and what it did. */
type PrepareRun = Pick<TrialRun, 'read' | 'facts'>;

/** With the user's variables and secrets, but with all its tasks: the tags and limits are those of the playbook under test. */
export async function runPrepare(
  setting: TrialSetting,
  { playbook, budgetMs }: PrepareOrder,
  { id, machines, groups }: PrepareOn,
): Promise<PrepareRun> {
  const names = machines.map(({ host }) => host.name);
  const run = await runTrial(
    { ...setting, playbook, args: withoutSelection(setting.args), standIns: [], speed: 1, hostNames: names },
    { id, budgetMs, machines, groups, armed: [], settled: () => true, settleMs: () => 0 },
  );
  const refusal = refusalIn(run.facts, run.rc === 0 ? putUpWith(setting, run.facts) : []);
  if (refusal) throw refusal;
  if (run.rc === 0) return run;
  const failed = failedTask(run.facts) ?? printedError(readFileSync(run.outputFile, 'utf8'));
  throw new ReapcheckError({
    code: 'prepare-fails',
    kind: 'unknown',
    what:
      run.how === 'timed-out'
        ? `${playbook}, the prepare, did not end within ${Math.round(budgetMs / 1000)} s`
        : `${playbook}, the prepare, fails (ansible-playbook ended with rc ${run.rc})`,
    ...(failed.place ? { where: failed.place } : {}),
    seen: errorText(failed),
    remedy: `mend the prepare, or stub what it lacks (--stubs); the output is in ${run.outputFile}`,
  });
}

/** Options of ansible-playbook that choose tasks or hosts, with whether they take a value. */
const SELECTS = new Map([
  ...['-t', '--tags', '--skip-tags', '--start-at-task', '-l', '--limit'].map((name) => [name, true] as const),
  ...['--check', '-C', '--list-tasks', '--list-hosts', '--list-tags', '--step'].map((name) => [name, false] as const),
]);

export function withoutSelection(args: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] as string;
    const [name = ''] = arg.startsWith('--') ? arg.split('=') : [arg];
    const short = /^-[tl]./.test(arg);
    if (!short && !SELECTS.has(name)) kept.push(arg);
    else if (SELECTS.get(name) && !arg.includes('=')) at += 1;
  }
  return kept;
}

/** What is there in two looks: what comes and goes is nobody's loss. */
async function surveyed(machine: StartedHost, signal: AbortSignal): Promise<Survey | Error> {
  try {
    const one = await machine.survey();
    await pause(LOOKS_APART_MS, signal);
    return lasting(one, await machine.survey());
  } catch (error) {
    signal.throwIfAborted();
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function lostOn(
  machine: StartedHost,
  before: Survey | Error | undefined,
  signal: AbortSignal,
): Promise<readonly string[]> {
  if (before === undefined || before instanceof Error) return [`what can't be looked at (${before?.message})`];
  const until = elapsed() + COMES_UP_WITHIN_MS;
  for (;;) {
    const lost = lostSince(before, await machine.survey());
    if (lost.length === 0 || elapsed() >= until) return lost;
    await pause(250, signal);
  }
}
