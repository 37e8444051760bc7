import { join } from 'node:path';
import { runPlaybook } from '../ansible/run.ts';
import type { DisposableRun } from '../ansible/run-request.ts';
import { Recorder } from '../history/recorder.ts';
import type { StartedHost } from '../lab/started-host.ts';
import type { Event } from '../model/event.ts';
import type { Facts } from '../model/facts.ts';
import type { RunEnd } from '../model/history.ts';
import type { DisposableHost } from '../model/host.ts';
import type { SourcesRead } from '../model/plan.ts';
import type { Sighting } from '../model/sighting.ts';
import { elapsed, now, pause } from '../time/clock.ts';
import type { Admission } from './admission.ts';
import type { ArmedFault } from './armed-fault.ts';
import { openNetwork } from './closed-network.ts';
import { doublesConfig } from './doubles.ts';
import { type DoubledLocalhost, doubleLocalhost } from './localhost.ts';
import { RunFolder } from './run-folder.ts';
import { SourcesHeard } from './sources-heard.ts';
import { startHosts } from './start-hosts.ts';
import { Strikes } from './strikes.ts';
import type { TrialSetting } from './trial-setting.ts';
import { Watch } from './watch.ts';

export interface TrialRun {
  readonly facts: Facts;
  readonly how: RunEnd;
  readonly rc: number | null;
  readonly wallMs: number;
  readonly folder: string;
  readonly outputFile: string;
  /** What it was made of on the controller. */
  readonly read: SourcesRead;
}

export interface WantedRun {
  readonly id: string;
  readonly budgetMs: number;
  /** Hosts of its own, which go their ways without waiting for one another. */
  readonly hostNames?: readonly string[];
  /** Hosts that are up already, and stay up after the run. */
  readonly machines?: readonly StartedHost[];
  /** Which of them are in which group; without it, all are in each group of the setting. */
  readonly groups?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly armed: readonly ArmedFault[];
  /** Where other runs go on at the same time: when this one may start its hosts, and then begin. */
  readonly admission?: Admission;
  /** Looked at after the play's end, until it says that nothing more is to be seen. */
  settled(facts: Facts): boolean;
  /** How long to look for that at most, in ms after the play's end. */
  readonly settleMs: (facts: Facts) => number;
}

/** From one look at every host after the play to the next. */
const LOOK_MS = 400;
/** What ansible-playbook forks by itself. */
const OWN_FORKS = 5;

/**
 * One run on fresh hosts: start, watch, arm, play, watch on until it is settled, and record it all. A play that turns out to act on
 * localhost is run anew, with a double of that; on hosts that were there before, it can't be.
 */
export async function runTrial(setting: TrialSetting, order: WantedRun): Promise<TrialRun> {
  const { localhost, playbook } = setting;
  const doubled = localhost?.has(playbook) ?? false;
  const run = await runOnce(setting, order, doubled);
  if (doubled || !localhost?.saw(playbook, run.facts) || order.machines) return run;
  return runOnce(setting, { ...order, id: `${order.id}-with-localhost` }, true);
}

async function runOnce(setting: TrialSetting, order: WantedRun, doubled: boolean): Promise<TrialRun> {
  const { lab, store, signal, speed } = setting;
  const folder = store.trialFolder(order.id);
  const path = join(store.folder, folder);
  using recorder = new Recorder(join(path, 'history.jsonl'));
  using ticket = await order.admission?.prepare(signal);
  await using clean = new AsyncDisposableStack();
  const machines = order.machines ?? clean.use(await startOwn(setting, order)).machines;
  const strikes = clean.use(new Strikes(order.armed, byName(machines), recorder, signal));
  const watch = clean.use(
    new Watch(recorder, (sighting) => {
      if (sighting.type === 'receipt') strikes.onReceipt(sighting);
    }),
  );
  await watch.begin(machines);
  const network = machines[0]?.network ?? (setting.doubled && (await openNetwork(setting, [])));
  network?.tellTo(watch.onSighting);
  const work = new RunFolder(lab.session.folder);
  const { controller } = setting;
  const { onSighting } = watch;
  const double = doubled
    ? clean.use(await doubleLocalhost({ lab, controller, machines, workDir: work.path, network, onSighting, signal }))
    : undefined;
  if (double) watch.add(double.probe);
  const ready: Ready = { work, double, hosts: double?.hosts ?? machines.map((machine) => machine.host) };

  const arms = order.armed.map(({ arm }) => arm);
  for (const arm of arms) recorder.record({ kind: 'strike', strike: { type: 'armed', at: now(), arm } });
  await strikes.before();
  await ticket?.enter(ready.hosts.length);
  const began = elapsed();
  recorder.record({ kind: 'run', run: { type: 'started', at: now(), timeLimitMs: order.budgetMs, speed } });
  const outputFile = join(path, 'ansible-output.txt');
  const sources = new SourcesHeard();
  const onEvent = (event: Event) => {
    // Of the run's making, not of what it did: no part of its history.
    if (event.type === 'source') return sources.hear(event);
    recorder.record({ kind: 'event', event });
    if (event.type !== 'launch') return;
    watch.onJobFile(event.on, event.resultsFile);
    strikes.onLaunch(event);
  };
  const result = await runPlaybook({ ...requestOf(setting, order, ready), outputFile }, { signal, onEvent });
  const wallMs = elapsed() - began;
  recorder.record({ kind: 'run', run: { type: 'ended', at: now(), how: result.how, rc: result.rc } });
  for (const machine of machines) recorder.record({ kind: 'sighting', sighting: linkSeen(machine) });
  signal.throwIfAborted();
  await strikes.settled();
  const endedAt = elapsed();
  await settle(
    watch,
    () => {
      const { facts } = recorder;
      // A play that had to be ended has had all its time already.
      return result.how !== 'exited' || order.settled(facts) || elapsed() - endedAt > order.settleMs(facts);
    },
    signal,
  );
  for (const arm of arms) recorder.record({ kind: 'strike', strike: { type: 'healed', at: now(), token: arm.token } });
  await watch[Symbol.asyncDispose]();
  await lab.requireReach();
  return { facts: recorder.facts, how: result.how, rc: result.rc, wallMs, folder, outputFile, read: sources.read };
}

