import { resolve } from 'node:path';
import { noAsyncJob } from '../engine/baseline.ts';
import { drill as runDrill } from '../engine/drill.ts';
import { LocalhostUse } from '../engine/localhost.ts';
import { machineMeans } from '../engine/means.ts';
import type { DrillProgress } from '../engine/progress.ts';
import { wantedJobs } from '../engine/wanted-jobs.ts';
import { type FaultName, faultsNamed, type PRESETS, presetNamed } from '../faults/catalogue.ts';
import { openLab } from '../lab/lab.ts';
import type { DrillReport } from '../model/report.ts';
import { groupsOf } from '../scenario/groups.ts';
import { mayActLocally } from '../scenario/may-act-locally.ts';
import { jobsOf } from '../source/jobs-of.ts';
import { readPlaybook } from '../source/read-playbook.ts';
import { serviceManagerUse } from '../source/service-manager.ts';
import { readStubs } from '../stubs/read-stubs.ts';
import { openedFor, type RunWhere } from './where.ts';

export interface DrillOptions extends RunWhere {
  /** The preset `default` without it. */
  readonly faults?: readonly FaultName[] | keyof typeof PRESETS;
  /** Parts of task names, or `file:line`: only these jobs are struck. */
  readonly jobs?: readonly string[];
  /** More arguments for ansible-playbook. */
  readonly args?: readonly string[];
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
  return await runDrill({
    setting: {
      ...opened,
      lab,
      playbook: source.file,
      args: options.args ?? [],
      hostNames: Array.from({ length: hosts }, (_, index) => `host-${index + 1}`),
      groups: [...new Set([...groupsOf(source.plays), ...(options.groups ?? [])])],
      kind: options.kind ?? (serviceManagerUse(source) ? 'systemd' : 'light'),
      speed: options.speed ?? 1,
      standIns: [],
      stubs: stubs?.stubs,
      localhost: new LocalhostUse((one) => mayActLocally(one, opened)),
    },
    faults: struck,
    source: jobsOf(source),
    acceptUncovered: options.acceptUncovered ?? false,
    wants: jobs && wantedJobs(jobs),
    slowness: SLOWNESS,
    headroomFactor: HEADROOM,
    baselineBudgetMs: options.baselineLimitMs ?? BASELINE_LIMIT_MS,
    hostsChosen: options.hosts !== undefined,
    hostsAtATime: means.hosts,
    batchSize: means.batchSize,
    stubsFile: stubs?.file,
    failFast: false,
    startedAt: opened.startedAt,
    progress: { ...SILENT, ...options.progress },
  });
}

const SILENT: DrillProgress = {
  baselineStarted() {},
  baselineEnded() {},
  planned() {},
  trialStarted() {},
  trialEnded() {},
};
