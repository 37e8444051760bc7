import type { Outcome } from '../model/outcome.ts';
import type { TrialResult } from '../model/trial.ts';

/** What a kind of outcome says, for who reads its name for the first time. */
export const OUTCOME_MEANS: Readonly<Record<Outcome['kind'], string>> = {
  surfaced: 'the job failed, and the play went red for it',
  recovered: 'the job failed, and the play did its work again',
  swallowed: 'the job failed, and the play ended green',
  hung: 'the play did not end in the time it had',
  unharmed: 'the job came through, and the play stayed green',
  'false-red': 'the job was well, and the play went red',
  missed: 'nothing proves that the fault struck',
  errored: 'the trial broke for another reason',
};

/** The reason or mechanism of an outcome in a few words. */
export function outcomeWords(outcome: Outcome): string {
  switch (outcome.kind) {
    case 'surfaced':
      return outcome.reason;
    case 'swallowed':
      return outcome.how;
    case 'recovered':
      return `"${outcome.taskName}" did the work again`;
    case 'hung':
      return `no verdict in ${Math.round(outcome.budgetMs / 1000)} s`;
    case 'unharmed':
      return outcome.reaped ? 'the job came through' : 'the job came through, unreaped';
    case 'false-red':
      return `${outcome.reason}, though the job was well`;
    case 'missed':
      return outcome.missing;
    case 'errored':
      return outcome.why;
  }
}

/** The same of a result, with where it comes from if it was not run just now, and how often it was run. */
export function resultWords({
  outcome,
  taken,
  repetitions,
}: Pick<TrialResult, 'outcome' | 'taken' | 'repetitions'>): string {
  return [
    outcomeWords(outcome),
    ...(repetitions && outcome.kind !== 'errored' ? [`the same in ${repetitions.length} runs`] : []),
    ...(taken ? [`taken from the drill of ${taken.startedAt.slice(0, 16).replace('T', ' ')}`] : []),
  ].join('; ');
}