/** The hosts of one run, which go with it. */
async function startOwn(setting: TrialSetting, order: WantedRun) {
  const names = hostNamesOf(setting, order);
  const machines = await (setting.startHosts?.(names, order.id) ?? startFresh(setting, names));
  return {
    machines,
    async [Symbol.asyncDispose]() {
      await Promise.all(machines.map((machine) => machine.stop()));
    },
  };
}

function hostNamesOf(setting: TrialSetting, order: WantedRun): readonly string[] {
  return order.hostNames ?? setting.hostNames;
}

function byName(machines: readonly StartedHost[]): ReadonlyMap<string, StartedHost> {
  return new Map(machines.map((machine) => [machine.host.name, machine]));
}

/** Hosts as their image has them. */
export function startFresh(setting: TrialSetting, names: readonly string[]): Promise<StartedHost[]> {
  return startHosts(
    setting,
    names.map((name) => ({ name })),
  );
}

/** What stands ready for the play. */
interface Ready {
  readonly work: RunFolder;
  readonly double: DoubledLocalhost | undefined;
  /** As they are reached from where ansible-playbook runs. */
  readonly hosts: readonly DisposableHost[];
}

function requestOf(
  setting: TrialSetting,
  order: WantedRun,
  { work, double, hosts }: Ready,
): Omit<DisposableRun, 'outputFile'> {
  const { lab, doubled } = setting;
  const groups =
    order.groups ?? Object.fromEntries(setting.groups.map((group) => [group, hostNamesOf(setting, order)]));
  const inventory = doubled?.args ?? work.writeInventory({ hosts, groups });
  // Forks before the user's own arguments, of which the last one counts.
  const forks = hosts.length > OWN_FORKS ? ['-f', String(hosts.length)] : [];
  return {
    controller: setting.controller,
    args: [...inventory, ...forks, setting.playbook, ...setting.args, ...(doubled?.limit ?? [])],
    cwd: setting.cwd,
    env: { ...setting.env, ...lab.session.marks },
    sessionId: lab.session.id,
    workDir: work.path,
    controlDir: work.controlDir,
    timeLimitMs: order.budgetMs,
    hosts,
    ...(doubled ? { doubles: doublesConfig(work.takeIn(doubled)) } : {}),
    ...(double ? { localhost: double.localhost } : {}),
    arms: order.armed.map(({ arm }) => arm),
    standIns: setting.standIns,
    ...(setting.stubs ? { stubs: setting.stubs } : {}),
    ...(setting.suggestStubs ? { suggestStubs: true } : {}),
    ...(order.hostNames === undefined ? {} : { freely: true }),
    speed: setting.speed,
  };
}

function linkSeen({ host, link, sshServer }: StartedHost): Sighting {
  const { accepted, idleDropped, longestIdleMs } = link.traffic;
  const counted = { accepted, idleDropped, longestIdleMs: Math.round(longestIdleMs) };
  return { type: 'link', at: now(), host: host.name, ...counted, sshServer };
}

/** A forgotten job goes on after the play: its fault is proven only when it has had its time. */
async function settle(watch: Watch, isOver: () => boolean, signal: AbortSignal): Promise<void> {
  for (;;) {
    await watch.look();
    if (isOver()) return;
    await pause(LOOK_MS, signal);
  }
}
