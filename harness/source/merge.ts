import type { AbstractDrill } from '../model/abstract.ts';
import type { AsyncClass, AsyncTask, AuditReap, Readiness } from '../model/audit.ts';
import { keyOf, type Reach } from '../model/reach.ts';
import { shellOperatorOf } from './classify/shell-operator.ts';
import type { Elsewhere } from './elsewhere.ts';
import type { LaunchSeen, ReapSeen } from './flow/records.ts';
import { canonical } from './jinja/canonical.ts';
import { readExpression } from './jinja/expression.ts';
import { soleExpression } from './jinja/template.ts';
import { NONE, sharedIfEmpty } from './none.ts';
import { textOf } from './parse/node.ts';
import type { TaskNode } from './parse/task.ts';

/** What a launch is put together with. */
export interface Known {
  readonly elsewhere: Elsewhere;
  /** Variables that reaps would have their jobs from. */
  readonly wanted: ReadonlySet<string>;
  readonly drills: ReadonlyMap<string, AbstractDrill>;
}

/** One async task out of all the times that it came up. */
export function mergeLaunches(all: readonly LaunchSeen[], known: Known): AsyncTask {
  const list = all.some((one) => one.whole) ? all.filter((one) => one.whole) : all;
  const first = list[0] as LaunchSeen;
  const reaps = [...new Set(all.flatMap((one) => [...(one.reaps ?? [])]))];
  const escapes = all.flatMap((one) => one.escapes ?? []);
  const forgotten = !first.inert && !(first.poll.known && first.poll.value >= 1);
  const use = forgotten && reaps.length === 0 && escapes.length === 0 ? known.elsewhere.use(first, list) : undefined;
  if (use) escapes.push(use);
  const readiness = list.find((one) => one.readiness)?.readiness;
  const { register } = first.facts;
  const [limit, poll] = [first.limit, first.poll];
  const unreaped = reaps.length === 0 && escapes.length === 0;
  const { class: kind, why } = classOf(first, reaps.length > 0, unreaped ? readiness : undefined);
  return {
    ...first.facts,
    reaches: reachesOf(all),
    kind: 'async',
    class: kind,
    classWhy: why,
    intent: first.intent,
    limit,
    poll,
    limits: all.map((one) => one.limit),
    polls: all.map((one) => one.poll),
    command: first.command,
    shellOperator: shellOperatorOf(first.task),
    reaps: sharedIfEmpty(reaps),
    escapes: sharedIfEmpty(escapes),
    overwritten:
      unreaped && list.every((one) => one.overwritten) && register !== undefined && known.wanted.has(register)
        ? (first.overwritten ?? NONE)
        : NONE,
    races: list.find((one) => one.races)?.races ?? NONE,
    hastyWaits: list.find((one) => one.hastyWaits)?.hastyWaits ?? NONE,
    readiness,
    perhapsWaited: list.find((one) => one.perhapsWaited)?.perhapsWaited,
    product: list.every((one) => one.product) ? first.product : undefined,
    conditionOnItem: first.conditionOnItem,
    limitOnItem: first.limitOnItem,
    criteria: first.criteria,
    judgesItself: first.judgesItself,
    drill: known.drills.get(first.facts.id),
    loopsOver: loopsOver(first.task),
  };
}

function loopsOver(task: TaskNode): string | undefined {
  const pair = task.keywords.get('loop') ?? task.keywords.get('with_items') ?? task.keywords.get('with_list');
  const text = textOf(pair?.value);
  const expression = soleExpression(text) ?? (pair?.key.startsWith('with_') ? readExpression(text) : undefined);
  return expression && canonical(expression);
}

function classOf(
  launch: LaunchSeen,
  reaped: boolean,
  readiness: Readiness | undefined,
): { class: AsyncClass; why: string } {
  if (launch.inert) return { class: 'inert', why: launch.inert };
  if (launch.waitsForItself) return { class: 'keep-alive', why: `${launch.facts.action} waits for its own job` };
  if (!launch.poll.known) return { class: 'unknown', why: `poll can't be known: ${launch.poll.why}` };
  if (launch.poll.value >= 1) return { class: 'keep-alive', why: `poll: ${launch.poll.value}` };
  if (reaped) return { class: 'fire-and-forget', why: 'poll: 0' };
  const { intent } = launch;
  if (intent && intent.class !== 'declared') return { class: intent.class, why: intent.why };
  if (intent) return { class: 'fire-and-forget', why: intent.why };
  if (readiness) return { class: 'server', why: readiness.what };
  return { class: 'fire-and-forget', why: 'poll: 0' };
}

/** One reap out of all the times that it came up. */
export function mergeReaps(list: readonly ReapSeen[], recursive: ReadonlySet<string>): AuditReap {
  const first = list.find((one) => one.jobs.length > 0) ?? (list[0] as ReapSeen);
  const jobs = new Map(list.flatMap((one) => one.jobs).map((job) => [job.launch, job]));
  return {
    ...first.facts,
    reaches: reachesOf(list),
    kind: 'reap',
    ...first.own,
    recursive: recursive.has(first.facts.id),
    jobs: [...jobs.values()],
    notAJob: list.every((one) => one.own.notAJob) ? first.own.notAJob : undefined,
    checked: list.find((one) => one.checked)?.checked,
  };
}

function reachesOf(all: readonly { readonly facts: { readonly reaches: readonly Reach[] } }[]): readonly Reach[] {
  const [first] = all;
  if (first && all.length === 1 && first.facts.reaches.length === 1) return first.facts.reaches;
  const found = new Map<string, Reach>();
  for (const { facts } of all)
    for (const reach of facts.reaches) {
      const key = keyOf(reach);
      if (!found.has(key)) found.set(key, reach);
    }
  return [...found.values()];
}
