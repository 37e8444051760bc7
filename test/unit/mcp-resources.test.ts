import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RULES } from '../../harness/audit/rules/index.ts';
import { FAULTS } from '../../harness/faults/catalogue.ts';
import { drillReportOf, trialOf } from './drill-report-of.ts';
import { ask, clientOf, folder } from './mcp-kit.ts';

const STORED = drillReportOf({
  baseline: {
    status: 'green',
    wallMs: 2000,
    folder: 'trials/baseline',
    jobs: [
      {
        key: { place: { file: '/w/site.yml', line: 6 }, host: 'host-1', item: null, nth: 0 },
        taskName: 'Start the backup',
        limit: 10,
        poll: 0,
        runtimeS: 8,
        windowS: 6,
        reapPlace: undefined,
        reaped: true,
      },
    ],
  },
  trials: [
    trialOf(
      'fail',
      { kind: 'surfaced', reason: 'failed', taskName: 'Wait', place: undefined, delayMs: 1, msg: undefined },
      { folder: 'trials/baseline' },
    ),
  ],
});
const PACKAGE = new URL('../..', import.meta.url).pathname;

test('every rule, fault, pattern and schema is a resource, and each of them can be read', async () => {
  const client = await clientOf(folder());
  const { resources } = await client.listResources();
  const uris = resources.map(({ uri }) => uri);
  expect(uris).toEqual(expect.arrayContaining(RULES.map(({ id }) => `reapcheck://rules/${id}`)));
  expect(uris).toEqual(expect.arrayContaining(FAULTS.map(({ name }) => `reapcheck://faults/${name}`)));
  expect(uris).toEqual(
    expect.arrayContaining([
      'reapcheck://faults',
      'reapcheck://patterns/good/parallel-jobs',
      'reapcheck://patterns/bad/reap-ignored',
      'reapcheck://schemas/scenario',
      'reapcheck://schemas/design',
    ]),
  );
  for (const uri of uris) {
    const [content] = (await client.readResource({ uri })).contents;
    expect(content && 'text' in content ? content.text.length : 0, uri).toBeGreaterThan(50);
  }
});

test('runs that are stored in the roots are resources, and their histories are', async () => {
  const root = folder();
  const run = join(root, 'runs/single-job/2026-01-01T00-00-00-000Z');
  mkdirSync(join(run, 'trials/baseline'), { recursive: true });
  writeFileSync(join(run, 'report.json'), JSON.stringify(STORED));
  cpSync(
    join(PACKAGE, 'test/replay/histories/single-job@2.19.14.baseline.jsonl'),
    join(run, 'trials/baseline/history.jsonl'),
  );
  const client = await clientOf(root);
  const { resources } = await client.listResources();
  const uri = 'reapcheck://runs/single-job/2026-01-01T00-00-00-000Z';
  expect(resources.map((one) => one.uri)).toContain(`${uri}/report`);
  const [report] = (await client.readResource({ uri: `${uri}/report` })).contents;
  expect(report && 'text' in report && JSON.parse(report.text).schema).toBe('reapcheck/drill/3');
  const [history] = (await client.readResource({ uri: `${uri}/history/baseline` })).contents;
  expect(history && 'text' in history && history.text.split('\n').length).toBeGreaterThan(5);
  await client.listTools();
  expect((await ask(client, 'headroom')).said).toMatchObject({
    jobs: [{ name: 'Start the backup', room: 1.25, better: { async: 20, retries: 18, delay: 2 } }],
  });
  const { said } = await ask(client, 'explain_trial', { run: 'single-job', trial: '01-fail' });
  expect(said).toMatchObject({ outcome: { kind: 'surfaced' }, history: `${uri}/history/01-fail` });
  expect(JSON.stringify(said)).toContain('reap ');
  expect((await ask(client, 'explain_trial', { run: 'latest', trial: 'none' })).text).toContain('01-fail');
});

test.each([
  'reapcheck://runs/..%2f..%2fetc/x/report',
  'reapcheck://runs/single-job/2026/report',
  'reapcheck://answers/1',
  'reapcheck://rules/none',
  'file:///etc/passwd',
])('%s is no resource', async (uri) => {
  await expect((await clientOf(folder())).readResource({ uri })).rejects.toThrow();
});

test('the prompts hold what they are given, and what is true of async', async () => {
  const client = await clientOf(folder());
  const { prompts } = await client.listPrompts();
  expect(prompts.map(({ name }) => name)).toEqual([
    'design-parallel-jobs',
    'choose-a-way',
    'review-async',
    'make-flaky-honest',
  ]);
  for (const { name, arguments: wanted = [] } of prompts) {
    const given = Object.fromEntries(wanted.map(({ name: key }) => [key, 'MY OWN WORDS']));
    const { messages } = await client.getPrompt({ name, arguments: given });
    const [message] = messages;
    const text = message?.content.type === 'text' ? message.content.text : '';
    expect(text).toContain('MY OWN WORDS');
    expect(text).toContain('until');
    expect(text).toContain('unknown');
  }
});
