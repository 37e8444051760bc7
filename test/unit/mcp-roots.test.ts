import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { ask, clientOf, folder } from './mcp-kit.ts';

const JOB = '    - name: Secret work\n      ansible.builtin.command: /opt/secret\n      async: 60\n      poll: 0\n';
const TASKS = JOB.replaceAll(/^ {4}/gm, '');
const play = (tasks: string) => `- hosts: all\n  tasks:\n${tasks}`;
const SCENARIO = (playbook: string) => `name: a\nwhy: b\nplaybook: ${playbook}\nexpect:\n  play: green\n`;

/** A root `in`, beside what is nobody's business: everything in `out` says "Secret". */
function place() {
  const home = folder({
    'out/site.yml': play(JOB),
    'out/tasks.yml': TASKS,
    'out/vars.yml': 'answer: Secret\n',
    'out/role/tasks/main.yml': TASKS,
    'out/stubs.yml': 'stubs:\n  - module: Secret\n    nonsense: Secret\n',
    'out/broken.yml': 'Secret: [',
    'out/runs/site/2026-01-01T00-00-00-000Z/report.json': '{"schema":"Secret"}',
    'in/site.yml': play(JOB.replaceAll('Secret', 'Own').replaceAll('secret', 'own')),
    'in/sub/site.yml': play(JOB.replaceAll('Secret', 'Own').replaceAll('secret', 'own')),
    'inner/site.yml': play(JOB),
  });
  const root = join(home, 'in');
  const link = (name: string, target: string) => symlinkSync(target, join(root, name));
  return { home, root, link };
}

type Place = ReturnType<typeof place>;
type Attempt = readonly [
  tool: string,
  args: (at: Place) => Record<string, unknown>,
  prepare?: ((at: Place) => void) | undefined,
];

const paths = (path: (at: Place) => string, prepare?: (at: Place) => void): Attempt => [
  'audit',
  (at) => ({ paths: [path(at)] }),
  prepare,
];
const drillOf = (text: string, prepare?: (at: Place) => void): Attempt => [
  'plan_drill',
  () => ({ playbook: 'try.yml' }),
  (at) => {
    write(at, 'try.yml', text);
    prepare?.(at);
  },
];

function write({ root }: Place, name: string, text: string): void {
  writeFileSync(join(root, name), text);
}

const ATTEMPTS: Readonly<Record<string, Attempt>> = {
  'a path upwards': paths(() => '../out/site.yml'),
  'a path down and upwards': paths(() => 'sub/../../out/site.yml'),
  'a path upwards through what is not there': paths(() => 'nowhere/../../out/site.yml'),
  'a whole path': paths(({ home }) => `${home}/out/site.yml`),
  'a whole path with the root in it': paths(({ root }) => `${root}/../out/site.yml`),
  'a folder whose name begins like the root': paths(({ home }) => `${home}/inner/site.yml`),
  'the folder above': paths(() => '..'),
  everything: paths(() => '/'),
  'a file of the system': paths(() => '/etc/passwd'),
  'what the kernel makes up': paths(() => '/proc/self/environ'),
  'a home': paths(() => '~/site.yml'),
  'a URI': paths(({ home }) => pathToFileURL(join(home, 'out/site.yml')).href),
  'percent signs': paths(() => '%2e%2e/out/site.yml'),
  'percent signs for slashes': paths(() => '..%2fout%2fsite.yml'),
  'a character that ends strings': paths(() => 'site.yml\0../../out/site.yml'),
  backslashes: paths(() => '..\\out\\site.yml'),
  'wide full stops': paths(() => '．．/out/site.yml'),
  'double slashes': paths(() => '..//out//site.yml'),
  'a link to a file': paths(
    () => 'link.yml',
    ({ link }) => link('link.yml', '../out/site.yml'),
  ),
  'a link to a folder': paths(
    () => 'more/site.yml',
    ({ link }) => link('more', '../out'),
  ),
  'a link to a link': paths(
    () => 'two/site.yml',
    ({ link }) => {
      link('one', '../out');
      link('two', 'one');
    },
  ),
  'a link back in and out again': paths(
    () => 'more/../out/site.yml',
    ({ link }) => link('more', '../out/role'),
  ),
  'a path of 5,000 characters': paths(() => `${'../'.repeat(1_700)}etc/passwd`),
  'an include in a playbook': drillOf(play('    - ansible.builtin.include_tasks: ../out/tasks.yml\n')),
  'an import in a playbook': drillOf(play('    - ansible.builtin.import_tasks: ../out/tasks.yml\n')),
  'a playbook that is imported': drillOf(`${play(JOB)}- import_playbook: ../out/site.yml\n`),
  'a broken playbook that is imported': drillOf(`${play(JOB)}- import_playbook: ../out/broken.yml\n`),
  'an include of a link': drillOf(play('    - ansible.builtin.include_tasks: linked.yml\n'), ({ link }) =>
    link('linked.yml', '../out/tasks.yml'),
  ),
  'a role by its path': drillOf('- hosts: all\n  roles:\n    - ../out/role\n'),
  'a role that is a link': drillOf('- hosts: all\n  roles:\n    - linked\n', (at) => {
    mkdirSync(join(at.root, 'roles'));
    at.link('roles/linked', '../../out/role');
  }),
  'stubs that are named': ['plan_drill', () => ({ playbook: 'site.yml', stubs: '../out/stubs.yml' })],
  'stubs beside the playbook that are a link': [
    'plan_drill',
    () => ({ playbook: 'site.yml' }),
    ({ link }) => link('reapcheck-stubs.yml', '../out/stubs.yml'),
  ],
  'a prepare': ['plan_drill', () => ({ playbook: 'site.yml', prepare: '../out/site.yml' })],
  'runs that are a link': ['plan_drill', () => ({ playbook: 'site.yml' }), ({ link }) => link('runs', '../out/runs')],
  'a run by its path': [
    'explain_trial',
    () => ({ run: '../../out/runs/site', trial: '01' }),
    ({ root }) => mkdirSync(join(root, 'runs')),
  ],
  'a scenario elsewhere': ['write_scenario', () => ({ path: '../out/new.yml', scenario: SCENARIO('../in/site.yml') })],
  'a scenario in a folder that is a link': [
    'write_scenario',
    () => ({ path: 'more/new.yml', scenario: SCENARIO('../in/site.yml') }),
    ({ link }) => link('more', '../out'),
  ],
  'a scenario through a link that leads nowhere': [
    'write_scenario',
    () => ({ path: 'new.yml', scenario: SCENARIO('site.yml') }),
    ({ link }) => link('new.yml', '../out/new.yml'),
  ],
  'a scenario of a playbook elsewhere': [
    'write_scenario',
    () => ({ path: 'new.yml', scenario: SCENARIO('../out/site.yml') }),
  ],
  'a scenario that is run from elsewhere': ['run_scenario', () => ({ path: '../out/site.yml' })],
  'fixes elsewhere': ['apply_fix', () => ({ paths: ['../out/site.yml'], id: '0'.repeat(16) })],
};

