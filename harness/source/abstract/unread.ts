import type { AbstractDrill, AbstractOutcome, End } from '../../model/abstract.ts';
import { textOf } from '../parse/node.ts';
import type { TaskNode } from '../parse/task.ts';
import { endsOf } from './launch.ts';
import { registerOf } from './names.ts';
import type { Universe } from './universe.ts';

/**
 * What comes of jobs that nothing can look at: nobody reads what their launches register, and these judge nothing themselves. No way
 * through the play tells of them then, and none needs to be walked. They differ in nothing but the ends that they may have, so that
 * thousands of launches share one drill.
 */
export class UnreadDrills {
  private readonly universe: Universe;
  private readonly playbook: string | undefined;
  private readonly known = new Map<string, AbstractDrill>();

  constructor(universe: Universe, playbook: string | undefined) {
    this.universe = universe;
    this.playbook = playbook;
  }

  /** Undefined where somebody may look. */
  of(task: TaskNode): AbstractDrill | undefined {
    if (!isUnread(this.universe, task)) return undefined;
    const ends = endsOf(task, false);
    const key = ends.join();
    const drill = this.known.get(key) ?? drillWith(this.playbook, ends);
    this.known.set(key, drill);
    return drill;
  }
}

/** Its way has no step but the launch. */
const LOST: AbstractOutcome = {
  kind: 'swallowed',
  how: 'never-reaped',
  by: undefined,
  always: true,
  conditions: [],
  item: undefined,
  witness: [],
};

function drillWith(playbook: string | undefined, ends: readonly End[]): AbstractDrill {
  return {
    playbook,
    outcomes: new Map(ends.map((end) => [end, end === 'ok' ? { kind: 'green' } : LOST])),
    skippedRed: undefined,
    checkRed: undefined,
    elsewhere: undefined,
    older: undefined,
    looks: new Set(),
    cut: undefined,
    selected: undefined,
  };
}

function isUnread(universe: Universe, task: TaskNode): boolean {
  const { keywords } = task;
  // Whatever else it has may bear on what becomes of it: only a plain launch is told without a walk.
  if (textOf(keywords.get('poll')?.value).trim() !== '0' || !/^[1-9]\d*$/.test(textOf(keywords.get('async')?.value)))
    return false;
  if ([...keywords.values()].some(({ key }) => NOT_PLAIN.test(key) || key.startsWith('with_'))) return false;
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
