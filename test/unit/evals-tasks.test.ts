import { expect, test } from 'vitest';
import { layOut, readTasks, type Task } from '../../evals/task.ts';
import { design } from '../../harness/library/design.ts';
import { proposeFixes } from '../../harness/library/propose-fixes.ts';
import { folder } from './mcp-kit.ts';

const TASKS = readTasks();
const named = (kinds: readonly Task['kind'][]) =>
  TASKS.filter(({ kind }) => kinds.includes(kind)).map((task): [string, Task] => [task.name, task]);

test('there are forty tasks and more, of each kind, and their files can be laid out', () => {
  expect(TASKS.length).toBeGreaterThanOrEqual(40);
  expect(new Set(TASKS.map(({ kind }) => kind))).toEqual(new Set(['mend', 'design', 'choose']));
});

test.each(named(['mend']))('%s has a defect that the audit sees, and an answer to it', (_name, task) => {
  const root = folder();
  layOut(task, root);
  expect(task.before).toBeDefined();
  const { changes, left } = proposeFixes([task.answer], { cwd: root });
  expect(changes.length).toBeGreaterThan(0);
  expect(left).toEqual([]);
});

test.each(named(['design', 'choose']))('%s can be designed', (_name, task) => {
  expect(task.files).toEqual({});
  expect(task.design && design(task.design).ways).toHaveLength(task.jobs);
});