test.each(Object.entries(ATTEMPTS))('%s is refused, and tells nothing', async (_name, [tool, args, prepare]) => {
  const at = place();
  prepare?.(at);
  const client = await clientOf(at.root);
  const { refused, text, said } = await ask(client, tool, args(at));
  expect(refused, JSON.stringify(said)).toBe(true);
  expect(text).toMatch(/^(outside-roots|no-such-path|bad-path|file-exists|no-such-run):/);
  expect(text).not.toContain('Secret');
  expect(existsSync(join(at.home, 'out/new.yml'))).toBe(false);
});

test('an audit of what is inside goes by without what it leads to outside', async () => {
  const at = place();
  write(at, 'try.yml', play('    - ansible.builtin.include_tasks: ../out/tasks.yml\n'));
  const { refused, text } = await ask(await clientOf(at.root), 'audit', { paths: ['try.yml'] });
  expect(refused).toBe(false);
  expect(text).not.toContain('Secret');
});

test('what is inside is found by whatever way leads there', async () => {
  const at = place();
  at.link('here', 'sub');
  const client = await clientOf(at.root);
  for (const path of [
    'site.yml',
    './sub/../site.yml',
    'here/site.yml',
    join(at.root, 'site.yml'),
    '../in/site.yml',
    '.',
  ])
    expect((await ask(client, 'audit', { paths: [path] })).refused, path).toBe(false);
});

test.each(['auto', 'legacy'] as const)('a client narrows the roots, and never widens them (%s)', async (revision) => {
  const at = place();
  const inner = await clientOf(at.root, { revision, names: [join(at.root, 'sub')] });
  expect((await ask(inner, 'audit', { paths: ['site.yml'] })).text).toContain('Own work');
  expect((await ask(inner, 'audit', { paths: [join(at.root, 'site.yml')] })).refused).toBe(true);
  for (const names of [[at.home], [join(at.home, 'out'), at.root], ['/'], ['http://x.invalid/'], []]) {
    const client = await clientOf(at.root, { revision, names });
    expect((await ask(client, 'audit', { paths: [join(at.home, 'out/site.yml')] })).refused).toBe(true);
  }
});

test('where nobody has named roots, those of the client count', async () => {
  const at = place();
  const client = await clientOf(at.root, { serving: { clientRoots: 'replace' }, names: [join(at.home, 'out')] });
  expect((await ask(client, 'audit', { paths: ['site.yml'] })).text).toContain('Secret work');
  expect((await ask(client, 'audit', { paths: [join(at.root, 'site.yml')] })).refused).toBe(true);
});
