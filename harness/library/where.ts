import { resolve } from 'node:path';
import { type Controller, findController } from '../ansible/controller.ts';
import { RunStore } from '../history/store.ts';
import type { AnsibleContext } from '../source/search-paths.ts';

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
  /** Where histories and reports are kept: `runs` without it. */
  readonly runs?: string | undefined;
  /** Ends runs, and removes hosts. */
  readonly signal?: AbortSignal | undefined;
}

export function contextOf({ cwd = process.cwd(), env = process.env, within }: Where): AnsibleContext {
  return { cwd, env, ...(within ? { within } : {}) };
}

/** A path as it was named, where that leads there from this process as well; else whole. */
export function pathIn({ cwd }: AnsibleContext, path: string): string {
  const whole = resolve(cwd, path);
  return whole === resolve(path) ? path : whole;
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
