import { existsSync } from 'node:fs';
import { ReapcheckError } from '../model/error.ts';
import type { AnswersWanted } from '../model/harmless.ts';
import { readStubs } from '../stubs/read-stubs.ts';
import { namesIn } from './drill-options.ts';

export interface RecordOptions {
  readonly inventory?: readonly string[];
  readonly limit?: string;
  readonly allowHosts: string;
  readonly module?: string;
  readonly task?: readonly string[];
  readonly for?: string;
  readonly yes?: boolean;
  readonly output?: string;
  readonly timeout: string;
  readonly ansible?: string;
}

/** What any of the three options names; undefined stubs where none is given. */
export function answersWanted({ module, task = [], for: file }: RecordOptions): AnswersWanted {
  const none = { module: undefined, task: undefined, at: undefined };
  const modules = module === undefined ? [] : namesIn('--module', module).map((name) => ({ ...none, module: name }));
  const tasks = task.map((name) => ({ ...none, task: name }));
  const inFile = file === undefined ? [] : readStubs(file).stubs.filter((stub) => stub.kind === 'module');
  if (file !== undefined && inFile.length === 0) throw withoutTasks(file);
  const stubs = [...modules, ...tasks, ...inFile];
  return { stubs: stubs.length === 0 ? undefined : stubs };
}

function withoutTasks(file: string): ReapcheckError {
  return new ReapcheckError({
    code: 'no-stubbed-task',
    kind: 'usage',
    what: `--for ${file}: no stub of a task stands in it`,
    expected: 'stubs with module, task or at; lookups, filters and tests are not recorded',
    remedy: 'name tasks or modules in it, or use --module or --task',
  });
}

/** Somebody has reviewed what stands there. */
export function requireNewFile(output: string | undefined): void {
  if (output === undefined || !existsSync(output)) return;
  throw new ReapcheckError({
    code: 'file-is-there',
    kind: 'usage',
    what: `--output ${output} is there already; nothing was run`,
    expected: 'a new file: recorded stubs are for review',
    remedy: 'name another file, or move this one away',
  });
}
