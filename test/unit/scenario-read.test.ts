import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { shardOf } from '../../harness/cli/run.ts';
import { unmetNeed } from '../../harness/engine/run-scenario.ts';
import { ReapcheckError } from '../../harness/model/error.ts';
import { shardFrom } from '../../harness/plan/shard.ts';
import { chooseScenarios, scenariosIn } from '../../harness/scenario/find-scenarios.ts';
import { readScenario } from '../../harness/scenario/read-scenario.ts';

const root = mkdtempSync(join(tmpdir(), 'rt-scenario-'));
afterAll(() => rmSync(root, { recursive: true }));

const PLAY = `
- hosts: all
  tasks:
    - name: Start the backup
      ansible.builtin.command: sleep 1
      async: 20
      poll: 0
      register: backup
    - name: Wait for the backup
      ansible.builtin.async_status:
        jid: "{{ backup.ansible_job_id }}"
      register: result
      until: result is finished
      retries: 30
      delay: 1
`;

let count = 0;
function folder(files: Record<string, string>): string {
  const at = join(root, String(++count));
  for (const [name, text] of Object.entries({ 'play.yml': PLAY, ...files })) {
    mkdirSync(dirname(join(at, name)), { recursive: true });
    writeFileSync(join(at, name), text);
  }
  return at;
}

function read(text: string) {
  const at = folder({ 'theme/one.yml': text });
  return readScenario(join(at, 'theme/one.yml'), { cwd: at, env: {} });
}

function refusal(text: string): ReapcheckError {
  try {
    read(text);
  } catch (error) {
    if (error instanceof ReapcheckError) return error;
    throw error;
  }
  throw new Error('it was read');
}

const HEAD = 'name: one\nwhy: because\nplaybook: ../play.yml\n';

test('a whole scenario', () => {
  const scenario = read(`${HEAD}hosts:
  - { name: web, count: 2, groups: [web] }
  - { name: db, kind: systemd, user: operator }
faults:
  - { fault: kill-runner, job: backup, hosts: [web-2, db] }
boots: { down: forever, ssh-late: 5s }
network: { drop-idle: 4s }
speed: 10
expect:
  play: red
  hosts: { web-2: failed, others: green }
  jobs: { backup: { ends: [failed, running], reaped: gave-up } }
  took: { at-most: 90s }
`);
  expect(scenario).toMatchObject({
    name: 'one',
    theme: 'theme',
    hosts: [{ name: 'web-1', groups: ['web'] }, { name: 'web-2' }, { name: 'db', kind: 'systemd', user: 'operator' }],
    steps: [
      {
        speed: 10,
        faults: [
          {
            fault: 'kill-runner',
            hosts: ['web-2', 'db'],
            item: null,
            job: { taskName: 'Start the backup', limit: 20, poll: 0, interval: 1, place: { line: 4 } },
          },
        ],
        boots: { downMs: Infinity, sshLateMs: 5000 },
        network: { dropIdleMs: 4000 },
        expectations: [
          { value: { kind: 'play', is: 'red' }, place: { line: 13 } },
          { value: { kind: 'hosts', ends: { named: { 'web-2': 'failed' }, others: 'green' } } },
          { value: { kind: 'jobs', job: 'backup', ends: ['failed', 'running'], reaped: ['gave-up'] } },
          { value: { kind: 'took', span: { atMostMs: 90_000 } } },
        ],
      },
    ],
  });
});

test('steps on the same hosts, and bad twins that change one thing', () => {
  const steps = read(
    'name: one\nwhy: x\nsteps:\n  - { playbook: ../play.yml, expect: { play: green } }\n  - { name: again, playbook: ../play.yml, vars: { a: 1 }, expect: { play: red } }\n',
  ).steps;
  expect(steps.map(({ name, vars }) => [name, vars])).toEqual([
    ['step 1', {}],
    ['again', { a: 1 }],
  ]);
  const { badTwins } = read(
    `${HEAD}vars: { a: 1, b: 1 }\nexpect: { play: green, reaps: complete }\nbad-twins:\n  - { vars: { b: 2 }, unmet: [reaps] }\n`,
  );
  expect(badTwins).toMatchObject([
    { step: { vars: { a: 1, b: 2 }, expectations: [{ value: { kind: 'play' } }, {}] }, unmet: [{ value: 'reaps' }] },
  ]);
});

