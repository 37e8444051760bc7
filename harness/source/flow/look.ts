import type { TaskFacts } from '../../model/audit.ts';
import { reachedAlike } from '../../model/source.ts';
import { canonical } from '../jinja/canonical.ts';
import type { Expression } from '../jinja/syntax.ts';
import { stringsIn } from '../parse/node.ts';
import { type TaskNode, textOf } from '../parse/task.ts';
import type { Frame } from '../resolve/frame.ts';
import type { Scope } from './evaluate.ts';
import { expressionsOf } from './expressions-of.ts';
import type { Run } from './run.ts';
import { type ResultValue, resultsIn } from './value.ts';
import { watch } from './watch.ts';

/** Whatever it says, and on whatever condition, the play stays green. */
const SAYS_ONLY = /^debug$/;

/** Launches that a task may wait for, stop or race with. */
const MAX_OPEN = 60;

/** Notes what the task reads of registers, and what it may mean for the jobs that still run. */
export function look(
  run: Run,
  task: TaskNode,
  frames: readonly Frame[],
  scope: Scope,
  facts: TaskFacts,
  reaping: boolean,
): void {
  const short = facts.action;
  const what = task.name || short;
  for (const { expression, keyword, reads } of expressionsOf(task)) {
    if (SAYS_ONLY.test(short) && keyword !== 'failed_when') continue;
    for (const read of reads) {
      const value = scope.lookup(read.name, 0);
      if (!value) continue;
      for (const result of resultsIn(value)) {
        if (result.def.id === facts.id) continue;
        if (result.def.kind === 'reap') {
          const reap = run.reapedHere.get(result.def.id);
          if (reap && !(reaping && keyword === 'jid')) reap.checked ??= { place: facts.place, what };
        } else if (result.def.kind === 'launch')
          lookAtLaunch(run, result, read.path, keyword, expression, facts, what, reaping);
      }
    }
  }
  byName(run, task, scope, facts, what);
  // What came up long ago is neither waited for nor raced with: without a bound, a play would cost the square of its launches.
  const open = run.openLaunches.slice(-MAX_OPEN);
  const strings = open.some((launch) => launch.outputs.length > 0)
    ? [...(task.action?.args.values() ?? [])]
        .flatMap((node) => stringsIn(node))
        .map((found) => found.text)
        .concat(task.action?.free ?? '')
    : [];
  const latest = open.findLast((launch) => !launch.intent && launch.reaps.size === 0);
  for (const launch of open) {
    if (launch.facts.id === facts.id) continue;
    launch.stepsSince += 1;
    if (task.source === launch.task.source) launch.ownStepsSince += 1;
    if (reachedAlike(launch.facts, run) && !reaping) watch(launch, task, facts, what, launch === latest);
    if (
      launch.reaps.size > 0 ||
      /^(wait_for|stat|debug|file|include_tasks|include_role|import_tasks|import_role|set_fact|assert|fail|find)$/.test(
        short,
      ) ||
      task.keywords.has('async') ||
      task.keywords.has('until') ||
      reaping
    )
      continue;
    if (frames.some((frame) => frame.kind === 'handlers') || launch.intent) continue;
    const output = launch.outputs.find((path) => strings.some((text) => mentionsPath(text, path)));
    if (output && launch.races.length < 3)
      launch.races.push({ place: facts.place, what: `"${what}" uses ${output}`, sure: false });
  }
}

/** A module of somebody's own that takes a register by its name: `async_wait: job=upgrade`. */
function byName(run: Run, task: TaskNode, scope: Scope, facts: TaskFacts, what: string): void {
  if (NOT_BY_NAME.test(facts.action)) return;
  for (const [key, node] of task.action?.args ?? []) {
    const name = JOB_ARGUMENT.test(key) ? textOf(node).trim() : '';
    const value = /^[A-Za-z_]\w*$/.test(name) ? scope.lookup(name, 0) : undefined;
    for (const result of value ? resultsIn(value) : [])
      if (result.def.kind === 'launch')
        run.launchedHere
          .get(result.def.id)
          ?.escapes.push({ place: facts.place, what: `"${what}" gets its register by name` });
  }
}

/** What they are given under such a name is text. */
const NOT_BY_NAME = /^(cron|set_fact|debug|assert|fail|add_host|async_status|(include|import)(_\w+)?)$/;
const JOB_ARGUMENT = /^(\w*_)?(job|jid|jobs|register|async\w*)(_\w*)?$/;

function mentionsPath(text: string, path: string): boolean {
  const at = text.indexOf(path);
  return at !== -1 && !/[\w.-]/.test(text[at + path.length] ?? ' ') && !/[\w}]/.test(text[at - 1] ?? ' ');
}

function lookAtLaunch(
  run: Run,
  result: ResultValue,
  path: readonly string[],
  keyword: string,
  expression: Expression,
  facts: TaskFacts,
  what: string,
  reaping: boolean,
): void {
  const launch = run.launchedHere.get(result.def.id);
  if (!launch) return;
  const condition = /^(when|failed_when|changed_when|until)$/.test(keyword);
  const id =
    path.some((step) => /^(ansible_job_id|(ansible_)?results_file)$/.test(step)) ||
    result.k === 'jid' ||
    canonical(expression).includes('ansible_job_id');
  const whole = path.length === 0 || (path.length === 1 && path[0] === 'results');
  if (id || (whole && !condition && result.k !== 'field')) {
    const followed =
      reaping ||
      facts.action === 'set_fact' ||
      (keyword === 'loop' && !/^(include|import)/.test(facts.action)) ||
      /^(fail|assert)$/.test(facts.action);
    if (!followed && !condition) launch.escapes.push({ place: facts.place, what: `"${what}" gets its job id` });
  }
  const early = path.find((step) => /^(stdout|stdout_lines|stderr|stderr_lines|rc)$/.test(step));
  const loose = canonical(expression).includes('default(') || canonical(expression).includes('is defined');
  if (early && !reaping && !loose && launch.reaps.size === 0)
    launch.races.push({ place: facts.place, what: `"${what}" reads .${early} of the launch`, sure: true });
}
