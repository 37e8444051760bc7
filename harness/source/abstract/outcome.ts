import type { AbstractOutcome, Cause, End, Mechanism } from '../../model/abstract.ts';
import { formatPlace, type Place } from '../../model/place.ts';
import { placeAt } from '../parse/source.ts';
import type { TaskNode } from '../parse/task.ts';
import { type Hidden, hasEnded, type State } from './state.ts';
import { placeOf, titleOf } from './step.ts';

/** What one way says of the end that it was given. */
export function outcomeOf(state: State, workOfOk: ReadonlySet<TaskNode>): AbstractOutcome {
  if (state.lost !== undefined) return { kind: 'unknown', why: state.lost };
  if (/^(ok|late)$/.test(endOf(state))) return ofHealthy(state);
  return isRed(state) ? ofTold(state) : ofUntold(state, workOfOk);
}

function isRed({ flow }: State): boolean {
  return flow === 'failed' || flow === 'unreachable';
}

/** What has to hold for the way to be taken. */
function conditionsOf({ witness }: State): string[] {
  return witness.filter((step) => step.kind === 'assumed').map((step) => step.what);
}

/** Of a job that has done its work. */
function ofHealthy(state: State): AbstractOutcome {
  const { red, witness } = state;
  if (!isRed(state) || !red?.ofJob || state.byOutput)
    return state.strike?.end === 'late' ? { kind: 'green', awaited: hasEnded(state.strike) } : { kind: 'green' };
  return {
    kind: 'false-red',
    reason: red.reason === 'checked' && state.restarted ? 'retries-exhausted' : red.reason,
    why: red.why,
    by: causeOf(red.task),
    misplaced: state.misplaced,
    restarted: state.restarted !== undefined,
    cleanedUp: state.cleanedUp && causeOf(state.cleanedUp),
    conditions: conditionsOf(state),
    witness,
  };
}

/** Of one that has failed, where the play is red. */
function ofTold({ red, witness }: State): AbstractOutcome {
  const reason = red?.reason === 'unrelated' ? 'checked' : (red?.reason ?? 'failed');
  return { kind: 'surfaced', reason, by: red && causeOf(red.task), witness };
}

/** Of one that has failed, where the play is green. `workOfOk`: the work that the play does where it has not. */
function ofUntold(state: State, workOfOk: ReadonlySet<TaskNode>): AbstractOutcome {
  const { witness } = state;
  const work = [...state.work].find((task) => !workOfOk.has(task)) ?? state.needless;
  if (state.seen && work) return { kind: 'recovered', by: causeOf(work), witness };
  const { how, task, keyword, place } = lossOf(state);
  if (how === 'rescued' && task && isMeantToFail(task))
    return { kind: 'unknown', why: `${titleOf(task)} is meant to fail, whatever becomes of the job` };
  return {
    kind: 'swallowed',
    how,
    by: task && causeOf(task, keyword, place),
    always: true,
    conditions: conditionsOf(state),
    item: undefined,
    witness,
  };
}

/** A test of a failure: the block fails where nothing else has failed, so that its rescue says nothing of the job. */
function isMeantToFail({ block }: TaskNode): boolean {
  return block?.some((task) => task.action?.short === 'fail' && !task.keywords.has('when')) ?? false;
}

function lossOf(state: State): Partial<Hidden> & { readonly how: Mechanism } {
  if (state.hidden) return state.hidden;
  if (state.passedBy) return state.passedBy;
  return {
    how:
      state.flow === 'play-ended' || state.flow === 'host-ended' || endsAPlay(state)
        ? 'play-ended-first'
        : 'never-reaped',
  };
}

function endsAPlay(state: State): boolean {
  return state.witness.some((step) => /^end_(play|host|batch|role)\b/.test(step.what));
}

export function causeOf(task: TaskNode, keyword?: string, place?: Place): Cause {
  const pair = keyword ? task.keywords.get(keyword) : undefined;
  return {
    task: formatPlace(placeOf(task)),
    name: titleOf(task),
    place: place ?? (pair ? placeAt(task.source, pair.keyStart) : placeOf(task)),
    keyword,
  };
}

const RANK: Readonly<Record<AbstractOutcome['kind'], number>> = {
  swallowed: 5,
  unknown: 4,
  'false-red': 3,
  recovered: 2,
  'surfaced-by-output': 2,
  surfaced: 1,
  green: 0,
};

/** The worst of what the ways for one end show; a loss that hangs on what the job printed is the author's own criterion. */
export function worstOf(
  ways: readonly { readonly outcome: AbstractOutcome; readonly byOutput: boolean; readonly item: number }[],
): AbstractOutcome | undefined {
  const surfaced = ways.some(({ outcome }) => outcome.kind === 'surfaced' || outcome.kind === 'recovered');
  const unknown = ways.some(({ outcome }) => outcome.kind === 'unknown');
  const lost = ways.filter(({ outcome }) => outcome.kind === 'swallowed');
  const hard = lost.filter((way) => !way.byOutput);
  const [first] = lost;
  if (first && hard.length === 0 && surfaced && first.outcome.kind === 'swallowed')
    return { kind: 'surfaced-by-output', witness: first.outcome.witness };
  const best = (hard.length > 0 ? hard : ways).toSorted(
    (a, b) => RANK[b.outcome.kind] - RANK[a.outcome.kind] || weight(a.outcome) - weight(b.outcome),
  )[0];
  if (best?.outcome.kind !== 'swallowed') return best?.outcome;
  const items = new Set(ways.map((way) => way.item));
  const lostItems = new Set((hard.length > 0 ? hard : lost).map((way) => way.item));
  const item = items.size > 1 && lostItems.size === 1 ? (best.item === 0 ? 'first' : 'last') : undefined;
  return { ...best.outcome, always: !surfaced && !unknown, item };
}

function weight(outcome: AbstractOutcome): number {
  return outcome.kind === 'swallowed' ? outcome.conditions.length * 100 + outcome.witness.length : 0;
}

export function endOf(state: State): End {
  return state.strike?.end ?? 'ok';
}

export function badness(outcome: AbstractOutcome): number {
  return RANK[outcome.kind];
}
