import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

/**
 * From the start of `reapcheck mcp` to its first answer, and its memory over many calls: `node test/bench/mcp.ts [--command PATH] [--heap MIB]`,
 * where PATH is the packed command (bin/reapcheck.cjs) in place of the sources. Node lets garbage lie as long as there is room: with a small heap,
 * memory that goes on growing is a leak.
 */
const { values } = parseArgs({
  options: {
    command: { type: 'string' },
    starts: { type: 'string', default: '5' },
    calls: { type: 'string', default: '500' },
    heap: { type: 'string' },
  },
});
const root = new URL('../..', import.meta.url).pathname;
const main = values.command ?? `${root}harness/cli/main.ts`;

async function started(): Promise<{ client: Client; pid: number; firstMs: number }> {
  const began = performance.now();
  const limit = values.heap === undefined ? [] : [`--max-old-space-size=${values.heap}`];
  const args = [...limit, main, 'mcp', '--root', `${root}playbooks`];
  const transport = new StdioClientTransport({ command: process.execPath, args });
  const client = new Client({ name: 'bench', version: '1' });
  await client.connect(transport);
  await audit(client);
  return { client, pid: transport.pid ?? 0, firstMs: performance.now() - began };
}

async function audit(client: Client): Promise<void> {
  const { isError } = await client.callTool({ name: 'audit', arguments: { paths: ['bad'] } });
  if (isError) throw new Error('the audit was refused');
}

/** Resident, in MiB. */
function memory(pid: number): number {
  const kb = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kb) / 1024);
}

const firsts: number[] = [];
for (let n = 0; n < Number(values.starts); n++) {
  const { client, firstMs } = await started();
  firsts.push(Math.round(firstMs));
  await client.close();
}
process.stdout.write(`start to first answer of audit: ${firsts.toSorted((a, b) => a - b).join(', ')} ms\n`);

const { client, pid } = await started();
const total = Number(values.calls);
for (let call = 1; call <= total; call++) {
  await audit(client);
  if (call % Math.ceil(total / 5) === 0) process.stdout.write(`${call} calls: ${memory(pid)} MiB\n`);
}
await client.close();
