import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ask, clientOf, folder } from './mcp-kit.ts';

const BAD = `- hosts: all
  gather_facts: false
  tasks:
    - name: Pack
      ansible.builtin.command: /opt/pack
      async: 60
      poll: 0
      register: pack
`;
const HOLDS_HOSTS = ['drill', 'run_scenario'];
const WRITES = ['apply_fix', 'write_scenario'];

test('every tool has schemas of both sides, a title, what it costs in words, and says what it changes', async () => {
  const { tools } = await (await clientOf(folder())).listTools();
  expect(tools.map(({ name }) => name).sort()).toEqual(
    [
      ...['apply_fix', 'audit', 'classify', 'design', 'doctor', 'drill', 'explain_trial', 'headroom'],
      ...['list_jobs', 'plan_drill', 'propose_fix', 'run_scenario', 'write_scenario'],
    ].sort(),
  );
  for (const { name, title, description, inputSchema, outputSchema, annotations } of tools) {
    expect(title, name).toBeTruthy();
    expect(description, name).toMatch(/second|minute/);
    expect(inputSchema, name).toMatchObject({ type: 'object', additionalProperties: false });
    expect(outputSchema, name).toMatchObject({ type: 'object' });
    expect(annotations, name).toMatchObject({
      readOnlyHint: ![...HOLDS_HOSTS, ...WRITES].includes(name),
      destructiveHint: WRITES.includes(name),
      openWorldHint: false,
    });
  }
});

test('nothing that a drill is asked leads to an inventory, an image, or arguments of ansible-playbook', async () => {
  const { tools } = await (await clientOf(folder())).listTools();
  const asked = tools.flatMap(({ inputSchema }) => Object.keys(inputSchema.properties ?? {}));
  expect(asked.filter((key) => /inventory|image|args|limit|env|molecule|command/i.test(key))).toEqual([]);
});

test.each(['auto', 'legacy'] as const)('from a finding to a playbook without one (%s)', async (revision) => {
  const root = folder({ 'site.yml': BAD });
  const client = await clientOf(root, { revision });
  // From here on the client holds each answer against the schema of its tool.
  await client.listTools();
  const paths = ['site.yml'];
  expect((await ask(client, 'audit', { paths })).said).toMatchObject({
    count: 1,
    findings: [{ rule: 'unreaped-job', severity: 'error', place: { file: 'site.yml', line: 4 } }],
  });
  expect((await ask(client, 'list_jobs', { paths })).said).toMatchObject({
    jobs: [{ name: 'Pack', limit: 60, poll: 0, reaps: [] }],
  });
  expect((await ask(client, 'classify', { paths })).said).toMatchObject({
    jobs: [{ class: 'fire-and-forget', reaped: false }],
  });
  expect((await ask(client, 'plan_drill', { playbook: 'site.yml', faults: ['fail', 'hang'] })).said).toMatchObject({
    jobs: [{ name: 'Pack', place: { file: 'site.yml', line: 4 }, faults: ['fail', 'hang'] }],
    trialsAtLeast: 2,
  });
  const { said } = await ask(client, 'propose_fix', { paths });
  expect(said).toMatchObject({ changes: [{ file: 'site.yml', diff: expect.stringContaining('+') }], left: [] });
  expect(readFileSync(join(root, 'site.yml'), 'utf8')).toBe(BAD);
  expect((await ask(client, 'apply_fix', { paths, id: said.id })).said).toEqual({ written: ['site.yml'] });
  expect((await ask(client, 'audit', { paths })).said).toMatchObject({ count: 0, findings: [] });
});

test('fixes of a file that has changed since are not written', async () => {
  const root = folder({ 'site.yml': BAD });
  const client = await clientOf(root);
  const { said } = await ask(client, 'propose_fix', { paths: ['site.yml'] });
  const other = BAD.replace('Pack', 'Pack more');
  writeFileSync(join(root, 'site.yml'), other);
  const { refused, text } = await ask(client, 'apply_fix', { paths: ['site.yml'], id: said.id });
  expect([refused, text]).toEqual([true, expect.stringContaining('fixes-changed')]);
  expect(readFileSync(join(root, 'site.yml'), 'utf8')).toBe(other);
});

test('a designed play is the one of the command line', async () => {
  const client = await clientOf(folder());
  await client.listTools();
  const { said } = await ask(client, 'design', { jobs: [{ name: 'Work', command: '/opt/work', runtime: '5m' }] });
  expect(said).toMatchObject({ playbook: expect.stringContaining('async: 600 # 2 ×'), longestS: 600 });
});

