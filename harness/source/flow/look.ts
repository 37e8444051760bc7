import { reachedAlike } from '../../model/reach.ts';
import { canonical, conjuncts } from '../jinja/canonical.ts';
import { hasWord } from '../jinja/has-word.ts';
import { stringsIn, textOf } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';
import { type ExpressionOf, expressionsOf, unreadableOf } from './expressions-of.ts';
import { lookForProduct } from './product.ts';
import { isReaped, type LaunchSeen, withOne } from './records.ts';
import type { KnownVisit } from './task-visit.ts';
import { type ResultValue, resultsIn } from './value.ts';
import { watch } from './watch.ts';

/** Whatever it says of a job, and on whatever condition, the play stays green; it fails only where there is nothing to say. */
const SAYS_ONLY = /^debug$/;

/** Launches that a task may wait for, stop or race with. */
const MAX_OPEN = 60;

/** Tasks that use no output of a job, or wait for it. */
const NO_RACE =
  /^(wait_for|stat|debug|file|include_tasks|include_role|import_tasks|import_role|set_fact|assert|fail|find)$/;

/** Notes what the task reads of registers, and what it may mean for the jobs that still run. */
export function look(here: KnownVisit): void {
  for (const one of expressionsOf(here.task)) lookAtReads(here, one);
  byName(here);
  inUnreadable(here);
  // What came up long ago is neither waited for nor raced with: without a bound, a play would cost the square of its launches.
  const open = here.run.openLaunches.slice(-MAX_OPEN);
  const mayRace = open.some((launch) => launch.outputs.length > 0) && !isRaceless(here);
  const strings = mayRace ? argumentsOf(here.task) : [];
  const latest = open.findLast((launch) => !launch.intent && !isReaped(launch));
  for (const launch of open) {
    if (launch.facts.id === here.facts.id) continue;
    if (isOtherWay(here.task, launch)) continue;
    launch.stepsSince += 1;
    if (here.task.source === launch.task.source) launch.ownStepsSince += 1;
    if (!here.reaping && onItsHosts(launch, here)) watch(launch, here, launch === latest);
    lookForProduct(launch, here);
    if (mayRace && !isReaped(launch) && !launch.intent) lookForRace(here, launch, strings);
  }
}

/** Whether a task runs where the launch did: in its play, or in another one for the same hosts. */
function onItsHosts(launch: LaunchSeen, { run }: KnownVisit): boolean {
  return reachedAlike(launch.facts, run) || (launch.hosts !== '' && launch.hosts === run.hosts);
}

/** Whether a task only runs where the launch does not: its condition says the opposite. */
function isOtherWay(task: TaskNode, { facts }: LaunchSeen): boolean {
  const when = task.keywords.get('when')?.value;
  if (!when || facts.when.length === 0) return false;
  const own = (when.kind === 'list' ? when.items : [when]).flatMap((node) => conjuncts(textOf(node)));
  return own.some((one) => facts.when.some((its) => one === `not ${its}` || its === `not ${one}`));
}

function lookAtReads(here: KnownVisit, written: ExpressionOf): void {
  const says = SAYS_ONLY.test(here.facts.action) && written.keyword !== 'failed_when';
  for (const { result, path } of resultsOf(here, written)) {
    if (result.def.kind === 'launch') lookTooEarly(here, result, written, path);
    if (!says) lookAtResult(here, result, written, path);
  }
}

interface ReadResult {
  readonly result: ResultValue;
  readonly path: readonly string[];
}

/** The results of other tasks that an expression reads, each with what it reads of it. */
function resultsOf({ scope, facts }: KnownVisit, written: ExpressionOf): ReadResult[] {
  return written.reads.flatMap(({ name, path }) => {
    const value = scope.lookup(name, 0);
    const results = value ? resultsIn(value) : [];
    return results.filter(({ def }) => def.id !== facts.id).map((result) => ({ result, path }));
  });
}

function lookAtResult(here: KnownVisit, result: ResultValue, written: ExpressionOf, path: readonly string[]): void {
  const { run, facts, what } = here;
  if (result.def.kind === 'launch') lookAtLaunch(here, result, written, path);
  if (result.def.kind !== 'reap' || (here.reaping && written.keyword === 'jid')) return;
  const reap = run.reapedHere.get(result.def.id);
  if (reap) reap.checked ??= { place: facts.place, what };
}

function isRaceless({ task, frames, facts, reaping }: KnownVisit): boolean {
  return (
    reaping ||
    NO_RACE.test(facts.action) ||
    task.keywords.has('async') ||
    task.keywords.has('until') ||
    frames.some((frame) => frame.kind === 'handlers')
  );
}

