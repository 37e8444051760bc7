import type { AbstractDrill, AbstractOutcome, End } from '../../model/abstract.ts';
import { textOf } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';
import { endsOf } from './launch.ts';
import { registerOf } from './names.ts';
import { stepOf } from './step.ts';
import type { Universe } from './universe.ts';

/**
 * What comes of a job that nothing can look at: nobody reads what its launch registers, and the launch judges nothing itself. No way
 * through the play tells of it then, and none needs to be walked. Undefined where somebody may look.
 */
export function drillOfUnread(
  universe: Universe,
  task: TaskNode,
  playbook: string | undefined,
): AbstractDrill | undefined {
  if (!isUnread(universe, task)) return undefined;
  const green: AbstractOutcome = { kind: 'green' };
  const lost: AbstractOutcome = {
    kind: 'swallowed',
    how: 'never-reaped',
    by: undefined,
    always: true,
    conditions: [],
    item: undefined,
    witness: [stepOf(task, 'launched', 'launched')],
  };
  return {
    playbook,
    outcomes: new Map<End, AbstractOutcome>(endsOf(task, false).map((end) => [end, end === 'ok' ? green : lost])),
    skippedRed: undefined,
    checkRed: undefined,
    elsewhere: undefined,
    looks: NONE,
    cut: undefined,
    selected: undefined,
  };
}

const NONE: ReadonlySet<string> = new Set();

function isUnread(universe: Universe, task: TaskNode): boolean {
  const { keywords } = task;
  // Whatever else it has may bear on what becomes of it: only a plain launch is told without a walk.
  if (textOf(keywords.get('poll')?.value).trim() !== '0' || !/^[1-9]\d*$/.test(textOf(keywords.get('async')?.value)))
    return false;
  if ([...keywords.keys()].some((key) => NOT_PLAIN.test(key) || key.startsWith('with_'))) return false;
  const register = registerOf(task);
  return (
    register === undefined ||
    (universe.unnamed.length === 0 &&
      !universe.readers.has(register) &&
      !universe.readers.has('hostvars') &&
      !universe.templates.read(register))
  );
}

const NOT_PLAIN = /^(failed_when|until|notify|loop|tags|check_mode)$/;
