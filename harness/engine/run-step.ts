import { checkExpectation } from '../checks/expectations/check.ts';
import type { Struck } from '../checks/expectations/subject.ts';
import { verdictOfStep } from '../checks/expectations/verdict.ts';
import { refusalIn } from '../checks/refused.ts';
import { withStubs } from '../checks/stubs-used.ts';
import { faultsNamed } from '../faults/catalogue.ts';
import type { Fault } from '../faults/fault.ts';
import type { StartedHost } from '../lab/started-host.ts';
import { SLOWNESS } from '../model/defaults.ts';
import type { Checked, Expectation } from '../model/expectation.ts';
import type { Facts } from '../model/facts.ts';
import { LOCALHOST } from '../model/host.ts';
import type { StepResult } from '../model/run-report.ts';
import type { Step, WantedFault, Written } from '../model/scenario.ts';
import { now } from '../time/clock.ts';
import { type ArmedFault, armFault } from './armed-fault.ts';
import { isSettled, judge } from './judge.ts';
import { runTrial, type TrialRun } from './run-trial.ts';
import type { TrialSetting } from './trial-setting.ts';

/** The watcher of an older ansible-core kills up to 10 s late. */
const AFTER_LIMIT_MS = 15_000;
/** After a fault has done all that it does, a sighting of it may still be on its way. */
const SIGHTING_MS = 5_000;
/** A job that outlives its play is one that is still there after so long: checks/orphans.ts. */
const ORPHAN_WATCH_MS = 4_000;

export interface StepOrder {
  readonly id: string;
  readonly step: PlayedStep;
  /** What has to be seen, after the play if need be. */
  readonly awaits: Awaited;
  readonly machines: readonly StartedHost[];
  readonly groups: Readonly<Record<string, readonly string[]>>;
}

export interface StepRun {
  readonly run: TrialRun;
  readonly struck: readonly Struck[];
}

/** A step as it is played: what it should show is nothing to its run. */
export type PlayedStep = Omit<Step, 'expectations'>;

/** One run of a step on hosts that are up, with its network, its boots and its faults. What it showed is not yet judged. */
export async function runStep(
  setting: TrialSetting,
  { id, step, awaits, machines, groups }: StepOrder,
): Promise<StepRun> {
  const local = setting.doubled?.cast.local ?? [];
  const armed = step.faults.flatMap((wanted) => armedFaults(wanted, step.speed, local));
  await prepare(machines, step);
  const run = await runTrial(
    {
      ...setting,
      playbook: step.playbook,
      args: [...varArgs(step.vars), ...step.args],
      speed: step.speed,
      standIns: Object.entries(step.standIns).map(([task, ms]) => ({ task, seconds: ms / 1000 / step.speed })),
      stubs: step.stubs,
    },
    {
      id,
      budgetMs: step.timeLimitMs,
      machines,
      groups,
      armed,
      settled: (facts) =>
        armed.every((one) => isSettled(facts, one)) &&
        jobsSettled(facts, awaits, armed) &&
        (!awaits.orphans || now() - (facts.run.ended?.at ?? now()) > ORPHAN_WATCH_MS),
      settleMs: (facts) =>
        Math.max(
          ORPHAN_WATCH_MS + 1_000,
          ...facts.jobs.map((job) => (job.limit * 1000) / facts.speed + AFTER_LIMIT_MS),
          ...armed.map(({ fault, target }) => fault.settlesMs(target) + SIGHTING_MS),
        ),
    },
  );
  const refusal = refusalIn(run.facts);
  if (refusal) throw refusal;
  return {
    run,
    struck: armed.map((one) => {
      const { job, outcome } = judge(run.facts, one);
      return { fault: one.fault.name, jid: job?.jid, taskName: job?.taskName ?? one.taskName, outcome };
    }),
  };
}

