import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Task } from './task.ts';

const MAIN = new URL('../harness/cli/main.ts', import.meta.url).pathname;

/**
 * Has a program of yours work on a task: it is started in the task's folder, gets the request on stdin, and finds in `mcp.json` how to
 * start the server. What it leaves in the folder is its answer, however it ends.
 */
export async function letWork(task: Task, folder: string, [program = '', ...args]: readonly string[]): Promise<void> {
  const server = { command: process.execPath, args: [MAIN, 'mcp', '--root', folder] };
  writeFileSync(join(folder, 'mcp.json'), JSON.stringify({ mcpServers: { reapcheck: server } }, null, 2));
  const request = `${task.asks}\n\nThe answer is ${task.answer} in this folder.`;
  await execa(program, args, { cwd: folder, input: request, reject: false, stdout: 'inherit', stderr: 'inherit' });
}
