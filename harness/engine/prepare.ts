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
import { keepPrepare, keptPrepare } from './kept-prepare.ts';
import type { PrepareOrder } from './prepare-order.ts';
import { errorText, failedTask, printedError } from './red-baseline.ts';
import { runTrial, startFresh, type TrialRun } from './run-trial.ts';
import { startHosts } from './start-hosts.ts';
import type { TrialSetting } from './trial-setting.ts';
import { withoutSelection } from './without-selection.ts';

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
 * Takes what an earlier drill's prepare has left, where all that it depends on is as it was then. Otherwise runs the prepare once on fresh
 * hosts, and keeps each of them as a snapshot. Whether a snapshot holds all of it is seen on a host that starts from it: where a process, a
 * mount or a line of /etc/hosts is missing then, the prepare is run for each run instead. Throws `prepare-fails` with Ansible's own error.
 */
export async function prepareHosts(setting: TrialSetting, order: PrepareOrder): Promise<Prepared> {
  const kept = order.fresh ? [] : await keptPrepare(setting, order);
  if ('images' in kept) {
    const { images, report, read } = kept;
    order.say(`prepare: ${order.playbook} is not run: runs start from what a drill kept at ${report.keptFrom}`);
    return { setting: fromImages(setting, images), report, read };
  }
  if (kept.length > 0) order.say(`prepare: what a drill kept does not count any more: ${kept.join('; ')}`);
  return prepareFresh(setting, order);
}

async function prepareFresh(setting: TrialSetting, order: PrepareOrder): Promise<Prepared> {
  const began = elapsed();
  const { hostNames } = setting;
  order.say(`prepare: ${order.playbook} on fresh hosts`);
  const machines = await startFresh(setting, hostNames);
  try {
    const run = await runPrepare(setting, order, { id: 'prepare', machines });
    const { images, lost } = await snapshots(setting, machines);
    const mode = lost.length === 0 ? 'snapshot' : 'each-run';
    const wallMs = Math.round(elapsed() - began);
    const report = { playbook: order.playbook, mode, lost, wallMs, ...withFetched(run.facts) } as const;
    const { read } = run;
    if (mode === 'each-run') {
      order.say(`prepare: run for each run, as a snapshot does not keep ${lost.join('; ')}`);
      return { setting: preparedEachTime(setting, order), report, read };
    }
    order.say(`prepare: done in ${Math.round(wallMs / 1000)} s; runs start from a snapshot of each host`);
    const notKept = order.fresh ? undefined : await keepPrepare(setting, order, { machines, report, read });
    if (notKept !== undefined) order.say(`prepare: not kept for other drills, as ${notKept}`);
    return { setting: fromImages(setting, images), report, read };
  } finally {
    await Promise.all(machines.map((machine) => machine.stop()));
  }
}

/** Of each machine, which is off then, with what they did not keep. */
async function snapshots(
  setting: TrialSetting,
  machines: readonly StartedHost[],
): Promise<{ readonly images: ReadonlyMap<string, string>; readonly lost: readonly string[] }> {
  const { lab, hostNames, signal } = setting;
  const before = await Promise.all(machines.map((machine) => surveyed(machine, signal)));
  const images = new Map<string, string>();
  for (const machine of machines) images.set(machine.host.name, await lab.disks.snapshot(machine));
  const lost = new Set<string>();
  const again = await startFrom(setting, images, hostNames);
  try {
    for (const [index, machine] of again.entries())
      for (const one of await lostOn(machine, before[index], signal)) lost.add(one);
  } finally {
    await Promise.all(again.map((machine) => machine.stop()));
  }
  return { images, lost: [...lost] };
}

function fromImages(setting: TrialSetting, images: ReadonlyMap<string, string>): TrialSetting {
  return { ...setting, startHosts: (names) => startFrom(setting, images, names) };
}

function preparedEachTime(setting: TrialSetting, order: PrepareOrder): TrialSetting {
  const startHosts = async (names: readonly string[], id: string) => {
    const fresh = await startFresh(setting, names);
    try {
      await runPrepare(setting, order, { id: `${id}-prepare`, machines: fresh });
      return fresh;
    } catch (error) {
      await Promise.all(fresh.map((machine) => machine.stop()));
      throw error;
    }
  };
  return { ...setting, startHosts };
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
  { playbook, budgetMs }: Pick<PrepareOrder, 'playbook' | 'budgetMs'>,
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
