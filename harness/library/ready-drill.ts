import type { Doubled } from '../engine/doubles.ts';
import { drill, drillPlan } from '../engine/drill.ts';
import { LocalhostUse } from '../engine/localhost.ts';
import { type Means, machineMeans, meansFor } from '../engine/means.ts';
import type { PlanOrder } from '../engine/plan-drill.ts';
import { type Prepared, prepareHosts } from '../engine/prepare.ts';
import type { DrillProgress } from '../engine/progress.ts';
import { type Suggestion, suggestStubs } from '../engine/suggest-stubs.ts';
import type { TrialSetting } from '../engine/trial-setting.ts';
import { wantedJobs } from '../engine/wanted-jobs.ts';
import { faultsNamed, presetNamed } from '../faults/catalogue.ts';
import type { Fault } from '../faults/fault.ts';
import { HOST_KINDS } from '../lab/host-kind.ts';
import type { HostKindName } from '../lab/host-system.ts';
import { isSystemName } from '../lab/host-system.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import { type Registry, registryName } from '../lab/packages/registry.ts';
import { HEADROOM, HEALTHY_LIMIT_MS, SLOWNESS } from '../model/defaults.ts';
import { ReapcheckError } from '../model/error.ts';
import type { StoredPlan } from '../model/plan.ts';
import type { DrillReport } from '../model/report.ts';
import { groupsOf } from '../scenario/groups.ts';
import { mayActLocally } from '../scenario/may-act-locally.ts';
import { jobsOf } from '../source/jobs-of.ts';
import { noteConfigured } from './configured-note.ts';
import { doubledFor, inventoriesOf, showing, sourcesOf } from './drill-inventories.ts';
import type { DrillOptions } from './drill-options.ts';
import { explainingRed } from './explained-red.ts';
import { mendsOf } from './mends.ts';
import { refuseMixedHosts } from './mixed-hosts.ts';
import { type Drilled, serviceManagerWords } from './read-drilled.ts';
import { shownPaths } from './shown-paths.ts';
import { type Opened, openedFor } from './where.ts';

/** A drill whose source is read, whose lab is open, and whose hosts are prepared. Disposing of it removes them. */
export class ReadyDrill implements AsyncDisposable {
  readonly #drilled: Drilled;
  readonly #options: DrillOptions;
  readonly #lab: Lab;
  readonly #ground: Ground;

  private constructor(drilled: Drilled, options: DrillOptions, lab: Lab, ground: Ground) {
    this.#drilled = drilled;
    this.#options = options;
    this.#lab = lab;
    this.#ground = ground;
  }

