import type { RunReport } from '../../model/run-report.ts';
import { count } from '../count.ts';
import { shardWords } from '../drill/shard-words.ts';

/** What a verdict is of, where it is not of all that was seen; stands after it. */
export function ofWhat({ shard, changes }: Pick<RunReport, 'shard' | 'changes'>): string {
  return [...(shard ? [`, of ${shardWords(shard)}`] : []), ...(changes?.onlyNew ? [', of what is new'] : [])].join('');
}

/** Which reports a whole was merged from; undefined where it was run as it is. */
export function mergedWords({ parts }: Pick<RunReport, 'parts'>): string | undefined {
  if (!parts) return undefined;
  const each = parts.map(({ shard, scenarios, startedAt }) =>
    [shard ? shardWords(shard) : 'a run', `of ${startedAt}`, `with ${count(scenarios, 'scenario')}`].join(' '),
  );
  return `merged: ${each.join('; ')}`;
}
