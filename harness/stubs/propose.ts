import type { MissingSeen, TaskStart } from '../model/event.ts';
import type { Facts } from '../model/facts.ts';
import { patternOfName } from '../model/pattern.ts';
import { formatPlace } from '../model/place.ts';
import { type ModuleStub, type Stub, stubTitle } from '../model/stub.ts';

/** A stub that a run showed to be wanted. Its result is empty: what the play reads of it, only the play knows. */
export interface Proposal {
  readonly stub: Stub;
  /** Why, one fact a line. */
  readonly because: readonly string[];
}

/** What the play lacked in a run that looked for it: what isn't installed, and what made it red by doing its work in vain. */
export function proposalsOf(facts: Facts): readonly Proposal[] {
  const missing = facts.history.flatMap((entry) =>
    entry.kind === 'event' && entry.event.type === 'missing' ? [entry.event] : [],
  );
  const found = [
    ...missing.filter(({ of }) => of !== 'task').map((one) => notInstalled(one, facts)),
    ...missing.filter(({ of }) => of === 'task').flatMap((one) => failedTask(one, facts)),
    ...failedJobs(facts),
  ];
  const byTitle = Map.groupBy(found, ({ stub }) => stubTitle(stub));
  return [...byTitle.values()].flatMap(([first, ...more]) =>
    first ? [{ ...first, because: [...new Set([first, ...more].flatMap(({ because }) => because))] }] : [],
  );
}

function notInstalled({ of, name, task }: MissingSeen, facts: Facts): Proposal {
  const uses = [...facts.tasks.values()].filter((one) => (of === 'module' ? one.action === name : one.task === task));
  const because = ['not installed', ...uses.map(placed)];
  if (of === 'module') return { stub: ofTasks({ module: name, changed: true }), because };
  return {
    stub: { kind: of as 'lookup', name, term: undefined, args: undefined, result: '', place: NOWHERE },
    because,
  };
}

function failedTask({ task, host }: MissingSeen, facts: Facts): readonly Proposal[] {
  const start = facts.tasks.get(task ?? '');
  const failure = facts.history.flatMap(({ ...entry }) =>
    entry.kind === 'event' &&
    entry.event.type === 'result' &&
    entry.event.task === task &&
    entry.event.host === host &&
    entry.event.status === 'failed' &&
    !entry.event.ignored
      ? [entry.event.msg ?? 'no message']
      : [],
  );
  const stubbed = facts.history.some(
    (entry) => entry.kind === 'event' && entry.event.type === 'stub' && entry.event.task === task,
  );
  const [said] = failure;
  if (!start || said === undefined || stubbed || isReap(start)) return [];
  return [proposed(start, `failed: ${said.split('\n')[0]}`)];
}

/** A job that failed, in a play that went red. */
function failedJobs(facts: Facts): readonly Proposal[] {
  const stubbed = new Set(
    facts.history.flatMap((entry) => (entry.kind === 'event' && entry.event.type === 'stub' ? [entry.event.task] : [])),
  );
  return facts.jobs.flatMap((job) => {
    const start = [...facts.tasks.values()].find(
      ({ name, place }) => name === job.taskName && place?.line === job.key.place.line,
    );
    return job.end === 'failed' && start && !stubbed.has(start.task) ? [proposed(start, 'its job failed')] : [];
  });
}

function proposed(start: TaskStart, why: string): Proposal {
  const task = patternOfName(start.name);
  return { stub: ofTasks({ module: start.action, task, changed: true }), because: [placed(start), why] };
}

function isReap({ action }: TaskStart): boolean {
  return action.endsWith('async_status');
}

function placed({ name, place }: TaskStart): string {
  return place ? `${formatPlace(place)} "${name}"` : `"${name}"`;
}

export const NOWHERE = { file: 'proposed', line: 1 };

function ofTasks(some: Partial<ModuleStub>): ModuleStub {
  const nothing = { module: undefined, task: undefined, at: undefined, fail: undefined };
  return { kind: 'module', ...nothing, result: {}, changed: false, delayMs: 0, place: NOWHERE, ...some };
}
