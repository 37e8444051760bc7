import type { TaskNode } from '../parse/task.ts';
import type { Context } from './context.ts';
import { type Atom, Bad, Decided, Need } from './decided.ts';
import { holds, yamlValue } from './jinja.ts';
import { type Item, loopPair } from './loop.ts';
import type { State } from './state.ts';
import type { Value } from './value.ts';
import type { Walk } from './walk.ts';

/** What a path has assumed, with a note of what it was asked for. */
class Noting extends Decided {
  readonly asked = new Set<string>();

  constructor(decided: Decided) {
    super(decided.truths, decided.pinned);
  }

  override truth(atom: Atom): boolean {
    const known = super.truth(atom);
    this.asked.add(this.truths.has(atom.key) ? `${atom.key}=${known}` : `${atom.pins?.name} is pinned`);
    return known;
  }

  override pin(name: string): Value | undefined {
    const value = super.pin(name);
    if (value !== undefined) this.asked.add(`${name} is pinned`);
    return value;
  }
}

/**
 * The decisions that brought a launch about: those that its own conditions and those around it ask for. They stay decided on
 * this way, so that a reap under the same condition runs where its launch ran. What else was decided before may be forgotten.
 */
export function guardOf(walk: Walk, task: TaskNode, context: Context, state: State, item: Item): string {
  const noting = new Noting(state.decided);
  const scope = walk.scope(state.with({ decided: noting }), context, task, item.extra);
  const quietly = (ask: () => unknown) => {
    try {
      ask();
    } catch (error) {
      if (!(error instanceof Bad || error instanceof Need)) throw error;
    }
  };
  for (const { keywords } of [...context.frames, task]) {
    const when = keywords.get('when')?.value;
    if (when) for (const one of when.kind === 'list' ? when.items : [when]) quietly(() => holds(one, scope));
  }
  const loop = loopPair(task);
  if (loop) quietly(() => yamlValue(loop.value, scope));
  return [...noting.asked].sort().join('\n');
}
