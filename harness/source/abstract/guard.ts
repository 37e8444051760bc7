import { loopPair } from '../parse/task.ts';
import { type Atom, Bad, Decided, Need } from './decided.ts';
import { holds, yamlValue } from './jinja.ts';
import type { State } from './state.ts';
import type { TaskRun } from './task-run.ts';
import type { Value } from './value.ts';
import type { Item } from './way.ts';

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
export function guardOf(run: TaskRun, state: State, item: Item): string {
  const noting = new Noting(state.decided);
  const scope = run.scope(state.with({ decided: noting }), item.extra);
  for (const { keywords } of [...run.context.frames, run.task]) {
    const when = keywords.get('when')?.value;
    if (when) for (const one of when.kind === 'list' ? when.items : [when]) quietly(() => holds(one, scope));
  }
  const loop = loopPair(run.task);
  if (loop) quietly(() => yamlValue(loop.value, scope));
  return [...noting.asked].sort().join('\n');
}

function quietly(ask: () => unknown): void {
  try {
    ask();
  } catch (error) {
    if (!(error instanceof Bad || error instanceof Need)) throw error;
  }
}
