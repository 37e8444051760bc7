import { resolve } from 'node:path';
import type { Struck, Subject } from '../checks/expectations/subject.ts';
import { LocalhostUse } from '../engine/localhost.ts';
import {
  onPlayedHosts,
  type PlayedHosts,
  type PlayedSetting,
  playedSetting,
  preparePlayed,
  startPlayed,
  type WantedHosts,
} from '../engine/played-hosts.ts';
import { groupsFor } from '../engine/run-scenario.ts';
import { runStep } from '../engine/run-step.ts';
import type { FaultName } from '../faults/catalogue.ts';
import type { StartedHost } from '../lab/started-host.ts';
import { HEALTHY_LIMIT_MS, STEP_LIMIT_MS } from '../model/defaults.ts';
import type { Facts } from '../model/facts.ts';
import type { RunEnd } from '../model/history.ts';
import type { Job } from '../model/job.ts';
import type { Boots, Network, WantedHost } from '../model/scenario.ts';
import type { Stub } from '../model/stub.ts';
import { groupsOf } from '../scenario/groups.ts';
import { mayActLocally } from '../scenario/may-act-locally.ts';
import { playbookToRun } from '../scenario/playbook-to-run.ts';
import { wantedFault } from '../scenario/wanted-fault.ts';
import type { ReadPlaybook } from '../source/read-playbook.ts';
import { readStubs } from '../stubs/read-stubs.ts';
import { refuseMixedHosts } from './mixed-hosts.ts';
import { type RunSources, shownPaths } from './shown-paths.ts';

export interface PlaybookOptions {
  /** A number of hosts (host-1, host-2, …), or what each of them is. One without it. */
  readonly hosts?: number | readonly (Pick<WantedHost, 'name'> & Partial<WantedHost>)[];
  /** In place of `hosts`: an inventory of your own, whose hosts have doubles (docs/doubles.md). */
  readonly inventory?: string | readonly string[];
  /** Of the inventory, only the hosts of this pattern. */
  readonly limit?: string;
  /** Doubles for each class of hosts of the inventory that are alike; as many as are easily had without it. */
  readonly sample?: number | 'all';
  /** A playbook that is run once on the hosts, before any run of this one. */
  readonly prepare?: string;
  /** Arguments of ansible-playbook for the inventory, the prepare and each run, such as `--vault-password-file`. */
  readonly args?: readonly string[];
  /** Given results for tasks of the prepare that need the outside world. */
  readonly stubs?: string;
  /** Of hosts that don't say otherwise. */
  readonly kind?: 'light' | 'systemd';
}

/** A fault for one run. A job is named by its task's name, a part of it, its line in the playbook, or its `file:line`. */
export interface FaultWish {
  readonly fault: FaultName;
  readonly job: string;
  /** The first one without it. */
  readonly hosts?: readonly string[];
  /** Of a loop, counted from 0. */
  readonly item?: number;
  /** Seconds of `async`, where the source does not tell. */
  readonly limit?: number;
}

export interface PlayOptions {
  readonly vars?: Readonly<Record<string, unknown>>;
  /** More arguments for ansible-playbook. */
  readonly args?: readonly string[];
  /** How much faster than written Ansible waits. */
  readonly speed?: number;
  /** Task name → runtime in ms (of the play’s time) of a stand-in in the place of its job. */
  readonly standIns?: Readonly<Record<string, number>>;
  /** A file with given results for tasks that need the outside world: docs/stubs.md. */
  readonly stubs?: string;
  readonly faults?: readonly FaultWish[];
  readonly network?: Network;
  readonly boots?: Boots;
  /** The play counts as hung after this. Two minutes without it. */
  readonly timeLimitMs?: number;
  /** Whether to look on after the play until each job has ended, within its limit. On without it: some matchers need it. */
  readonly watchAfter?: boolean;
}

/** What one run showed. Matchers and expectations look at it; so may a test. */
export interface PlaybookRun extends Subject {
  readonly how: RunEnd;
  readonly rc: number | null;
  readonly wallMs: number;
  readonly jobs: readonly Job[];
  readonly facts: Facts;
  readonly struck: readonly Struck[];
  readonly hosts: readonly string[];
  /** With history.jsonl and ansible-output.txt. */
  readonly folder: string;
}

let runs = 0;

/** A playbook with hosts of its own, which it keeps over its runs. Disposing of it removes them. */
export class Playbook implements AsyncDisposable {
  readonly file: string;
  readonly #source: ReadPlaybook;
  readonly #played: PlayedHosts;
  readonly #wanted: readonly WantedHost[];
  readonly #args: readonly string[];
  readonly #setting: PlayedSetting;

  private constructor(source: ReadPlaybook, opened: OpenedHosts, setting: PlayedSetting) {
    this.file = source.realPath;
    this.#source = source;
    this.#played = opened.played;
    this.#wanted = opened.wanted;
    this.#args = opened.args;
    this.#setting = setting;
  }

