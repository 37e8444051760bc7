import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Controller } from '../ansible/controller.ts';
import { type InventoryRequest, inventoryYaml } from '../ansible/inventory.ts';
import { runPlaybook } from '../ansible/run.ts';
import { Recorder } from '../history/recorder.ts';
import type { RunStore } from '../history/store.ts';
import type { HostKindName } from '../lab/host-kind.ts';
import type { Lab } from '../lab/lab.ts';
import type { StartedHost } from '../lab/started-host.ts';
import type { Facts } from '../model/facts.ts';
import type { StandIn } from '../model/fault.ts';
import type { RunEnd } from '../model/history.ts';
import { LOCALHOST } from '../model/host.ts';
import type { Sighting } from '../model/sighting.ts';
import type { Stub } from '../model/stub.ts';
import { Probe } from '../probe/probe.ts';
import { elapsed, now, pause } from '../time/clock.ts';
import type { Admission } from './admission.ts';
import type { ArmedFault } from './armed-fault.ts';
import { type Doubled, doublesConfig, openNetwork, startDoubles } from './doubles.ts';
import { doubleLocalhost, type LocalhostUse } from './localhost.ts';
import { Strikes } from './strikes.ts';

/** What every run of a drill shares. */
export interface TrialSetting {
  readonly lab: Lab;
  readonly controller: Controller;
  readonly store: RunStore;
  readonly playbook: string;
  /** Extra arguments for ansible-playbook, as the user gave them. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of a run that has no hosts of its own. */
  readonly hostNames: readonly string[];
  readonly groups: readonly string[];
  readonly kind: HostKindName;
  readonly image?: string | undefined;
  /** Somebody's inventory, whose hosts have doubles; without it the hosts are our own, in an inventory of ours. */
  readonly doubled?: Doubled | undefined;
  /** Starts the hosts of the run with this id; without it they are as their image has them. */
  readonly startHosts?: (names: readonly string[], id: string) => Promise<readonly StartedHost[]>;
  /** How much faster than written Ansible waits. */
  readonly speed: number;
  readonly standIns: readonly StandIn[];
  /** Answered for instead of being run. */
  readonly stubs?: readonly Stub[] | undefined;
  /** Whether to tell what a stub could stand for. */
  readonly suggestStubs?: boolean;
  /** Which playbooks get a double of localhost; without it none does, and a play that acts there is refused that. */
  readonly localhost?: LocalhostUse | undefined;
  readonly signal: AbortSignal;
}

export interface TrialRun {
  readonly facts: Facts;
  readonly how: RunEnd;
  readonly rc: number | null;
  readonly wallMs: number;
  readonly folder: string;
  readonly outputFile: string;
}

export interface TrialOrder {
  readonly id: string;
  readonly budgetMs: number;
  /** Hosts of its own, which go their ways without waiting for one another. */
  readonly hostNames?: readonly string[];
  /** Hosts that are up already, and stay up after the run. */
  readonly machines?: readonly StartedHost[];
  /** Which of them are in which group; without it, all are in each group of the setting. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly armed: readonly ArmedFault[];
  /** Where other runs go on at the same time: when this one may start its hosts, and then begin. */
  readonly admission?: Admission;
  /** Looked at after the play's end, until it says that nothing more is to be seen. */
  settled(facts: Facts): boolean;
  /** How long to look for that at most, in ms after the play's end. */
  readonly settleMs: (facts: Facts) => number;
}

/** How long a look at every host may take after the play, and how long it is to the next. */
const SYNC_MS = 10_000;
const LOOK_MS = 400;

/**
 * One run on fresh hosts: start, watch, arm, play, watch on until it is settled, and record it all. A play that turns out to act on
 * localhost is run anew, with a double of that; on hosts that were there before, it can't be.
 */
