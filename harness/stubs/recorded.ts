import type { TaskStart } from '../model/event.ts';
import type { Facts } from '../model/facts.ts';
import { patternOfName } from '../model/pattern.ts';
import { formatPlace } from '../model/place.ts';
import type { Answer } from '../model/smoke-event.ts';
import { stubTitle } from '../model/stub.ts';
import { NOWHERE, type Proposal } from './propose.ts';
import { asWritten } from './templates.ts';

/** What is shorter is the way to the host and back. */
const WORTH_A_DELAY_MS = 1_000;

interface Heard {
  readonly answer: Answer;
  /** The task that the stub is for: of a job the one that launched it. */
  readonly start: TaskStart;
  readonly tookMs: number;
}

/** A stub for each task that was heard, with what it answered first, and why it may not be all. */
export function recordedStubs(facts: Facts, answers: readonly Answer[]): readonly Proposal[] {
  const order = [...facts.tasks.keys()];
  const heard = answers
    .flatMap((answer) => heardOf(facts, answer))
    .toSorted((a, b) => order.indexOf(a.start.task) - order.indexOf(b.start.task));
  const byStub = Map.groupBy(heard, ({ start }) => stubTitle(stubOf(start)));
  return [...byStub.values()].flatMap((same) => recorded(lastAttempts(same)));
}

/** Modules that did work in the run and that no stub is for, with how often. */
export function notRecorded(facts: Facts, stubs: readonly Proposal[]): ReadonlyMap<string, number> {
  const recorded = new Set(stubs.flatMap(({ stub }) => (stub.kind === 'module' ? [stub.module] : [])));
  const others = [...facts.tasks.values()]
    .map(({ action }) => action)
    .filter((action) => !recorded.has(action) && !action.endsWith('async_status'));
  return new Map([...Map.groupBy(others, (action) => action)].map(([action, { length }]) => [action, length]));
}

function heardOf(facts: Facts, answer: Answer): readonly Heard[] {
  const { jid, took = 0 } = answer;
  if (jid === undefined) {
    const start = facts.tasks.get(answer.task);
    return start ? [{ answer, start, tookMs: took }] : [];
  }
  const launch = facts.events('launch').find((one) => one.jid === jid);
  const start = launch && facts.tasks.get(launch.task);
  const job = facts.jobs.find((one) => one.jid === jid);
  const tookMs = job?.endedAt === undefined ? 0 : job.endedAt - job.launchedAt;
  return start ? [{ answer: { ...answer, ...keyOf(launch) }, start, tookMs }] : [];
}

/** A task that is tried again counts as it went in the end. */
function lastAttempts(heard: readonly Heard[]): readonly Heard[] {
  return [...Map.groupBy(heard, ({ answer }) => JSON.stringify(keyOf(answer))).values()].flatMap((some) =>
    some.slice(-1),
  );
}

function keyOf({ host, task, item, nth }: Pick<Answer, 'host' | 'task' | 'item' | 'nth'>) {
  return { host, task, item, nth };
}

function recorded(heard: readonly Heard[]): readonly Proposal[] {
  const [first] = heard;
  if (!first) return [];
  const { answer, start, tookMs } = first;
  const { msg, ...result } = answer.result ?? {};
  const places = [
    ...new Set(heard.map(({ start: { place, name } }) => (place ? `${formatPlace(place)} "${name}"` : `"${name}"`))),
  ];
  const stub = {
    ...stubOf(start),
    changed: answer.changed,
    delayMs: tookMs < WORTH_A_DELAY_MS ? 0 : Math.round(tookMs / 100) * 100,
    ...(answer.failed ? { fail: asWritten(String(msg ?? 'no message was recorded')) as string } : {}),
    result: asWritten(answer.failed || msg === undefined ? result : { ...result, msg }) as Record<string, unknown>,
  };
  return [{ stub, because: [...places, ...doubts(answer), ...severalWays(heard)] }];
}

function doubts({ withheld, takenOut }: Answer): readonly string[] {
  if (withheld !== undefined) return [WITHHELD[withheld]];
  return takenOut.length === 0 ? [] : [`taken out as secret: ${takenOut.join(', ')}`];
}

const WITHHELD = {
  no_log: 'under no_log: nothing of its answer was recorded; put in what the play reads of it',
  'too-large': 'its answer is too large to review: nothing of it was recorded; put in what the play reads of it',
  unreadable:
    'its answer could not be cleaned of secrets: nothing of it was recorded; put in what the play reads of it',
} as const;

function severalWays(heard: readonly Heard[]): readonly string[] {
  const said = heard.map(({ answer: { result, changed, failed } }) => JSON.stringify([result, changed, failed]));
  return new Set(said).size < 2
    ? []
    : [`it answered ${said.length} times (hosts, items, tasks of this name), not always the same: this is the first`];
}

function stubOf({ action, name }: TaskStart) {
  const task = patternOfName(name);
  return {
    ...({ kind: 'module', module: action, task, at: undefined, fail: undefined, place: NOWHERE } as const),
    ...{ changed: false, delayMs: 0, result: {} },
  };
}