/** Holds a run against what its step expects. A fault that is not proven to have struck makes it unknown, never a pass. */
export function judgeStep(step: Step, { run, struck }: StepRun, hosts: readonly string[]): StepResult {
  const checks: Checked[] = step.expectations.map(({ value, place }) => ({
    ...checkExpectation(value, { facts: run.facts, struck }, hosts),
    place,
  }));
  return {
    name: step.name,
    playbook: step.playbook,
    verdict: verdictOfStep({ checks, struck }),
    checks,
    struck: struck.map(({ fault, taskName, outcome }) => ({ fault, taskName, outcome })),
    ...withStubs(run.facts),
    wallMs: Math.round(run.wallMs),
    folder: run.folder,
  };
}

interface ArmedHere extends ArmedFault {
  readonly taskName: string;
}

/** A host that acts on the controller is struck there. */
function armedFaults(wanted: WantedFault, speed: number, local: readonly string[]): readonly ArmedHere[] {
  const [fault] = faultsNamed([wanted.fault]) as [Fault];
  const { job } = wanted;
  const target = {
    via: job.poll > 0 ? ('keep-alive' as const) : ('async_status' as const),
    limitMs: (job.limit * 1000) / speed,
    intervalMs: (job.interval * 1000) / speed,
    slowness: SLOWNESS,
    // No baseline to know it from: harmful faults strike at once.
    healthyMs: 0,
  };
  return wanted.hosts.map((host) => ({
    ...armFault(
      fault,
      { host, place: job.place, item: wanted.item, nth: 0 },
      local.includes(host) ? LOCALHOST : host,
      target,
    ),
    taskName: job.taskName,
  }));
}

async function prepare(
  machines: readonly StartedHost[],
  { network, boots }: Pick<Step, 'network' | 'boots'>,
): Promise<void> {
  await Promise.all(
    machines.map(async (machine) => {
      machine.link.heal();
      if (network.dropIdleMs !== undefined) machine.link.dropIdle(network.dropIdleMs);
      if (network.delayMs !== undefined) machine.link.delay(network.delayMs);
      machine.downtimeMs = boots.downMs ?? 0;
      if (boots.sshLateMs !== undefined) await machine.delayBoots(boots.sshLateMs);
      if (boots.sameBootId) await machine.keepBootId();
      if (boots.newHostKey) await machine.replaceHostKey();
    }),
  );
}

/** Extra variables, as arguments of ansible-playbook. */
export function varArgs(vars: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(vars).length === 0 ? [] : ['-e', JSON.stringify(vars)];
}

/** What is waited for when the play has ended, within the limits of its jobs. */
export interface Awaited {
  /** The ends of jobs, by parts of their tasks' names. */
  readonly jobs: 'all' | readonly string[];
  /** Whether anything lives on. */
  readonly orphans: boolean;
}

/** What these expectations have to see. */
export function awaitedBy(expectations: readonly Written<Expectation>[]): Awaited {
  const values = expectations.map(({ value }) => value);
  const all = values.some((one) => one.kind === 'failures' || (one.kind === 'parallel' && one.jobs.length === 0));
  const names = values.flatMap((one) =>
    one.kind === 'parallel'
      ? one.jobs
      : one.kind === 'jobs' && one.ends !== undefined && !one.ends.includes('running')
        ? [one.job]
        : [],
  );
  return { jobs: all ? 'all' : names, orphans: values.some((one) => one.kind === 'orphans') };
}

function jobsSettled(facts: Facts, { jobs: awaited }: Awaited, armed: readonly ArmedFault[]): boolean {
  const places = new Set(armed.map(({ arm }) => `${arm.job.host}:${arm.job.place.line}`));
  return facts.jobs.every(
    (job) =>
      places.has(`${job.key.host}:${job.key.place.line}`) ||
      (awaited !== 'all' && !awaited.some((name) => job.taskName.includes(name))) ||
      (job.end !== 'running' && job.end !== 'unknown'),
  );
}
