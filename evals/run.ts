import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { check, showsDefect } from './check.ts';
import { letWork } from './own-client.ts';
import { workOn } from './scripted-client.ts';
import { layOut, readTasks, type Task } from './task.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    /** No drill: the audit decides, in seconds, and nothing is proven. */
    'no-drill': { type: 'boolean', default: false },
    /** Drills each broken playbook first: it must show what the task says of it. */
    before: { type: 'boolean', default: false },
    ansible: { type: 'string' },
    /** A program and its arguments, separated by spaces, in place of the client without a model. */
    client: { type: 'string' },
  },
});

interface Row {
  readonly task: Task;
  readonly passed: boolean;
  readonly calls: number | undefined;
}

const rows: Row[] = [];
for (const task of readTasks(positionals)) {
  const folder = mkdtempSync(join(tmpdir(), 'reapcheck-eval-'));
  try {
    layOut(task, folder);
    const shown = values.before && task.before ? await showsDefect(task, folder, values.ansible) : undefined;
    const calls = values.client ? await letWork(task, folder, values.client.split(' ')) : await workOn(task, folder);
    const { passed, why } = await check(task, folder, { drills: !values['no-drill'], ansible: values.ansible });
    const before =
      shown === undefined ? '' : shown.passed ? ` (${task.before} before)` : ` (NOT ${task.before} before)`;
    console.log(`${passed ? 'passed' : 'FAILED'} ${task.name}${before}${calls ? `, ${calls} calls` : ''}`);
    for (const line of [...(shown?.why ?? []), ...why]) console.log(`       ${line.replaceAll('\n', '\n       ')}`);
    rows.push({ task, passed: passed && shown?.passed !== false, calls: calls ?? undefined });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

for (const [kind, all] of Map.groupBy(rows, ({ task }) => task.kind)) {
  const calls = all.flatMap((row) => row.calls ?? []);
  const each = calls.length > 0 ? `, ${(calls.reduce((a, b) => a + b, 0) / calls.length).toFixed(1)} calls each` : '';
  console.log(`${kind}: ${all.filter(({ passed }) => passed).length} of ${all.length}${each}`);
}
console.log(values['no-drill'] ? 'decided by the audit: nothing was proven' : 'decided by the audit and a real drill');
process.exitCode = rows.every(({ passed }) => passed) ? 0 : 1;
