import { existsSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ReapcheckError } from '../model/error.ts';
import type { Place } from '../model/place.ts';
import type { Stub } from '../model/stub.ts';
import { parseDuration } from '../time/duration.ts';
import { explainIssue } from '../yaml/explain-issue.ts';
import { type Path, readYamlFile, type YamlFile } from '../yaml/yaml-file.ts';
import { type StubYaml, stubFileSchema } from './format.ts';
import { taskLineAt } from './task-at.ts';

/** Found beside a playbook without being named. */
export const STUBS_BESIDE = 'reapcheck-stubs.yml';

export interface StubFile {
  readonly file: string;
  readonly stubs: readonly Stub[];
}

const OF_TASKS = ['module', 'task', 'at'] as const;
const OF_PLUGINS = ['lookup', 'filter', 'test'] as const;
/** What goes with what, besides `result`. */
const COMPANIONS: Readonly<Record<'module' | (typeof OF_PLUGINS)[number], readonly (keyof StubYaml)[]>> = {
  module: [...OF_TASKS, 'changed', 'delay', 'fail'],
  lookup: ['lookup', 'term'],
  filter: ['filter', 'args'],
  test: ['test', 'args'],
};

/** The stub file that is named, or the one beside the playbook; undefined without any. */
export function findStubs(named: string | undefined, playbook: string): StubFile | undefined {
  if (named !== undefined) return readStubs(named);
  const beside = resolve(dirname(playbook), STUBS_BESIDE);
  return existsSync(beside) ? readStubs(beside) : undefined;
}

/** Reads a stub file, with everything that can be known before the source is read. Throws usage errors with their place. */
export function readStubs(path: string): StubFile {
  if (!existsSync(path)) {
    throw new ReapcheckError({
      code: 'no-stub-file',
      kind: 'usage',
      what: `there is no stub file ${path}`,
      expected: `the path of a YAML file with stubs, or one beside the playbook: ${STUBS_BESIDE}`,
      remedy: 'check the path; docs/stubs.md shows what stands in it, and --suggest-stubs proposes one',
    });
  }
  const file = readYamlFile(path, 'stub file');
  const parsed = stubFileSchema.safeParse(file.value);
  if (!parsed.success) throw explainIssue(parsed.error.issues[0] as never, file, stubFileSchema);
  return { file: path, stubs: parsed.data.stubs.map((yaml, index) => stubOf(yaml, file, ['stubs', index])) };
}

function stubOf(yaml: StubYaml, file: YamlFile, path: Path): Stub {
  const place = file.placeOf(path);
  const plugins = OF_PLUGINS.filter((key) => yaml[key] !== undefined);
  const [plugin, second] = plugins;
  const kind = plugin ?? 'module';
  if (!plugin && OF_TASKS.every((key) => yaml[key] === undefined))
    throw wrong(
      'nameless-stub',
      'this stub does not say what it is for',
      place,
      `one of ${[...OF_TASKS, ...OF_PLUGINS].join(', ')}`,
    );
  const stray =
    second ??
    (Object.keys(yaml) as (keyof StubYaml)[]).find((key) => key !== 'result' && !COMPANIONS[kind].includes(key));
  if (stray)
    throw wrong(
      'misplaced-key',
      `"${stray}" does not go with ${plugin ?? 'a stub of tasks'}`,
      file.placeOfKey(path, stray),
      [...COMPANIONS[kind], 'result'].join(', '),
    );
  if (plugin) {
    if (yaml.result === undefined)
      throw wrong('missing-key', `this stub of a ${plugin} has no result`, place, 'result: what it answers');
    const { term, args, result } = yaml;
    return { kind: plugin, name: yaml[plugin] as string, term, args, result, place };
  }
  return taskStub(yaml, file, path);
}

function taskStub(yaml: StubYaml, file: YamlFile, path: Path): Stub {
  const { module, task, at, changed = false, delay, fail, result = {} } = yaml;
  if (typeof result !== 'object' || result === null || Array.isArray(result))
    throw wrong(
      'wrong-type',
      'the result of a task is a mapping',
      file.placeOf([...path, 'result']),
      'a mapping, as the module returns it',
    );
  if (module !== undefined && /(^|\.)(async_status|meta|include_|import_)/.test(module))
    throw wrong(
      'not-stubbed',
      `${module} is not stubbed`,
      file.placeOf([...path, 'module']),
      'a module that does work of its own: what orders the play, and the reap of a job, stay as they are',
    );
  return {
    kind: 'module',
    module,
    task,
    at: at === undefined ? undefined : placeNamed(at, file, path),
    result: result as Record<string, unknown>,
    changed,
    delayMs: delay === undefined ? 0 : parseDuration(delay, 'delay'),
    fail,
    place: file.placeOf(path),
  };
}

/** As Ansible names it: the real path. */
function placeNamed(at: string, file: YamlFile, path: Path): Place {
  const [, name = '', line = ''] = /^(.+):(\d+)$/.exec(at) ?? [];
  const found = resolve(dirname(file.file), name);
  const where = file.placeOf([...path, 'at']);
  if (!existsSync(found))
    throw wrong('no-such-place', `there is no file ${name}`, where, 'file:line, relative to the stub file');
  const begins = taskLineAt(found, Number(line));
  if (begins !== undefined) return { file: realpathSync(found), line: begins };
  throw wrong(
    'no-such-place',
    `there is no task at line ${line} of ${name}`,
    where,
    'a line of a task with a module of its own',
  );
}

function wrong(code: string, what: string, where: Place, expected: string): ReapcheckError {
  return new ReapcheckError({
    code,
    kind: 'usage',
    what,
    where,
    expected,
    remedy: 'mend the stub file; docs/stubs.md has the format',
  });
}
