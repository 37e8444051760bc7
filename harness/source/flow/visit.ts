import type { TaskNode } from '../parse/task.ts';
import { conditionsOf, type Frame } from '../resolve/frame.ts';
import { assign, setFacts } from './assign.ts';
import { evaluateNode } from './evaluate.ts';
import { launchOf } from './launch.ts';
import { look } from './look.ts';
import { loopOf } from './loop.ts';
import { misuseOn } from './misuse.ts';
import { reapOf } from './reap.ts';
import { remember } from './records.ts';
import type { Run } from './run.ts';
import { factsOf } from './task-facts.ts';
import type { KnownVisit, TaskVisit } from './task-visit.ts';
import { type Def, literal, type Value } from './value.ts';

const REAPS = /^(async_status|win_async_status)$/;

/** Takes one task as Ansible would on a host: what it reads, what it launches or reaps, what it leaves in variables. */
export function visit(run: Run, task: TaskNode, frames: readonly Frame[]): void {
  if (task.block) {
    misuseOn(run, task, 'on-block');
    return;
  }
  if (!task.action) return;
  const here = knownVisit(visitOf(run, task, frames));
  // What the task reads, it reads before it registers.
  if (run.launchedHere.size > 0 || run.reapedHere.size > 0) look(here);
  const def = defOf(here);
  if (task.action.short === 'set_fact') setFacts(here);
  const { register } = here.facts;
  if (register) assign(here, register, { k: 'result', def, cover: 'all', guarded: false });
}

function visitOf(run: Run, task: TaskNode, frames: readonly Frame[]): TaskVisit {
  const bound = loopOf(task, (node) => evaluateNode(node, run.scope(task, frames))) ?? new Map<string, Value>();
  const scope = run.scope(task, frames, new Map([['ansible_check_mode', literal(false)], ...bound]));
  const { short = '', name = '' } = task.action ?? {};
  const { reapModules } = run.options;
  const reaping = REAPS.test(short) || reapModules.includes(short) || reapModules.includes(name);
  return { run, task, frames, scope, looped: loopOf(task) !== undefined, reaping };
}

function knownVisit(here: TaskVisit): KnownVisit {
  const { task, frames } = here;
  const whole = here.reaping || isAsync(task);
  const facts = factsOf(here, whole);
  return { ...here, facts, what: task.name || facts.action, conditions: whole ? conditionsOf(task, frames) : [] };
}

function isAsync({ keywords }: TaskNode): boolean {
  return keywords.has('async') || keywords.has('poll');
}

/** Takes note of a launch or a reap: what its register is of. */
function defOf(here: KnownVisit): Def {
  const { run, task, facts, looped } = here;
  if (here.reaping) {
    const reap = reapOf(here);
    run.reapedHere.set(facts.id, reap);
    remember(run.seen.reaps, facts.id, reap);
    return { kind: 'reap', id: facts.id, looped };
  }
  return { kind: isAsync(task) && launchOf(here) ? 'launch' : 'other', id: facts.id, looped };
}
