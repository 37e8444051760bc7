import { resolve } from 'node:path';
import { type Controller, findController } from '../ansible/controller.ts';
import { RunStore } from '../history/store.ts';
import type { AnsibleContext } from '../source/search-paths.ts';

/** Where a play is at home. Relative paths start there, and Ansible finds its configuration by it. */
export interface Where {
  /** This process's own without it. */
  readonly cwd?: string;
  /** This process's own without it. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** What every run needs besides. */
export interface RunWhere extends Where {
  /** A path, or a version or series, such as `2.19`; without it the first that is found. */
  readonly ansible?: string;
  /** Where histories and reports are kept: `runs` without it. */
  readonly runs?: string;
  /** Ends runs, and removes hosts. */
  readonly signal?: AbortSignal;
}

export function contextOf({ cwd = process.cwd(), env = process.env }: Where): AnsibleContext {
  return { cwd, env };
}

export interface Opened extends AnsibleContext {
  readonly controller: Controller;
  readonly store: RunStore;
  readonly signal: AbortSignal;
  readonly startedAt: Date;
}

export async function openedFor(subject: string, where: RunWhere): Promise<Opened> {
  const context = contextOf(where);
  const controller = await findController({ ansible: where.ansible, env: context.env });
  const startedAt = new Date();
  const store = new RunStore(resolve(context.cwd, where.runs ?? 'runs'), subject, startedAt);
  return { ...context, controller, store, startedAt, signal: where.signal ?? new AbortController().signal };
}