  static async open(drilled: Drilled, options: DrillOptions): Promise<ReadyDrill> {
    const { stubs, context, playbook } = drilled;
    refuseMixedHosts({ ...options, hosts: options.hosts ?? options.groups });
    const faults = faultsOf(options);
    const kind = kindFor(drilled, options);
    if (stubs) options.onNote?.(`${stubs.stubs.length} stubs of ${stubs.file}: what they stand for is not run`);
    const found = await openedFor(playbook, {
      ...options,
      ...context,
      shown: () => shownPaths(sourcesOf(drilled, options), context),
    });
    const { inside } = found.controller;
    const core = found.controller.coreVersion;
    const [lab] = await Promise.all([
      openLab({ ...(options.look ? { look: options.look } : {}), core, signal: found.signal }),
      inside ? undefined : noteConfigured(options, found),
    ]);
    try {
      if (inside) await noteConfigured(options, { ...found, lab });
      const sources = await inventoriesOf(options, found, lab);
      const opened = showing(found, sources);
      const doubled = await doubledFor(options, { ...opened, lab, playbook }, sources);
      const registries = await registriesFor(options, lab, kind);
      const setting = settingOf(drilled, options, { opened, lab, doubled, registries, kind });
      const ready = await preparedFor(drilled, options, setting);
      return new ReadyDrill(drilled, options, lab, { ...ready, faults, startedAt: opened.startedAt });
    } catch (error) {
      await lab[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** Strikes. A finding is no error: see the report. */
  run(progress: DrillProgress): Promise<DrillReport> {
    const { since, shard, handedOn, earlier, repeat } = this.#options;
    const means = meansOf(this.#options);
    const order = {
      ...this.#planOrder(progress),
      acceptUncovered: this.#options.acceptUncovered ?? false,
      headroomFactor: this.#options.headroom ?? HEADROOM,
      hostsAtATime: means.hosts,
      batchSize: means.batchSize,
      stubsFile: this.#drilled.stubs?.file,
      prepare: this.#ground.prepared?.report,
      failFast: this.#options.failFast ?? false,
      since,
      shard,
      handedOn: handedOn?.plan,
      earlier,
      repeat,
      mends: () => mendsOf(this.#drilled.playbook, this.#options),
    };
    return explainingRed(this.#drilled.playbook, this.#options, () => drill(order));
  }

  /** Runs it healthy, and plans what `run` would strike. `earlier`: a drill of it, for the durations. Throws where the healthy run is red. */
  async plan(progress: DrillProgress, earlier?: DrillReport): Promise<StoredPlan> {
    const order = this.#planOrder(progress);
    const planned = await explainingRed(this.#drilled.playbook, this.#options, () => drillPlan(order, earlier));
    if ('schema' in planned) return planned;
    throw new ReapcheckError({
      code: 'nothing-to-plan',
      kind: 'unknown',
      what: `the healthy run of ${this.#drilled.playbook} is ${planned.baseline.result.status}: no trial can be planned`,
      remedy: 'drill it without --plan-only, which says why',
    });
  }

  #planOrder(progress: DrillProgress): PlanOrder {
    const { jobs } = this.#options;
    const { source } = this.#drilled;
    return {
      setting: this.#ground.setting,
      faults: this.#ground.faults,
      source: jobsOf(source),
      playFiles: source.plays.map(({ begins }) => begins.file),
      wants: jobs && wantedJobs(jobs),
      allItems: this.#options.allItems,
      slowness: this.#options.slowness ?? SLOWNESS,
      baselineBudgetMs: this.#options.baselineLimitMs ?? HEALTHY_LIMIT_MS,
      trialBudgetMs: this.#options.trialLimitMs,
      hostsChosen: this.#options.hosts !== undefined,
      prepareRead: this.#ground.prepared?.read,
      look: this.#options.look,
      startedAt: this.#ground.startedAt,
      progress,
    };
  }

  /** Strikes nothing: runs it healthy, and proposes stubs for what it lacks. */
  suggestStubs(say: (text: string) => void): Promise<Suggestion> {
    return suggestStubs(this.#ground.setting, this.#options.baselineLimitMs ?? HEALTHY_LIMIT_MS, say);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#lab[Symbol.asyncDispose]();
  }
}

/** What the runs of a drill start from. */
interface Ground {
  readonly faults: readonly Fault[];
  readonly setting: TrialSetting;
  readonly prepared: Pick<Prepared, 'report' | 'read'> | undefined;
  readonly startedAt: Date;
}

/** Throws `unknown-fault` or `unknown-preset`. */
export function faultsOf({ faults = 'default' }: DrillOptions): readonly Fault[] {
  return typeof faults === 'string' ? presetNamed(faults) : faultsNamed(faults);
}

/** How much may go on at a time. */
function meansOf({ concurrency, isolate, hosts = 1 }: DrillOptions): Means {
  const means = concurrency === undefined ? machineMeans(hosts) : meansFor(concurrency, hosts);
  return isolate ? { ...means, batchSize: 1 } : means;
}

/** The kind that was asked for, or the one that the playbooks need, which is told. An image of somebody’s own is `light` unless they say otherwise. */
function kindFor(drilled: Drilled, { kind, image, onNote }: DrillOptions): HostKindName {
  if (kind !== undefined || (image !== undefined && !isSystemName(image))) return kind ?? 'light';
  const words = serviceManagerWords(drilled);
  if (words === undefined) return 'light';
  onNote?.(`hosts with systemd, as ${words} (--kind light: without)`);
  return 'systemd';
}

/** What a drill with a way to packages may reach; undefined without that. */
async function registriesFor(
  { outside, image, onNote }: DrillOptions,
  lab: Lab,
  kind: HostKindName,
): Promise<readonly Registry[] | undefined> {
  if (outside !== 'packages') return undefined;
  const registries = await lab.registries({ kind, ...(image === undefined ? {} : { image }) });
  if (registries.length === 0) throw noRegistry(image ?? HOST_KINDS[kind].image);
  onNote?.(`a way out to packages only: ${registries.map(registryName).join(', ')}`);
  return registries;
}

function noRegistry(image: string): ReapcheckError {
  return new ReapcheckError({
    code: 'no-registry',
    kind: 'usage',
    what: `--outside packages: neither apt on hosts of ${image} nor apt on this machine is set up with a server to get packages from`,
    expected: 'an http or https source, by the name of its server, in /etc/apt/sources.list or sources.list.d',
    remedy: 'add one to the image, or have the packages in it (--image)',
  });
}

/** What was opened for it. */
interface Parts {
  readonly opened: Opened;
  readonly lab: Lab;
  readonly doubled: Doubled | undefined;
  readonly registries: readonly Registry[] | undefined;
  readonly kind: HostKindName;
}

function settingOf(
  drilled: Drilled,
  options: DrillOptions,
  { opened, lab, doubled, registries, kind }: Parts,
): TrialSetting {
  const { hosts = 1, speed = 1, standIns = [] } = options;
  const plays = [...drilled.source.plays, ...(drilled.prepare?.plays ?? [])];
  return {
    ...opened,
    lab,
    playbook: drilled.playbook,
    args: options.args ?? [],
    hostNames:
      doubled?.cast.doubles.map(({ name }) => name) ?? Array.from({ length: hosts }, (_, index) => `host-${index + 1}`),
    groups: [...new Set([...groupsOf(plays), ...(options.groups ?? [])])],
    doubled,
    registries,
    kind,
    image: options.image,
    speed,
    standIns: standIns.map(({ task, ms }) => ({ task, seconds: ms / 1000 / speed })),
    stubs: drilled.stubs?.stubs,
    ...(options.outside ? { outside: options.outside } : {}),
    localhost: new LocalhostUse(
      doubled || options.contained || opened.controller.inside ? () => true : (one) => mayActLocally(one, opened),
    ),
  };
}

async function preparedFor(
  { prepare }: Drilled,
  {
    baselineLimitMs: budgetMs = HEALTHY_LIMIT_MS,
    look,
    freshPrepare: fresh = false,
    onNote: say = () => {},
  }: DrillOptions,
  setting: TrialSetting,
): Promise<Pick<Ground, 'setting' | 'prepared'>> {
  if (!prepare) return { setting, prepared: undefined };
  const playFiles = prepare.plays.map(({ begins }) => begins.file);
  const ready = await prepareHosts(setting, { playbook: prepare.file, playFiles, budgetMs, look, fresh, say });
  return { setting: ready.setting, prepared: ready };
}
