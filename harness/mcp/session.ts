import type { Where } from '../library/where.ts';
import { Kept } from './kept.ts';
import { Queue } from './queue.ts';
import type { Inside, Roots } from './roots.ts';

/** What whoever starts the server has decided. */
export interface Serving {
  readonly version: string;
  /** Where rules, patterns and schemas stand. */
  readonly packageRoot: string;
  readonly roots: Roots;
  /** What a client's own roots are to those: they narrow what somebody has named, take the place of what nobody has, or are not asked for (HTTP). */
  readonly clientRoots: 'narrow' | 'replace' | 'ignore';
  /** All that is known of the environment: nothing else is handed on to anything. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** As `--ansible` says. */
  readonly ansible: string | undefined;
  /** As `--controller` says. */
  readonly controller: string | undefined;
  /** Ends all runs, and removes their hosts. */
  readonly signal: AbortSignal;
}

/** One process that serves: what its tools share. */
export class Session {
  readonly serving: Serving;
  readonly queue = new Queue();
  readonly kept = new Kept();

  constructor(serving: Serving) {
    this.serving = serving;
  }

  /** For the library: where something that was checked is at home, and that nothing outside of the roots is read. */
  where({ cwd }: Pick<Inside, 'cwd'>, roots: Roots): Where {
    return { cwd, env: this.serving.env, within: roots.folders };
  }
}