function argumentsOf({ action }: TaskNode): string[] {
  const texts = [...(action?.args.values() ?? [])].flatMap((node) => stringsIn(node)).map((found) => found.text);
  return texts.concat(action?.free ?? '');
}

/** A task that uses what a job makes, before anybody has waited for it. */
function lookForRace({ facts, what }: KnownVisit, launch: LaunchSeen, strings: readonly string[]): void {
  const output = launch.outputs.find((path) => strings.some((text) => mentionsPath(text, path)));
  if (output && (launch.races?.length ?? 0) < 3)
    launch.races = withOne(launch.races, { place: facts.place, what: `"${what}" uses ${output}`, sure: false });
}

/** A module of somebody's own that takes a register by its name: `async_wait: job=upgrade`. */
function byName({ run, task, scope, facts, what }: KnownVisit): void {
  if (NOT_BY_NAME.test(facts.action)) return;
  for (const [key, node] of task.action?.args ?? []) {
    const name = JOB_ARGUMENT.test(key) ? textOf(node).trim() : '';
    const value = /^[A-Za-z_]\w*$/.test(name) ? scope.lookup(name, 0) : undefined;
    for (const result of value ? resultsIn(value) : []) {
      const launch = result.def.kind === 'launch' ? run.launchedHere.get(result.def.id) : undefined;
      if (launch)
        launch.escapes = withOne(launch.escapes, { place: facts.place, what: `"${what}" gets its register by name` });
    }
  }
}

/** A template that can't be read may do anything with a job whose register it names. */
function inUnreadable({ run, task, facts, what }: KnownVisit): void {
  for (const text of unreadableOf(task))
    for (const launch of run.openLaunches)
      if (launch.facts.register && hasWord(text, launch.facts.register))
        launch.escapes = withOne(launch.escapes, {
          place: facts.place,
          what: `"${what}" names it in a template that can't be read`,
        });
}

/** What they are given under such a name is text. */
const NOT_BY_NAME = /^(cron|set_fact|debug|assert|fail|add_host|async_status|(include|import)(_\w+)?)$/;
const JOB_ARGUMENT = /^(\w*_)?(job|jid|jobs|register|async\w*)(_\w*)?$/;

function mentionsPath(text: string, path: string): boolean {
  const at = text.indexOf(path);
  return at !== -1 && !/[\w.-]/.test(text[at + path.length] ?? ' ') && !/[\w}]/.test(text[at - 1] ?? ' ');
}

function lookAtLaunch(here: KnownVisit, result: ResultValue, written: ExpressionOf, path: readonly string[]): void {
  const { run, facts, what } = here;
  const launch = run.launchedHere.get(result.def.id);
  if (launch && handsOnId(result, written, path) && !isFollowed(here, written.keyword))
    launch.escapes = withOne(launch.escapes, { place: facts.place, what: `"${what}" gets its job id` });
}

/** What only the end of a job has, asked of its launch: that fails, unless it is only shown (`debug: var`). */
function lookTooEarly(here: KnownVisit, result: ResultValue, written: ExpressionOf, path: readonly string[]): void {
  const { run, facts, what, reaping } = here;
  const launch = run.launchedHere.get(result.def.id);
  if (!launch || written.keyword === 'shown') return;
  const text = canonical(written.expression);
  const early = path.find((step) => /^(stdout|stdout_lines|stderr|stderr_lines|rc)$/.test(step));
  const loose = text.includes('default(') || text.includes('is defined');
  if (early && !reaping && !loose && !isReaped(launch))
    launch.races = withOne(launch.races, {
      place: facts.place,
      what: `"${what}" reads .${early} of the launch`,
      sure: true,
    });
}

const CONDITION = /^(when|failed_when|changed_when|until)$/;

/** Whether what is read is a job id, or has one in it, and is no condition. */
function handsOnId(result: ResultValue, { keyword, expression }: ExpressionOf, path: readonly string[]): boolean {
  if (CONDITION.test(keyword)) return false;
  const whole = path.length === 0 || (path.length === 1 && path[0] === 'results');
  return (
    (whole && result.k !== 'field') ||
    result.k === 'jid' ||
    path.some((step) => /^(ansible_job_id|(ansible_)?results_file)$/.test(step)) ||
    canonical(expression).includes('ansible_job_id')
  );
}

/** Whether what becomes of a job id is known of such a task. */
function isFollowed({ reaping, facts }: KnownVisit, keyword: string): boolean {
  return (
    reaping ||
    /^(set_fact|fail|assert)$/.test(facts.action) ||
    (keyword === 'loop' && !/^(include|import)/.test(facts.action))
  );
}
