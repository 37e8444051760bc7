import { join } from 'node:path';
import { redRun } from '../../checks/smoke/red-run.ts';
import { RunStore } from '../../history/store.ts';
import type { Finding } from '../../model/finding.ts';
import type { AnswersWanted } from '../../model/harmless.ts';
import type { Proposal } from '../../stubs/propose.ts';
import { notRecorded, recordedStubs } from '../../stubs/recorded.ts';
import { approach } from './approach.ts';
import type { SmokeOrder } from './setting.ts';
import { watchedRun } from './watched-run.ts';

export interface RecordOrder extends Pick<SmokeOrder, 'setting' | 'timeLimitMs' | 'startedAt' | 'progress'> {
  readonly answers: AnswersWanted;
}

export interface RecordedAnswers {
  readonly hosts: readonly string[];
  readonly stubs: readonly Proposal[];
  /** Modules at work that were not asked for, and how many tasks have them. */
  readonly others: ReadonlyMap<string, number>;
  /** Why the run was red; none where it was green. */
  readonly red: readonly Finding[];
}

/**
 * One real run, as a smoke's watched one and under all its rules, of which the answers are kept and nothing else: its history goes with
 * the session.
 */
export async function recordAnswers(order: RecordOrder): Promise<RecordedAnswers> {
  const { setting, progress, timeLimitMs, answers } = order;
  const { before } = await approach({ ...order, proof: 'none' });
  const store = new RunStore(join(setting.session.folder, 'recorded'), setting.playbook, order.startedAt);
  const run = await watchedRun(
    { ...setting, store },
    { id: 'recorded', what: 'the run', standIns: [], timeLimitMs, before: before.looks, answers },
    progress,
  );
  const stubs = recordedStubs(run.facts, run.answers);
  return {
    hosts: before.limit?.hosts ?? [],
    stubs,
    others: notRecorded(run.facts, stubs),
    red: redRun(run.facts, setting.playbook),
  };
}