/** What is wrong, its code, its line and column, and what the message must say. */
const MALFORMED: readonly (readonly [string, string, string, number, number, RegExp])[] = [
  ['an unknown key', `${HEAD}expct: { play: green }\n`, 'unknown-key', 4, 1, /did you mean "expect"\?/],
  [
    'an unknown key further in',
    `${HEAD}expect:\n  play: green\n  orphan: none\n`,
    'unknown-key',
    6,
    3,
    /did you mean "orphans"\?/,
  ],
  [
    'an unknown key in a list',
    `${HEAD}hosts:\n  - { name: a, group: [b] }\nexpect: { play: green }\n`,
    'unknown-key',
    5,
    16,
    /did you mean "groups"\?/,
  ],
  [
    'a wrong type',
    `${HEAD}vars: [1]\nexpect: { play: green }\n`,
    'wrong-type',
    4,
    7,
    /expected: a mapping\n {2}seen: \[1\]/,
  ],
  [
    'a wrong type where several fit',
    `${HEAD}hosts: many\nexpect: { play: green }\n`,
    'wrong-type',
    4,
    8,
    /a whole number|a list/,
  ],
  [
    'a name that there is not',
    `${HEAD}expect:\n  play: gren\n`,
    'unknown-name',
    5,
    9,
    /expected: green, red, hung\n.*\n.*did you mean "green"\?/,
  ],
  [
    'a fault that there is not',
    `${HEAD}faults:\n  - { fault: kill-runer, job: backup }\nexpect: { play: red }\n`,
    'unknown-name',
    5,
    14,
    /did you mean "kill-runner"\?/,
  ],
  [
    'a missing key',
    'name: one\nplaybook: ../play.yml\nexpect: { play: green }\n',
    'missing-key',
    1,
    1,
    /why is missing/,
  ],
  [
    'a missing playbook',
    'name: one\nwhy: x\nplaybook: ../paly.yml\nexpect: { play: green }\n',
    'no-playbook',
    3,
    11,
    /did you mean "play.yml"\?/,
  ],
  ['no duration', `${HEAD}time-limit: 90\nexpect: { play: green }\n`, 'wrong-type', 4, 13, /expected: text/],
  [
    'a duration without a unit',
    `${HEAD}time-limit: "90"\nexpect: { play: green }\n`,
    'wrong-value',
    4,
    13,
    /such as 90s/,
  ],
  [
    'a job that there is not',
    `${HEAD}faults:\n  - fault: fail\n    job: Start the backpu\nexpect: { play: red }\n`,
    'unknown-job',
    6,
    10,
    /did you mean "Start the backup"\?/,
  ],
  [
    'a host that there is not',
    `${HEAD}expect:\n  hosts: { hots-1: green }\n`,
    'unknown-host',
    5,
    10,
    /did you mean "host-1"\?/,
  ],
  [
    'a host to strike that there is not',
    `${HEAD}faults:\n  - { fault: fail, job: backup, hosts: web }\nexpect: { play: red }\n`,
    'unknown-host',
    5,
    40,
    /expected: host-1/,
  ],
  [
    'expectations that exclude each other',
    `${HEAD}expect:\n  play: green\n  failures: surfaced\n`,
    'impossible-expectation',
    6,
    13,
    /can’t be green/,
  ],
  [
    'more hosts than there are',
    `${HEAD}expect:\n  host-counts: { green: 2 }\n`,
    'impossible-expectation',
    5,
    16,
    /2 hosts, and there are 1/,
  ],
  [
    'a span that is empty',
    `${HEAD}expect:\n  took: { at-least: 9s, at-most: 2s }\n`,
    'impossible-expectation',
    5,
    9,
    /at-least is above at-most/,
  ],
  [
    'a reason of what is swallowed',
    `${HEAD}expect:\n  failures: { are: swallowed, because: failed }\n`,
    'impossible-expectation',
    5,
    13,
    /only a failure that surfaced has a reason/,
  ],
  ['a key twice', `${HEAD}expect: { play: green }\nexpect: { play: red }\n`, 'bad-yaml', 5, 1, /unique/],
  [
    'a host twice',
    `${HEAD}hosts: [{ name: a }, { name: a }]\nexpect: { play: green }\n`,
    'duplicate-host',
    4,
    30,
    /two hosts "a"/,
  ],
  [
    'a bad twin of nothing',
    `${HEAD}expect: { play: green }\nbad-twins: [{ unmet: [took] }]\n`,
    'unknown-expectation',
    5,
    23,
    /expected: play/,
  ],
  [
    'steps and a playbook',
    `${HEAD}steps: [{ playbook: ../play.yml, expect: { play: green } }]\n`,
    'misplaced-key',
    3,
    1,
    /belongs into each step/,
  ],
];

test.each(MALFORMED)('%s is refused at its place', (_name, text, code, line, column, message) => {
  const error = refusal(text);
  expect({ code: error.code, kind: error.kind, line: error.where?.line, column: error.where?.column }).toEqual({
    code,
    kind: 'usage',
    line,
    column,
  });
  expect(error.message).toMatch(message);
  expect(error.expected).toBeTruthy();
});

test('a play on localhost is one like any other: it acts on a double', () => {
  const at = folder({
    'local.yml': '- hosts: localhost\n  tasks: []\n',
    'theme/one.yml': 'name: one\nwhy: x\nplaybook: ../local.yml\nexpect: { play: green }\n',
  });
  expect(readScenario(join(at, 'theme/one.yml'), { cwd: at, env: {} }).steps).toHaveLength(1);
});

