import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { designSchema } from '../harness/design/format.ts';
import { FAULTS } from '../harness/faults/catalogue.ts';
import { explainIssue } from '../harness/yaml/explain-issue.ts';
import { readYamlFile } from '../harness/yaml/yaml-file.ts';

const FOLDER = new URL('tasks', import.meta.url).pathname;
const PACKAGE = new URL('..', import.meta.url).pathname;

/** The YAML of a task. */
const taskSchema = z.strictObject({
  /** `mend`: a playbook that is there; `design`: a new one; `choose`: the same, where one way fits better than another. */
  kind: z.enum(['mend', 'design', 'choose']),
  /** The request, as a person would write it: all that a model gets to see, besides the files. */
  asks: z.string(),
  /** What is there at the beginning. */
  files: z.record(z.string(), z.string()).default({}),
  /** The same, from files of this repository. */
  copies: z.record(z.string(), z.string()).default({}),
  /** The playbook that is looked at. */
  answer: z.string(),
  /** How many async jobs its healthy run launches at least: leaving one out is no way to mend it. */
  jobs: z.int().positive(),
  /** What a drill of the files shows before anything is mended. */
  before: z.enum(['swallowed', 'false-red']).optional(),
  /** Part of a job's name → its class, as the audit tells it. */
  ways: z.record(z.string(), z.enum(['keep-alive', 'fire-and-forget'])).default({}),
  faults: z.array(z.enum(FAULTS.map(({ name }) => name) as [string, ...string[]])).default(['fail']),
  /** Whether the drill has stand-ins in the place of the jobs: their programs are on no host. */
  'stand-ins': z.boolean().default(false),
  /** What a client without a model gives to the tool `design`. */
  design: designSchema.optional(),
});

export type Task = z.output<typeof taskSchema> & { readonly name: string };

/** All tasks, or those with one of these in their names. */
export function readTasks(wanted: readonly string[] = []): readonly Task[] {
  return readdirSync(FOLDER)
    .filter((file) => file.endsWith('.yml'))
    .toSorted()
    .map((file) => readTask(join(FOLDER, file)))
    .filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)));
}

function readTask(path: string): Task {
  const file = readYamlFile(path, 'task');
  const parsed = taskSchema.safeParse(file.value);
  if (!parsed.success) throw explainIssue(parsed.error.issues[0] as never, file, taskSchema);
  return { ...parsed.data, name: basename(path, '.yml') };
}

/** Puts what is there at the beginning into a folder. */
export function layOut({ files, copies }: Task, folder: string): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  for (const [name, from] of Object.entries(copies)) cpSync(join(PACKAGE, from), join(folder, name));
}
