import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { audit, type DrillReport, drill, type FaultName, listJobs, ReapcheckError } from '../harness/index.ts';
import type { Task } from './task.ts';

export interface Checked {
  readonly passed: boolean;
  /** Why not, one reason a line. */
  readonly why: readonly string[];
}

export interface Checks {
  /** Whether a real drill decides; without it the audit does, which proves nothing. */
  readonly drills: boolean;
  readonly ansible: string | undefined;
}

/** Seconds that a stand-in takes, and the pace of the play's own waits then. */
const STAND_IN_S = 3;
const MOST_SPEED = 300;

/** Holds what somebody made of a task against it: what the audit says, which way each job goes, and a drill. */
export async function check(task: Task, folder: string, { drills, ansible }: Checks): Promise<Checked> {
  if (!existsSync(join(folder, task.answer))) return { passed: false, why: [`there is no ${task.answer}`] };
  return judged(async () => {
    const why = [...byAudit(task, folder), ...byWays(task, folder)];
    if (why.length === 0 && drills) why.push(...byDrill(task, await drilled(task, folder, ansible)));
    return why;
  });
}

/** Whether the files show, before anything is mended, what the task says of them. */
export function showsDefect(task: Task, folder: string, ansible: string | undefined): Promise<Checked> {
  return judged(async () => {
    const { findings, trials } = await drilled(task, folder, ansible);
    const shown =
      task.before === 'false-red'
        ? findings.some(({ rule }) => rule === 'false-red')
        : trials.some(({ outcome }) => outcome.kind === task.before);
    return shown ? [] : [`before: no ${task.before}`, ...trialsIn(trials)];
  });
}

/** What can't be told is no pass. */
async function judged(reasons: () => Promise<readonly string[]>): Promise<Checked> {
  try {
    const why = await reasons();
    return { passed: why.length === 0, why };
  } catch (error) {
    if (!(error instanceof ReapcheckError)) throw error;
    return { passed: false, why: [error.message] };
  }
}

function trialsIn(trials: DrillReport['trials']): string[] {
  return trials.map(({ trial, outcome }) => `${trial.fault} on "${trial.taskName}": ${outcome.kind}`);
}

function byAudit({ answer }: Task, cwd: string): string[] {
  return audit([answer], { cwd })
    .findings.filter(({ severity }) => severity !== 'note')
    .map(({ rule, message }) => `audit: ${rule}: ${message}`);
}

function byWays({ answer, ways }: Task, cwd: string): string[] {
  const jobs = listJobs([answer], { cwd });
  return Object.entries(ways).flatMap(([part, way]) => {
    const job = jobs.find(({ name }) => name.toLowerCase().includes(part.toLowerCase()));
    if (!job) return [`there is no async job "${part}"`];
    return job.class === way ? [] : [`"${job.name}" is ${job.class}, not ${way}`];
  });
}

function byDrill({ jobs }: Task, { verdict, baseline, findings, score, trials }: DrillReport): string[] {
  const launched = baseline.jobs.length;
  return [
    ...(launched < jobs ? [`the healthy run launched ${launched} jobs, not ${jobs}`] : []),
    ...(verdict === 'pass' && score.surfaced > 0
      ? []
      : [
          `drill: ${verdict}, ${score.surfaced} of ${score.counted} surfaced`,
          ...trialsIn(trials),
          ...findings.map(({ message }) => message),
        ]),
  ];
}

/** In the play's time a stand-in takes as long as the shortest limit leaves room for. */
function drilled(task: Task, cwd: string, ansible: string | undefined): Promise<DrillReport> {
  const limits = listJobs([task.answer], { cwd }).flatMap(({ limit }) => (limit.known ? [limit.value] : []));
  const shortest = Math.min(...limits, Number.MAX_SAFE_INTEGER);
  const speed = task['stand-ins'] ? Math.min(MOST_SPEED, Math.max(1, shortest / 3 / STAND_IN_S)) : 1;
  return drill(task.answer, {
    cwd,
    ansible,
    faults: task.faults as readonly FaultName[],
    speed,
    ...(task['stand-ins'] ? { standIns: [{ ms: STAND_IN_S * speed * 1000 }] } : {}),
  });
}
