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
  await explained(client, structuredContent as { run: string; trials: { id: string }[] });
  await ranAsScenario(client);

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

/** What the drill has stored answers further questions. */
async function explained(client: Client, { run, trials }: { run: string; trials: { id: string }[] }) {
  const trial = await client.callTool({ name: 'explain_trial', arguments: { run, trial: trials[0]?.id } });
  const { told, history } = trial.structuredContent as { told: { line: number; text: string }[]; history: string };
  expect(trial.structuredContent).toMatchObject({
    outcome: { kind: 'surfaced' },
    evidence: expect.arrayContaining([expect.stringContaining('job file')]),
  });
  const { contents } = await client.readResource({ uri: history });
  const lines = (contents[0] as { text: string }).text.trimEnd().split('\n');
  expect(told.length).toBeGreaterThan(3);
  for (const { line } of told) expect(JSON.parse(lines[line - 1] ?? '')).toBeTruthy();
  const { structuredContent } = await client.callTool({ name: 'headroom', arguments: { run } });
  expect(structuredContent).toMatchObject({ jobs: [{ name: 'Start the backup', runtimeS: expect.any(Number) }] });
}

/** The same promise as a scenario: written, run, and held against what the play did. */
async function ranAsScenario(client: Client) {
  const scenario = (name: string, play: string) => `name: ${name}
why: A backup that fails is told.
playbook: site.yml
faults: [{ fault: fail, job: Start the backup }]
expect: { play: ${play} }
`;
  const run = async (name: string, play: string) => {
    const path = `${name}.yml`;
    await client.callTool({ name: 'write_scenario', arguments: { path, scenario: scenario(name, play) } });
    return (await client.callTool({ name: 'run_scenario', arguments: { path } }, { timeout: 200_000 }))
      .structuredContent;
  };
  expect(await run('told', 'red')).toMatchObject({ verdict: 'pass', steps: [{ verdict: 'pass' }] });
  expect(await run('untold', 'green')).toMatchObject({
    verdict: 'fail',
    steps: [{ verdict: 'fail', checks: expect.arrayContaining([expect.objectContaining({ is: 'unmet' })]) }],
  });
}
