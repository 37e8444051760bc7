import type { DrillReport } from '../../model/report.ts';
import { count } from '../count.ts';
import { shardWords } from './shard-words.ts';

type Partial = Pick<DrillReport, 'trials' | 'leftOut' | 'reuse' | 'parts'>;

/** What a verdict is of, where it is not of all trials run anew; empty where it is. Stands after the verdict. */
export function verdictOfWhat({ leftOut }: Pick<DrillReport, 'leftOut'>): string {
  switch (leftOut?.why) {
    case undefined:
      return '';
    case 'shard':
      return `, of ${shardWords(leftOut.shard)}`;
    case 'last-failed':
      return ', of what had failed before';
    case 'no-part':
      return `, as ${count(leftOut.trials.length, 'trial')} ${leftOut.trials.length === 1 ? 'is' : 'are'} in no part`;
  }
}

/** Why a report has not all trials of its plan, and which it has from elsewhere: a line each. */
export function partLines(report: Partial): readonly string[] {
  return [...mergedLines(report), ...reuseLines(report), ...leftOutLines(report)];
}

function mergedLines({ parts }: Partial): readonly string[] {
  if (!parts) return [];
  const each = parts.map(({ shard, trials, startedAt }) =>
    [shard ? shardWords(shard) : 'a drill', `of ${startedAt}`, `with ${count(trials, 'trial')}`].join(' '),
  );
  return [`merged: ${each.join('; ')}`];
}

function reuseLines({ reuse, trials }: Partial): readonly string[] {
  if (!reuse || reuse.by === 'last-failed') return [];
  const taken = trials.filter((one) => one.taken).length;
  const from = `the drill of ${reuse.startedAt}`;
  const head =
    reuse.by === 'resume'
      ? `resumed: ${count(taken, 'trial')} of ${from}, which was interrupted`
      : `incremental: ${taken} of ${count(trials.length, 'trial')} taken from ${from}`;
  return [head, ...reuse.because.map((why) => `  not the same: ${why}`)];
}

function leftOutLines({ leftOut }: Partial): readonly string[] {
  if (!leftOut) return [];
  const many = count(leftOut.trials.length, 'trial');
  switch (leftOut.why) {
    case 'shard':
      return [`left out: ${many} that other shares have: reapcheck merge gives the report of the whole`];
    case 'last-failed':
      return [`left out: ${many} that had no finding in the drill of ${leftOut.since} or before`];
    case 'no-part':
      return [
        `lacking: ${many} that no part has, so that nothing is known of:`,
        ...leftOut.trials.map(({ fault, taskName, job }) => `  ${fault} on "${taskName}" of ${job.host}`),
      ];
  }
}
