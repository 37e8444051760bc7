import type { AuditedProject, AuditReap, AuditRule } from '../../../model/audit.ts';
import { SOME_WINDOW, windowFor } from '../../../model/limits.ts';
import { isCleared, isFollowed } from '../loss.ts';
import { called, launchesOf, reapedElsewhere, staysUp } from '../pairs.ts';

/** One look at a job that still runs is ok, unfinished: the play goes on as if it had been reaped. */
export const reapWithoutUntil: AuditRule = {
  id: 'reap-without-until',
  severity: 'error',
  confidence: 'likely',
  summary: 'async_status without until looks once, and takes a running job for a good one',
  check: (project) =>
    project.reaps
      .filter(
        (reap) =>
          reap.mode === 'status' &&
          reap.until === undefined &&
          !reap.recursive &&
          !isExcused(project, reap) &&
          !staysUp(project, reap),
      )
      .filter((reap) => !reapedElsewhere(project, reap) && !waitedForOtherwise(project, reap))
      .map((reap) => ({
        rule: 'reap-without-until',
        severity: 'error',
        confidence: reap.jobs.length > 0 ? 'certain' : 'likely',
        message: `${called(reap)} looks once and doesn't wait: a job that still runs, and fails later, is taken for a good one`,
        place: reap.place,
        evidence: [
          'no until',
          ...(reap.keywords.retries
            ? [
                'retries alone stops at the first look: a running job counts as success (and before 2.16 it does nothing)',
              ]
            : []),
          reap.register
            ? `nothing later looks at "${reap.register}"`
            : 'it has no register, so that nothing can look at its result',
        ],
        remedy: remedyOf(project, reap),
        subject: reap.id,
      })),
};

/** What it lacks; what it has stays. */
function remedyOf(project: AuditedProject, reap: AuditReap): string {
  const limits = launchesOf(project, reap).map(({ limit }) => (limit.known ? limit.value : Number.NaN));
  const own = reap.keywords.delay && reap.delay.known ? reap.delay.value : undefined;
  const longest = Math.max(...limits);
  const { retries, delay } = Number.isFinite(longest) ? windowFor(longest, own) : SOME_WINDOW;
  const register = reap.register ?? 'reaped';
  const lacks = { register, until: `${register} is finished`, retries, delay };
  // Its own retries are meant for its own delay, which is 5 s where it says nothing.
  const has = (key: string) => reap.keywords[key] ?? (key === 'delay' ? reap.keywords.retries : undefined);
  const lines = Object.entries(lacks).flatMap(([key, value]) => (has(key) ? [] : `  ${key}: ${value}`));
  return ["add, with retries × delay of at least the job's limit:", ...lines].join('\n');
}

/** Where its jobs are followed, what the drill says counts; where they aren't, any later look at its result. */
function isExcused(project: AuditedProject, reap: AuditReap): boolean {
  const launches = launchesOf(project, reap);
  if (launches.length > 0 && launches.every(isFollowed)) return isCleared(reap, launches);
  return reap.checked !== undefined || reap.failedWhenReads !== undefined;
}

/** Another task has the job id as well: it may have waited, so that one look is enough. */
function waitedForOtherwise(project: AuditedProject, reap: AuditReap): boolean {
  return launchesOf(project, reap).some((launch) => launch.escapes.length > 0);
}