export async function runTrial(setting: TrialSetting, order: TrialOrder): Promise<TrialRun> {
  const { localhost, playbook } = setting;
  const doubled = localhost?.has(playbook) ?? false;
  const run = await runOnce(setting, order, doubled);
  if (doubled || !localhost?.saw(playbook, run.facts) || order.machines) return run;
  return runOnce(setting, { ...order, id: `${order.id}-with-localhost` }, true);
}

async function runOnce(setting: TrialSetting, order: TrialOrder, doubled: boolean): Promise<TrialRun> {
  const { lab, store, signal, speed } = setting;
  const hostNames = order.hostNames ?? setting.hostNames;
  const folder = store.trialFolder(order.id);
  const path = join(store.folder, folder);
  using recorder = new Recorder(join(path, 'history.jsonl'));
  using ticket = await order.admission?.prepare(signal);
  await using clean = new AsyncDisposableStack();
  const own = order.machines ? [] : await startHosts(setting, hostNames, order.id);
  clean.defer(async () => {
    await Promise.all(own.map((machine) => machine.stop()));
  });
  const started = order.machines ?? own;
  const strikes = clean.use(
    new Strikes(order.armed, new Map(started.map((machine) => [machine.host.name, machine])), recorder, signal),
  );
  const probes = new Map<string, Probe>();
  const onSighting = (sighting: Sighting) => {
    recorder.record({ kind: 'sighting', sighting });
    if (sighting.type === 'receipt') strikes.onReceipt(sighting);
  };
  const watching = await Promise.allSettled(
    started.map(async (machine) => {
      probes.set(machine.host.name, clean.use(await watch(machine, onSighting)));
    }),
  );
  // One that fails takes the others with it, but none of them may go on alone.
  for (const one of watching) if (one.status === 'rejected') throw one.reason;
  const network = started[0]?.network ?? (setting.doubled && (await openNetwork(lab, setting.doubled)));
  if (network) network.onHit = onSighting;
  const work = workFolder(lab.session.folder);
  const double = doubled
    ? clean.use(
        await doubleLocalhost({
          ...{ lab, signal, onSighting, controller: setting.controller },
          ...{ machines: started, workDir: work.folder, network },
        }),
      )
    : undefined;
  if (double) probes.set(LOCALHOST, double.probe);
  const hosts = double?.hosts ?? started.map((machine) => machine.host);

  const arms = order.armed.map(({ arm }) => arm);
  for (const arm of arms) recorder.record({ kind: 'strike', strike: { type: 'armed', at: now(), arm } });
  await strikes.before();
  await ticket?.enter(hosts.length);
  const began = elapsed();
  recorder.record({ kind: 'run', run: { type: 'started', at: now(), timeLimitMs: order.budgetMs, speed } });
  const outputFile = join(path, 'ansible-output.txt');
  const groups = order.groups ?? Object.fromEntries(setting.groups.map((group) => [group, hostNames]));
  const inventory = setting.doubled?.args ?? ownInventory({ hosts, groups, controlDir: work.controlDir }, work.folder);
  const result = await runPlaybook(
    {
      controller: setting.controller,
      // Forks before the user's own arguments, of which the last one counts.
      args: [
        ...inventory,
        ...(hosts.length > 5 ? ['-f', String(hosts.length)] : []),
        setting.playbook,
        ...setting.args,
        ...(setting.doubled?.limit ?? []),
      ],
      cwd: setting.cwd,
      env: { ...setting.env, ...lab.session.marks },
      sessionId: lab.session.id,
      workDir: work.folder,
      controlDir: work.controlDir,
      outputFile,
      timeLimitMs: order.budgetMs,
      hosts,
      ...(setting.doubled ? { doubles: doublesConfig(inFolder(setting.doubled, work.folder)) } : {}),
      ...(double ? { localhost: double.localhost } : {}),
      arms,
      standIns: setting.standIns,
      ...(setting.stubs ? { stubs: setting.stubs } : {}),
      ...(setting.suggestStubs ? { suggestStubs: true } : {}),
      ...(order.hostNames === undefined ? {} : { freely: true }),
      speed,
    },
    {
      signal,
      onEvent: (event) => {
        recorder.record({ kind: 'event', event });
        if (event.type !== 'launch') return;
        probes.get(event.on)?.watchDir(event.resultsFile.replace(/\/[^/]*$/, ''));
        strikes.onLaunch(event);
      },
    },
  );
  const wallMs = elapsed() - began;
  recorder.record({ kind: 'run', run: { type: 'ended', at: now(), how: result.how, rc: result.rc } });
  for (const machine of started) recorder.record({ kind: 'sighting', sighting: linkSeen(machine) });
  signal.throwIfAborted();
  await strikes.settled();
  await settle(recorder, [...probes.values()], order, result.how === 'exited', signal);
  for (const arm of arms) recorder.record({ kind: 'strike', strike: { type: 'healed', at: now(), token: arm.token } });
  await Promise.all([...probes.values()].map((probe) => probe[Symbol.asyncDispose]()));
  return { facts: recorder.facts, how: result.how, rc: result.rc, wallMs, folder, outputFile };
}

