import type { TaskStart } from '../model/event.ts';
import type { Facts } from '../model/facts.ts';
import type { NotRun } from '../model/outcome.ts';
import { type Place, samePlace } from '../model/place.ts';
import type { SourceTask } from '../model/source.ts';
import { isSelected } from '../model/tags.ts';

export interface WhyNotRun {
  readonly how: NotRun;
  /** As the source has it: a condition, or tags. */
  readonly written?: string | undefined;
  /** The task that kept it from running. */
  readonly by?: Place | undefined;
}

/** Why a task of the source did not run for this host; undefined if it ran. */
export function whyNotRun(facts: Facts, task: SourceTask, host: string): WhyNotRun | undefined {
  const started = [...facts.tasks.values()].filter(({ place }) => place && samePlace(place, task.place));
  const ids = new Set(started.map((one) => one.task));
  const mine = facts.events('result').filter((one) => ids.has(one.task) && one.host === host);
  if (mine.some(({ status }) => status !== 'skipped')) return undefined;
  if (mine.length > 0) return { how: 'skipped', written: task.when.join(' and ') || undefined };
  if (started.some(isRunOnce)) return { how: 'run-once' };
  if (task.handler) return { how: 'not-notified' };
  if (task.within === 'rescue') return { how: 'rescue-only' };
  const left = leftOut(facts, task);
  if (left) return { how: 'tags', written: left.join(', ') || undefined };
  const ended = facts.events('host-ended').find((one) => one.host === host);
  if (ended) return { how: 'ended-host', written: `meta: ${ended.meta}`, by: ended.place };
  return { how: 'not-reached' };
}

export function isRunOnce({ bound = [] }: TaskStart): boolean {
  return bound.includes('run_once');
}

/** The tags for which it was not selected in this run. */
function leftOut(facts: Facts, { tags, includeTags }: SourceTask): readonly string[] | undefined {
  const [start] = facts.events('playbook-start');
  const sets = [...includeTags, tags];
  // Templated ones are not known.
  if (!start || sets.flat().some((tag) => tag.includes('{{'))) return undefined;
  return sets.find((set) => !isSelected(set, start.tags ?? ['all'], start.skipTags ?? []));
}
