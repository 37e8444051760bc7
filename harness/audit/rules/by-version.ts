import type { AbstractOutcome, End } from '../../model/abstract.ts';
import type { AsyncTask, AuditReap } from '../../model/audit.ts';
import { type FalseRed, OF_JOB } from './loss.ts';

/** What an `until` does for a job: it waits for its end, is met before it, or isn't met even then. */
type Reading = 'waits' | 'early' | 'never';

/** What an `until` does up to ansible-core 2.18, where `finished` is 0 or 1, and from 2.19 on, where it is a boolean. */
export interface ByVersion {
  readonly older: Reading;
  readonly newer: Reading;
  /** Healthy work that one of them calls failed. */
  readonly red: FalseRed | undefined;
}

/** Undefined where it does the same on all versions, as far as the drills say. */
export function byVersion({ drill }: AsyncTask, reap: AuditReap): ByVersion | undefined {
  if (!drill?.older) return undefined;
  const [older, newer] = [readingOf(drill.older, reap), readingOf(drill.outcomes, reap)];
  if (older === newer) return undefined;
  const red = [drill.older, drill.outcomes].map((of) => neverMet(of, reap)).find((one) => one !== undefined);
  return { older, newer, red };
}

type Outcomes = ReadonlyMap<End, AbstractOutcome>;

function readingOf(outcomes: Outcomes, reap: AuditReap): Reading {
  if (neverMet(outcomes, reap)) return 'never';
  const early = OF_JOB.some((end) => {
    const outcome = outcomes.get(end);
    return outcome?.kind === 'swallowed' && outcome.how === 'no-until' && outcome.by?.task === reap.id;
  });
  return early ? 'early' : 'waits';
}

function neverMet(outcomes: Outcomes, reap: AuditReap): FalseRed | undefined {
  const outcome = outcomes.get('ok');
  return outcome?.kind === 'false-red' && outcome.reason === 'never-met' && outcome.by?.task === reap.id
    ? outcome
    : undefined;
}
