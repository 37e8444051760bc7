import { resolve } from 'node:path';
import type { Controller } from '../ansible/controller.ts';
import { RunStore } from '../history/store.ts';
import type { AnsibleContext } from '../source/search-paths.ts';
import { chooseController } from './choose-controller.ts';

/** Where a play is at home. Relative paths start there, and Ansible finds its configuration by it. */
export interface Where {
  /** This process's own without it. */
  readonly cwd?: string | undefined;
  /** This process's own without it. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Real paths of folders: sources outside of them are not read, whatever names them. */
  readonly within?: readonly string[] | undefined;
}

/** What every run needs besides. */
export interface RunWhere extends Where {
  /** A path, or a version or series, such as `2.19`; without it the first that is found. */
  readonly ansible?: string | undefined;
  /** Where ansible-playbook runs: `local`, `container` (an image that `doctor --fix` makes), or an image that the engine has. Without it on this machine, or, where that lacks the version, in an image of ours that has it (docs/doubles.md). */
  readonly controller?: string | undefined;
  /** Where histories and reports are kept: `runs` without it. */
  readonly runs?: string | undefined;
  /** Ends runs, and removes hosts. */
  readonly signal?: AbortSignal | undefined;
}

export function contextOf({ cwd = process.cwd(), env = process.env, within }: Where): AnsibleContext {
  return { cwd, env, ...(within ? { within } : {}) };
}

export interface Opened extends AnsibleContext {
  readonly controller: Controller;
  readonly store: RunStore;
  readonly signal: AbortSignal;
  readonly startedAt: Date;
}

interface OpenOrder extends RunWhere {
  /** What an image has to show of this machine. */
  readonly shown: () => readonly string[];
  readonly onNote?: ((text: string) => void) | undefined;
}

export async function openedFor(subject: string, where: OpenOrder): Promise<Opened> {
  const context = contextOf(where);
  const signal = where.signal ?? new AbortController().signal;
  const { ansible, controller: wanted, shown, onNote } = where;
  const controller = await chooseController({ ansible, controller: wanted, env: context.env, shown, onNote, signal });
  const startedAt = new Date();
  const store = new RunStore(resolve(context.cwd, where.runs ?? 'runs'), subject, startedAt);
  return { ...context, controller, store, startedAt, signal };
}
