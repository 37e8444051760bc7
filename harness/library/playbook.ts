import { resolve } from 'node:path';
import type { Struck, Subject } from '../checks/expectations/subject.ts';
import { LocalhostUse } from '../engine/localhost.ts';
import { groupsFor } from '../engine/run-scenario.ts';
import { runStep } from '../engine/run-step.ts';
import type { TrialSetting } from '../engine/trial-setting.ts';
import type { FaultName } from '../faults/catalogue.ts';
import type { StartedHost } from '../lab/started-host.ts';
import type { Facts } from '../model/facts.ts';
import type { RunEnd } from '../model/history.ts';
import type { Job } from '../model/job.ts';
import type { Boots, Network, WantedHost } from '../model/scenario.ts';
import { groupsOf } from '../scenario/groups.ts';
import { mayActLocally } from '../scenario/may-act-locally.ts';
import { playbookToRun } from '../scenario/playbook-to-run.ts';
import { wantedFault } from '../scenario/wanted-fault.ts';
import type { ReadPlaybook } from '../source/read-playbook.ts';
import { readStubs } from '../stubs/read-stubs.ts';

export interface PlaybookOptions {
  /** A number of hosts (host-1, host-2, …), or what each of them is. One without it. */
  readonly hosts?: number | readonly (Pick<WantedHost, 'name'> & Partial<WantedHost>)[];
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

const TIME_LIMIT_MS = 120_000;
let runs = 0;

/** A playbook with hosts of its own, which it keeps over its runs. Disposing of it removes them. */
export class Playbook implements AsyncDisposable {
  readonly file: string;
  readonly #source: ReadPlaybook;
  readonly machines: readonly StartedHost[];
  readonly #wanted: readonly WantedHost[];
  readonly #setting: PlaybookSetting;

  private constructor(
    source: ReadPlaybook,
    wanted: readonly WantedHost[],
    machines: readonly StartedHost[],
    setting: PlaybookSetting,
  ) {
    this.file = source.realPath;
    this.#source = source;
    this.machines = machines;
    this.#wanted = wanted;
    this.#setting = setting;
  }

  /** Throws usage errors for a file that is no playbook, or that runs on this machine; starts the hosts. */
  static async open(file: string, options: PlaybookOptions, setting: PlaybookSetting): Promise<Playbook> {
    const path = resolve(setting.cwd, file);
    const source = playbookToRun(path, { file: path, line: 1 }, setting);
    const { hosts = 1, kind } = options;
    const wanted: readonly WantedHost[] = (
      typeof hosts === 'number' ? Array.from({ length: hosts }, (_, index) => ({ name: `host-${index + 1}` })) : hosts
    ).map((host) => ({ groups: [], ...(kind ? { kind } : {}), ...host }));
    const { lab, signal } = setting;
    const specs = wanted.map(({ name, kind: own, image, user }) => ({
      name,
      ...(own === undefined ? {} : { kind: own }),
      ...(image === undefined ? {} : { image }),
      ...(user === undefined ? {} : { user }),
    }));
    return new Playbook(source, wanted, await lab.start(specs, { signal }), setting);
  }

  /** Runs it once. A red play is no error: it is what the run shows. */
  async run(options: PlayOptions = {}): Promise<PlaybookRun> {
    const names = this.#wanted.map(({ name }) => name);
    const nowhere = { file: this.file, line: 1 };
    const { run, struck } = await runStep(
      {
        localhost: new LocalhostUse((playbook) => mayActLocally(playbook, this.#setting)),
        ...this.#setting,
        playbook: this.file,
        args: [],
        hostNames: names,
        groups: [],
        kind: 'light',
        speed: 1,
        standIns: [],
      },
      {
        id: `${++runs}`,
        step: {
          name: 'play',
          playbook: this.file,
          args: options.args ?? [],
          vars: options.vars ?? {},
          speed: options.speed ?? 1,
          standIns: options.standIns ?? {},
          stubs: options.stubs === undefined ? undefined : readStubs(resolve(this.#setting.cwd, options.stubs)).stubs,
          faults: (options.faults ?? []).map((one) => wantedFault(one, this.#source, names, () => nowhere)),
          network: options.network ?? {},
          boots: options.boots ?? {},
          timeLimitMs: options.timeLimitMs ?? TIME_LIMIT_MS,
        },
        awaits: options.watchAfter === false ? { jobs: [], orphans: false } : { jobs: 'all', orphans: true },
        machines: this.machines,
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

export type PlaybookSetting = Omit<
  TrialSetting,
  'playbook' | 'args' | 'hostNames' | 'groups' | 'kind' | 'image' | 'speed' | 'standIns'
>;
