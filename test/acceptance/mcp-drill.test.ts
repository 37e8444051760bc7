import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { expect, onTestFinished, test } from 'vitest';
import { nothingLeft, Workplace } from './reapcheck.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const GONE_WITHIN_MS = 60_000;

/** A client with a project that holds one playbook that loses a failure. */
async function connected(): Promise<{ workplace: Workplace; client: Client; project: string }> {
  const workplace = new Workplace();
  onTestFinished(() => workplace[Symbol.dispose]());
  const project = join(workplace.folder, 'project');
  mkdirSync(project);
  cpSync(join(ROOT, 'playbooks/bad/backup-unreaped.yml'), join(project, 'site.yml'));
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [join(ROOT, 'harness/cli/main.ts'), 'mcp', '--root', project],
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', TMPDIR: workplace.folder, SECRET: 'Secret' },
    stderr: 'inherit',
  });
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(transport);
  onTestFinished(() => client.close());
  return { workplace, client, project };
}

test('a drill that is cancelled, and one whose client goes, leave no host; in between, one mends the playbook', async () => {
  const { workplace, client } = await connected();
  const drill = (onprogress: () => void, signal?: AbortSignal) =>
    client.callTool(
      { name: 'drill', arguments: { playbook: 'site.yml', faults: ['fail'] } },
      { timeout: 200_000, onprogress, ...(signal ? { signal } : {}) },
    );

  const cancelled = new AbortController();
  const seen: string[] = [];
  await expect(
    drill(() => {
      seen.push(...workplace.sessions());
      cancelled.abort();
    }, cancelled.signal),
  ).rejects.toThrow();
  expect(seen.length).toBeGreaterThan(0);
  await nothingLeft(workplace, seen, GONE_WITHIN_MS);

  const paths = ['site.yml'];
  const proposed = await client.callTool({ name: 'propose_fix', arguments: { paths } });
  const { id } = proposed.structuredContent as { id: string };
  await client.callTool({ name: 'apply_fix', arguments: { paths, id } });
  const { structuredContent } = await drill(() => {});
  expect(structuredContent).toMatchObject({
    verdict: 'pass',
    trials: [{ job: 'Start the backup', fault: 'fail', outcome: 'surfaced' }],
  });

  const left: string[] = [];
  const gone = Promise.withResolvers<void>();
  const unanswered = drill(() => {
    left.push(...workplace.sessions());
    gone.resolve();
  }).catch(() => {});
  await gone.promise;
  await client.close();
  await unanswered;
  await nothingLeft(workplace, left, GONE_WITHIN_MS);
});
