import { expect, test } from 'vitest';
import { inArguments } from '../../harness/source/abstract/work.ts';
import { readYaml } from '../../harness/source/parse/read-yaml.ts';
import { toSource } from '../../harness/source/parse/source.ts';
import { readTasks } from '../../harness/source/parse/task.ts';

test('a task is given a variable that its arguments name, whatever that is called', () => {
  const source = toSource('tasks.yml', '- uri: {url: "{{ site.url }}", body: "{{ hostvars[x][\'*\'] }}"}\n');
  const [task] = readYaml(source).roots.flatMap((root) => readTasks(source, root));
  if (!task) throw new Error('no task');
  const named = ['site', '*', 'sit', 'a(b', 'x', ''].filter((name) => inArguments(task, name));
  expect(named).toEqual(['site', '*', 'x']);
});
