import { resolve } from 'node:path';
import { noAsyncJob } from '../engine/baseline.ts';
import type { Doubled } from '../engine/doubles.ts';
import { drill as runDrill } from '../engine/drill.ts';
import { LocalhostUse } from '../engine/localhost.ts';
import { machineMeans } from '../engine/means.ts';
import { castInventory, doubledFrom, type InventoryWhere } from '../engine/own-inventory.ts';
import { prepareHosts } from '../engine/prepare.ts';
import type { DrillProgress } from '../engine/progress.ts';
import type { TrialSetting } from '../engine/trial-setting.ts';
import { wantedJobs } from '../engine/wanted-jobs.ts';
import { type FaultName, faultsNamed, type PRESETS, presetNamed } from '../faults/catalogue.ts';
import { type Lab, openLab } from '../lab/lab.ts';
import type { DrillReport } from '../model/report.ts';
import { groupsOf } from '../scenario/groups.ts';
import { mayActLocally } from '../scenario/may-act-locally.ts';
import { jobsOf } from '../source/jobs-of.ts';
import { readPlaybook } from '../source/read-playbook.ts';
import { serviceManagerUse } from '../source/service-manager.ts';
import { readStubs } from '../stubs/read-stubs.ts';
import { refuseMixedHosts } from './mixed-hosts.ts';
import { openedFor, type RunWhere } from './where.ts';

export interface DrillOptions extends RunWhere {
  /** The preset `default` without it. */
  readonly faults?: readonly FaultName[] | keyof typeof PRESETS;
  /** Parts of task names, or `file:line`: only these jobs are struck. */
  readonly jobs?: readonly string[];
  /** More arguments for ansible-playbook. */
  readonly args?: readonly string[];
  /** In place of made-up hosts: an inventory of your own, whose hosts have doubles (docs/doubles.md). */
  readonly inventory?: string | readonly string[];
  /** Of the inventory, only the hosts of this pattern. */
  readonly limit?: string;
  /** Doubles for each class of hosts of the inventory that are alike; as many as are easily had without it. */
  readonly sample?: number | 'all';
  /** A playbook that is run once on the hosts before anything else (docs/prepare.md). */
  readonly prepare?: string;
  /** Hosts in each trial: 1 without it, or 2 where the play binds its hosts together. */
  readonly hosts?: number;
  /** Without it `light`, or `systemd` where the play needs a service manager. */
  readonly kind?: 'light' | 'systemd';
  /** For the hosts, besides those that the plays name. */
  readonly groups?: readonly string[];
  /** How much faster than written Ansible waits. */
  readonly speed?: number;
  /** A file with given results for tasks that need the outside world: docs/stubs.md. */
  readonly stubs?: string;
  /** A job of the source that no run launches is meant to be so. */
  readonly acceptUncovered?: boolean;
  /** Of the healthy run; ten minutes without it. */
  readonly baselineLimitMs?: number;
  readonly progress?: Partial<DrillProgress>;
}

const BASELINE_LIMIT_MS = 600_000;
const SLOWNESS = 0.7;
const HEADROOM = 2;

/**
 * Breaks each async job of a playbook in each way, on fresh hosts, and says whether the play noticed: what `reapcheck drill` does,
 * with the same defaults. A finding is no error: see `verdict` and `findings` of the report. Throws `ReapcheckError`.
 */
export async function drill(playbook: string, options: DrillOptions = {}): Promise<DrillReport> {
  const { faults = 'default', jobs, hosts = 1 } = options;
  const struck = typeof faults === 'string' ? presetNamed(faults) : faultsNamed(faults);
  const opened = await openedFor(playbook, options);
  const source = readPlaybook(resolve(opened.cwd, playbook), opened);
  if (source.surelyWithoutAsync)
    throw noAsyncJob(playbook, 'no async keyword in it, and nothing that it imports or includes');
  const stubs = options.stubs === undefined ? undefined : readStubs(resolve(opened.cwd, options.stubs));
  const means = machineMeans(hosts);
  await using lab = await openLab({ signal: opened.signal });
  const doubled = await doubledFor(options, { ...opened, playbook: source.file, args: options.args ?? [] }, lab);
  const kind = options.kind ?? (serviceManagerUse(source) ? 'systemd' : 'light');
  const asked: TrialSetting = {
    ...opened,
    lab,
    playbook: source.file,
    args: options.args ?? [],
    hostNames:
      doubled?.cast.doubles.map(({ name }) => name) ?? Array.from({ length: hosts }, (_, index) => `host-${index + 1}`),
    groups: [...new Set([...groupsOf(source.plays), ...(options.groups ?? [])])],
    doubled,
    kind,
    speed: options.speed ?? 1,
    standIns: [],
    stubs: stubs?.stubs,
    localhost: new LocalhostUse(doubled ? () => true : (one) => mayActLocally(one, opened)),
  };
  const budgetMs = options.baselineLimitMs ?? BASELINE_LIMIT_MS;
  const prepare = options.prepare === undefined ? undefined : resolve(opened.cwd, options.prepare);
  const prepared = prepare && (await prepareHosts(asked, { playbook: prepare, budgetMs, say() {} }));
  return await runDrill({
    setting: prepared ? prepared.setting : asked,
    ...(prepared ? { prepare: prepared.report } : {}),
    faults: struck,
    source: jobsOf(source),
    acceptUncovered: options.acceptUncovered ?? false,
    wants: jobs && wantedJobs(jobs),
    slowness: SLOWNESS,
    headroomFactor: HEADROOM,
    baselineBudgetMs: budgetMs,
    hostsChosen: options.hosts !== undefined,
    hostsAtATime: means.hosts,
    batchSize: means.batchSize,
    stubsFile: stubs?.file,
    failFast: false,
    startedAt: opened.startedAt,
    progress: { ...SILENT, ...options.progress },
  });
}

/** Doubles of the hosts of the inventory that was asked for; undefined where none was. */
async function doubledFor(
  { inventory, limit, sample, hosts, groups }: DrillOptions,
  where: InventoryWhere,
  lab: Lab,
): Promise<Doubled | undefined> {
  refuseMixedHosts({ inventory, limit, sample, hosts: hosts ?? groups });
  if (inventory === undefined) return undefined;
  return doubledFrom(await castInventory({ sources: [inventory].flat(), limit, sample }, where), lab.session.folder);
}

const SILENT: DrillProgress = {
  baselineStarted() {},
  baselineEnded() {},
  planned() {},
  trialStarted() {},
  trialEnded() {},
};