function startHosts(setting: TrialSetting, names: readonly string[], id: string): Promise<readonly StartedHost[]> {
  return setting.startHosts?.(names, id) ?? startFresh(setting, names);
}

/** Hosts as their image has them. */
export function startFresh(
  { lab, kind, image, signal, doubled }: TrialSetting,
  names: readonly string[],
): Promise<StartedHost[]> {
  if (doubled) return startDoubles({ lab, doubled, hosts: names.map((name) => ({ name })), kind, image, signal });
  return lab.start(names, { kind, ...(image === undefined ? {} : { image }), signal });
}

/** The arguments that name an inventory of ours, written into this folder. */
function ownInventory(request: InventoryRequest, folder: string): readonly string[] {
  const file = join(folder, 'inventory.yml');
  writeFileSync(file, inventoryYaml(request), { mode: 0o600 });
  return ['-i', file];
}

/** With a copy of what was frozen, where the double of this machine sees it. */
function inFolder(doubled: Doubled, folder: string): Doubled {
  if (doubled.frozen === null) return doubled;
  const frozen = join(folder, 'frozen.json');
  copyFileSync(doubled.frozen, frozen);
  return { ...doubled, frozen };
}

let works = 0;

/** A folder of the session for one run. Its path is short: ssh's control sockets go into it. */
function workFolder(session: string): { readonly folder: string; readonly controlDir: string } {
  works += 1;
  const folder = join(session, `run-${works}`);
  const controlDir = join(folder, 'cp');
  mkdirSync(controlDir, { recursive: true, mode: 0o700 });
  return { folder, controlDir };
}

/** Past the link: what is done to that must not blind us. */
function watch(machine: StartedHost, onSighting: (sighting: Sighting) => void): Promise<Probe> {
  const { host } = machine;
  return Probe.start(host, { onSighting, receiptsDir: host.receiptsDir, port: () => machine.directPort });
}

function linkSeen({ host, link }: StartedHost): Sighting {
  const { accepted, idleDropped, longestIdleMs } = link.traffic;
  return { type: 'link', at: now(), host: host.name, accepted, idleDropped, longestIdleMs: Math.round(longestIdleMs) };
}

/** A forgotten job goes on after the play: its fault is proven only when it has had its time. */
async function settle(
  recorder: Recorder,
  probes: readonly Probe[],
  order: TrialOrder,
  exited: boolean,
  signal: AbortSignal,
): Promise<void> {
  const endedAt = elapsed();
  for (;;) {
    await Promise.all(
      probes.map(async (probe) => {
        const told = await probe.sync(SYNC_MS);
        if (told)
          recorder.record({
            kind: 'sighting',
            sighting: { type: 'probe', state: 'looked', at: now(), host: probe.hostName },
          });
      }),
    );
    const facts = recorder.facts;
    // A play that had to be ended has had all its time already.
    if (!exited || order.settled(facts) || elapsed() - endedAt > order.settleMs(facts)) return;
    await pause(LOOK_MS, signal);
  }
}
