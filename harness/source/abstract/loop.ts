import { loopPair } from '../parse/task.ts';
import { loopNames } from './context.ts';
import { Bad } from './decided.ts';
import { finish } from './finish.ts';
import { itemsOf } from './items.ts';
import { passBy } from './pass-by.ts';
import { ofLoop, skipped } from './results.ts';
import type { State } from './state.ts';
import type { TaskRun } from './task-run.ts';
import { Dict, JobId, type Value } from './value.ts';
import { error, type Failure, type Item, ONCE, type Way } from './way.ts';
import { foundNeedless } from './work.ts';

/** What a task does in its rounds. */
export interface Act {
  /** In one, where its condition holds. */
  readonly act: (run: TaskRun, state: State, item: Item) => Way[];
  /** A round whose condition is taken to hold wherever nobody knows, and the job has nothing to do with it: both ways come to the same. */
  readonly alike?: (run: TaskRun, state: State, item: Item) => boolean;
}

/** Runs a task, for each item where it has a loop, and registers what it gives. */
export function looped(run: TaskRun, state: State, act: Act): State[] {
  const pair = loopPair(run.task);
  if (!pair) return round(run, state, ONCE, act).flatMap((way) => finish(run, way));
  return itemsOf(run, state, pair).flatMap(({ state: from, answer: items }) => {
    if (!(items instanceof Bad)) return rounds(run, from, items, act).flatMap((way) => finish(run, way));
    // With a condition that is false, a loop over what isn't there is skipped.
    return run
      .condition(from, ONCE.extra, true)
      .map(({ state: way, answer }) => (answer === false ? leftOut(run, way) : error(way, items.why, run.task)))
      .flatMap((way) => finish(run, way));
  });
}

function round(run: TaskRun, from: State, item: Item, { act, alike }: Act): Way[] {
  const answers = run.condition(from, item.extra, alike?.(run, from, item) || undefined);
  return answers.flatMap(({ state, answer }) => {
    if (answer instanceof Bad) return [error(state, answer.why, run.task)];
    if (answer) return act(run, state, item);
    return [leftOut(run, answers.length > 1 ? foundNeedless(run.task, state) : state, item.value)];
  });
}

interface Rounds {
  readonly state: State;
  readonly results: readonly Dict[];
  readonly failure: Failure | undefined;
}

function rounds(run: TaskRun, from: State, items: readonly Value[], act: Act): Way[] {
  const names = loopNames(run.task);
  let ways: Rounds[] = [{ state: from, results: [], failure: undefined }];
  for (const [index, value] of items.entries()) {
    const extra = new Map([[names.item, value]]);
    if (names.index) extra.set(names.index, index);
    const item = { extra, value, index, count: items.length };
    ways = ways.flatMap((way) =>
      round(run, way.state, item, act).map((out) => ({
        state: out.state,
        results: [...way.results, out.result.with(names.item, value)],
        failure: way.failure && way.failure.reason !== 'error' ? way.failure : (out.failure ?? way.failure),
      })),
    );
  }
  return ways.map(({ state, results, failure }) => ({ state, result: ofLoop(results), failure }));
}

function leftOut(run: TaskRun, state: State, value?: Value): Way {
  return { state: passBy(run.task, state, 'reap-skipped', value), result: resultOfSkipped(run, state) };
}

/** A launch that is skipped takes its register all the same; the mark says whose job is missing. */
function resultOfSkipped({ walk, task }: TaskRun, state: State): Dict {
  const id = walk.launches.get(task);
  const result = skipped();
  return id && !state.strike ? new Dict(result.entries, new JobId({ launch: id, item: 0, run: 0 })) : result;
}