const SCENARIO = `name: packed
why: The play is green.
playbook: ../site.yml
expect:
  play: green
`;

test('a scenario is written once it is one, and never over another file', async () => {
  const root = folder({ 'site.yml': BAD, 'scenarios/old.yml': 'mine' });
  const client = await clientOf(root);
  await client.listTools();
  const path = 'scenarios/packed.yml';
  const spoilt = await ask(client, 'write_scenario', { path, scenario: SCENARIO.replace('green\n', 'blue\n') });
  expect(spoilt.text).toContain('packed.yml:5:9');
  expect((await ask(client, 'write_scenario', { path, scenario: SCENARIO })).said).toEqual({
    written: path,
    name: 'packed',
    steps: 1,
  });
  expect((await ask(client, 'write_scenario', { path, scenario: SCENARIO })).text).toContain('file-exists');
  expect((await ask(client, 'write_scenario', { path: 'scenarios/old.yml', scenario: SCENARIO })).refused).toBe(true);
  expect(readFileSync(join(root, 'scenarios/old.yml'), 'utf8')).toBe('mine');
});

test.each(['inventory: hosts.ini', 'args: ["-i", "hosts.ini"]', 'hosts: [{ name: a, image: evil }]'])(
  'a scenario with %s is for people',
  async (line) => {
    const client = await clientOf(folder({ 'site.yml': BAD, 'hosts.ini': 'x', 'scenarios/x.txt': '' }));
    const { text } = await ask(client, 'write_scenario', { path: 'scenarios/a.yml', scenario: `${SCENARIO}${line}\n` });
    expect(text).toContain('not-for-clients');
  },
);

test.each<[string, string, Record<string, unknown>]>([
  ['no path', 'audit', {}],
  ['an empty list', 'audit', { paths: [] }],
  ['a number', 'audit', { paths: [7] }],
  ['a key too many', 'audit', { paths: ['site.yml'], inventory: 'hosts' }],
  ['an unknown fault', 'drill', { playbook: 'site.yml', faults: ['burn'] }],
  ['hosts without end', 'drill', { playbook: 'site.yml', hosts: 5_000 }],
  ['time without end', 'drill', { playbook: 'site.yml', minutes: 100_000 }],
  ['a runtime without a unit', 'design', { jobs: [{ name: 'a', command: 'b', runtime: '5' }] }],
  ['a list of 2,001 things', 'audit', { paths: Array.from({ length: 2_001 }, () => 'site.yml') }],
])('malformed: %s is refused in words', async (_name, tool, args) => {
  const client = await clientOf(folder({ 'site.yml': BAD }));
  const refusal = await ask(client, tool, args).catch((error: Error) => ({ refused: true, text: error.message }));
  expect(refusal.refused).toBe(true);
  expect(refusal.text.length).toBeGreaterThan(20);
});

test('a tool that there is not is an error of the protocol', async () => {
  await expect(ask(await clientOf(folder()), 'smoke')).rejects.toThrow(/smoke/);
});

test('a long answer is cut, still fits its schema, and the whole of it is a resource', async () => {
  const tasks = Array.from({ length: 400 }, (_, n) =>
    BAD.slice(BAD.indexOf('    - name')).replaceAll('pack', `pack${n}`),
  );
  const client = await clientOf(folder({ 'site.yml': `- hosts: all\n  tasks:\n${tasks.join('')}` }));
  await client.listTools();
  const { said, content, text } = await ask(client, 'audit', { paths: ['site.yml'] });
  expect(text.length).toBeLessThan(45_000);
  expect(said).toMatchObject({ count: 400 });
  const link = content.find((one) => one.type === 'resource_link');
  const whole = await client.readResource({ uri: link?.type === 'resource_link' ? link.uri : '' });
  const [first] = whole.contents;
  expect(JSON.parse(first && 'text' in first ? first.text : '').findings).toHaveLength(400);
});

test('two clients at once have each their own roots', async () => {
  const [one, two] = [folder({ 'site.yml': BAD }), folder({ 'site.yml': BAD.replace('Pack', 'Unpack') })];
  const [first, second] = await Promise.all([clientOf(one), clientOf(two)]);
  const answers = await Promise.all(
    [first, second, first, second].map((client) => ask(client, 'list_jobs', { paths: ['site.yml'] })),
  );
  const names = answers.map(({ said }) => (said as unknown as { jobs: [{ name: string }] }).jobs[0].name);
  expect(names).toEqual(['Pack', 'Unpack', 'Pack', 'Unpack']);
});
