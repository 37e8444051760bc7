import type { Shard } from '../../model/plan.ts';

export function shardWords({ index, count }: Shard): string {
  return `part ${index}/${count}`;
}