describe('an inventory of somebody’s own', () => {
  const own = (keys: string, files: Record<string, string> = { hosts: 'web1\nweb2\n' }) => {
    const at = folder({ ...files, 'theme/one.yml': `${HEAD}${keys}\nexpect: { play: green }\n` });
    return { at, scenario: () => readScenario(join(at, 'theme/one.yml'), { cwd: at, env: {} }) };
  };

  test('its hosts take the place of made-up ones, and are not known before a run', () => {
    const { at, scenario } = own(
      'inventory: [../hosts, "db1,"]\nlimit: web\nsample: 2\nkind: systemd\nprepare: ../play.yml\nfaults: [{ fault: fail, job: Start the backup, hosts: web2 }, { fault: hang, job: Start the backup }]',
    );
    expect(scenario()).toMatchObject({
      hosts: [],
      inventory: { sources: [join(at, 'hosts'), 'db1,'], limit: 'web', sample: 2, kind: 'systemd' },
      prepare: join(at, 'play.yml'),
      steps: [{ faults: [{ hosts: ['web2'] }, { hosts: [] }] }],
    });
  });

  test.each([
    ['hosts: 2\ninventory: ../hosts', 'contradiction', /hosts are made up/],
    ['limit: web', 'contradiction', /limit is for an inventory/],
    ['sample: all', 'contradiction', /sample is for an inventory/],
    ['inventory: ../host', 'no-inventory', /no such inventory/],
    ['inventory: ../hosts\nprepare: ../none.yml', 'no-playbook', /none\.yml/],
  ])('%s', (keys, code, words) => {
    expect(own(keys).scenario).toThrow(expect.objectContaining({ code, message: expect.stringMatching(words) }));
  });
});

describe('localhost', () => {
  const fault = (name: string) =>
    `${HEAD}faults: [{ fault: ${name}, job: Start the backup, hosts: localhost }]\nexpect: { play: red }\n`;

  test('its jobs can be struck', () => {
    expect(read(fault('fail')).steps[0]?.faults).toMatchObject([{ hosts: ['localhost'] }]);
  });

  test('it has no link, and does not reboot', () => {
    expect(refusal(fault('reboot-host'))).toMatchObject({ code: 'fault-not-possible', where: { line: 4 } });
    expect(refusal(fault('cut-link')).expected).toMatch(/^one of: .*\bfail\b/);
  });
});

describe('choosing', () => {
  const scenario = (name: string, tags = '') =>
    `name: ${name}\nwhy: x\nplaybook: ../../play.yml\ntags: [${tags}]\nexpect: { play: green }\n`;
  const home = folder({
    's/reboots/a.yml': scenario('late', 'slow'),
    's/reboots/b.yml': scenario('never'),
    's/loops/c.yml': scenario('skipped', 'slow'),
  });
  const names = (wanted: string[]) =>
    chooseScenarios(wanted, join(home, 's'), { cwd: home, env: {} }).map(({ name }) => name);

  test('by nothing, name, theme, tag, file and folder', () => {
    expect(names([])).toEqual(['skipped', 'late', 'never']);
    expect(names(['never'])).toEqual(['never']);
    expect(names(['reboots'])).toEqual(['late', 'never']);
    expect(names(['slow'])).toEqual(['skipped', 'late']);
    expect(names([join(home, 's/reboots/b.yml'), 'late', join(home, 's/reboots')])).toEqual(['late', 'never']);
  });

  test('what there is not lists what there is', () => {
    expect(() => names(['reboot'])).toThrow(/did you mean "reboots"/);
  });

  test('two of one name are refused, and both places are named', () => {
    const at = folder({ 's/x/a.yml': scenario('same'), 's/x/b.yml': scenario('same') });
    expect(() => scenariosIn(join(at, 's'), { cwd: at, env: {} })).toThrow(
      /s\/x\/b\.yml:1:7: there are two scenarios "same"[\s\S]*s\/x\/a\.yml:1:7/,
    );
  });
});

test('each scenario is in exactly one shard', () => {
  const all = Array.from({ length: 10 }, (_, index) => index);
  expect([1, 2, 3].flatMap((part) => shardOf(all, { index: part, count: 3 })).toSorted((a, b) => a - b)).toEqual(all);
  for (const bad of ['0/3', '4/3', '1', 'a/b']) expect(() => shardFrom(bad, {})).toThrow(/is no part/);
});

test('needs of versions and watchers', () => {
  const here = { coreVersion: '2.14.18', watcher: 'old' } as const;
  expect(unmetNeed({ ansible: '<2.17', watcher: 'old' }, here)).toBeUndefined();
  expect(unmetNeed({ ansible: '>=2.14' }, here)).toBeUndefined();
  expect(unmetNeed({ ansible: '>=2.17' }, here)).toMatch(/needs ansible-core >=2.17, and this is 2.14.18/);
  expect(unmetNeed({ ansible: '<2.14' }, here)).toMatch(/needs/);
  expect(unmetNeed({ watcher: 'new' }, here)).toMatch(/needs the new watcher/);
});
