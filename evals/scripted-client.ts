import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import type { Task } from './task.ts';

const MAIN = new URL('../harness/cli/main.ts', import.meta.url).pathname;
const MOST_ROUNDS = 3;

/** Works on a task with nothing but the tools' own answers. Resolves with how many calls that took. */
export async function workOn(task: Task, folder: string): Promise<number> {
  const client = new Client({ name: 'scripted', version: '1' });
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: [MAIN, 'mcp', '--root', folder], stderr: 'inherit' }),
  );
  let calls = 0;
  const call = async (name: string, args: Record<string, unknown>) => {
    calls++;
    const { structuredContent, isError } = await client.callTool({ name, arguments: args });
    return isError ? undefined : (structuredContent as Record<string, unknown>);
  };
  try {
    if (task.design) {
      const designed = await call('design', task.design);
      if (designed) writeFileSync(join(folder, task.answer), String(designed.playbook));
    } else await mend(task, call);
    return calls;
  } finally {
    await client.close();
  }
}

type Ask = (name: string, args: Record<string, unknown>) => Promise<Record<string, unknown> | undefined>;

/** As long as the audit finds something, and has an answer to it. */
async function mend({ answer }: Task, call: Ask): Promise<void> {
  const paths = [answer];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const found = await call('audit', { paths });
    if (found?.count === 0) return;
    const proposed = await call('propose_fix', { paths });
    const changes = proposed?.changes as readonly unknown[] | undefined;
    if (!changes?.length || !(await call('apply_fix', { paths, id: proposed?.id }))) return;
  }
}
