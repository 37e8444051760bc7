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
import { type Def, literal, type Value } from './value.ts';

const REAPS = /^(async_status|win_async_status)$/;

/** Takes one task as Ansible would on a host: what it reads, what it launches or reaps, what it leaves in variables. */
export function visit(run: Run, task: TaskNode, frames: readonly Frame[]): void {
  if (task.block) {
    misuseOn(run, task.source, task.keywords, 'on-block', task.name);
    return;
  }
  const action = task.action;
  if (!action) return;
  const bound = loopOf(task, (node) => evaluateNode(node, run.scope(task, frames))) ?? new Map<string, Value>();
  const scope = run.scope(task, frames, new Map([['ansible_check_mode', literal(false)], ...bound]));
  const looped = loopOf(task) !== undefined;
  const reaping =
    REAPS.test(action.short) ||
    run.options.reapModules.includes(action.short) ||
    run.options.reapModules.includes(action.name);
  const whole = reaping || task.keywords.has('async') || task.keywords.has('poll');
  const facts = factsOf(run, task, frames, scope, looped, whole);
  const conditions = whole ? conditionsOf(task, frames) : [];
  let def: Def = { kind: 'other', id: facts.id, looped };
  // What the task reads, it reads before it registers.
  if (run.launchedHere.size > 0 || run.reapedHere.size > 0) look(run, task, frames, scope, facts, reaping);
  if (reaping) {
    const reap = reapOf(run, task, frames, scope, facts);
    def = { kind: 'reap', id: facts.id, looped };
    run.reapedHere.set(facts.id, reap);
    remember(run.seen.reaps, facts.id, reap);
  } else if (task.keywords.has('async') || task.keywords.has('poll')) {
    const launch = launchOf(run, task, frames, scope, facts, conditions);
    if (launch) def = { kind: 'launch', id: facts.id, looped };
  }
  if (action.short === 'set_fact') setFacts(run, task, scope, looped);
  if (facts.register)
    assign(run, facts.register, { k: 'result', def, cover: 'all', guarded: false }, task, frames, facts.place);
}