  /** Throws usage errors for a file that is no playbook; starts the hosts, and runs the prepare. */
  static async open(file: string, options: PlaybookOptions, wantedSetting: PlayedSetting): Promise<Playbook> {
    const { cwd } = wantedSetting;
    const path = resolve(cwd, file);
    const source = playbookToRun(path, { file: path, line: 1 }, wantedSetting);
    const prepare = options.prepare === undefined ? undefined : resolve(cwd, options.prepare);
    const toPrepare = prepare && playbookToRun(prepare, { file: prepare, line: 1 }, wantedSetting);
    const { args = [] } = options;
    const inventories = [options.inventory ?? []].flat();
    const playbooks = [path, ...(prepare === undefined ? [] : [prepare])];
    const setting = showingSources(wantedSetting, { playbooks, inventories, args });
    const first = { playbook: source.realPath, args, stubs: stubsIn(options.stubs, setting) };
    const inventory = inventoryIn(options);
    const wanted = inventory ? [] : wantedHosts(options);
    const played = await startPlayed(setting, { hosts: wanted, inventory }, first, () => {});
    const opened = new Playbook(source, { played, wanted, args }, setting);
    if (!toPrepare) return opened;
    try {
      const groups = groupsFor(wanted, groupsOf(toPrepare.plays));
      const wish = {
        ...first,
        playbook: toPrepare.realPath,
        budgetMs: HEALTHY_LIMIT_MS,
        groups,
        id: `${++runs}-prepare`,
      };
      await preparePlayed(opened.#setting, played, wish);
      return opened;
    } catch (error) {
      await opened[Symbol.asyncDispose]();
      throw error;
    }
  }

  get machines(): readonly StartedHost[] {
    return this.#played.machines;
  }

  /** Runs it once. A red play is no error: it is what the run shows. */
  async run(options: PlayOptions = {}): Promise<PlaybookRun> {
    const { names, machines, doubled } = this.#played;
    const { args = [] } = options;
    const setting = showingSources(this.#setting, { playbooks: [], inventories: [], args });
    const nowhere = { file: this.file, line: 1 };
    const known = doubled ? undefined : names;
    const step = onPlayedHosts(
      {
        name: 'play',
        playbook: this.file,
        args: [...this.#args, ...args],
        vars: options.vars ?? {},
        speed: options.speed ?? 1,
        standIns: options.standIns ?? {},
        stubs: stubsIn(options.stubs, this.#setting),
        faults: (options.faults ?? []).map((one) => wantedFault(one, this.#source, known, () => nowhere)),
        network: options.network ?? {},
        boots: options.boots ?? {},
        timeLimitMs: options.timeLimitMs ?? STEP_LIMIT_MS,
      },
      this.#played,
    );
    const localhost = new LocalhostUse((playbook) => mayActLocally(playbook, setting));
    const { run, struck } = await runStep(
      playedSetting({ localhost, ...setting }, this.#played, { playbook: this.file, args: [] }),
      {
        id: `${++runs}`,
        step,
        awaits: options.watchAfter === false ? { jobs: [], orphans: false } : { jobs: 'all', orphans: true },
        machines,
        groups: groupsFor(this.#wanted, groupsOf(this.#source.plays)),
      },
    );
    const { facts, how, rc, wallMs, folder } = run;
    return {
      how,
      rc,
      wallMs,
      jobs: facts.jobs,
      facts,
      struck,
      hosts: names,
      folder: resolve(this.#setting.store.folder, folder),
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.machines.map((machine) => machine.stop()));
  }
}

/** Where ansible-playbook runs in an image, that shows what these are made of, and is what localhost is to each play. */
function showingSources(setting: PlayedSetting, sources: RunSources): PlayedSetting {
  const { controller } = setting;
  const { inside } = controller;
  if (!inside) return setting;
  const shown = [...new Set([...inside.shown, ...shownPaths(sources, setting)])];
  const localhost = new LocalhostUse(() => true);
  return { ...setting, localhost, controller: { ...controller, inside: { ...inside, shown } } };
}

interface OpenedHosts {
  readonly played: PlayedHosts;
  /** Those that are made up. */
  readonly wanted: readonly WantedHost[];
  readonly args: readonly string[];
}

function wantedHosts({ hosts = 1, kind }: PlaybookOptions): readonly WantedHost[] {
  const named =
    typeof hosts === 'number' ? Array.from({ length: hosts }, (_, index) => ({ name: `host-${index + 1}` })) : hosts;
  return named.map((host) => ({ groups: [], ...(kind ? { kind } : {}), ...host }));
}

function inventoryIn({ inventory, limit, sample, hosts, kind = 'light' }: PlaybookOptions): WantedHosts['inventory'] {
  refuseMixedHosts({ inventory, limit, sample, hosts });
  return inventory === undefined ? undefined : { sources: [inventory].flat(), limit, sample, kind };
}

function stubsIn(file: string | undefined, { cwd }: PlayedSetting): readonly Stub[] | undefined {
  return file === undefined ? undefined : readStubs(resolve(cwd, file)).stubs;
}
