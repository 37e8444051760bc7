import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { FAULTS } from '../../harness/faults/catalogue.ts';
import { type Ended, nothingLeft, Workplace } from './reapcheck.ts';

const workplace = new Workplace();
afterAll(async () => {
  using _workplace = workplace;
  await nothingLeft(workplace, [], 1_000);
});

function playbook(name: string, text: string): string {
  const path = join(workplace.folder, name);
  writeFileSync(path, text);
  return path;
}

const GOOD = 'playbooks/good/single-job.yml';
const task = (lines: string) => `- hosts: all\n  gather_facts: false\n  tasks:\n${lines}`;
const JOB = '    - command: sleep 1\n      async: 10\n      poll: 1\n';

interface Case {
  readonly name: string;
  readonly drill: () => Promise<Ended>;
  readonly code: number;
  readonly says: readonly (string | RegExp)[];
}

const cases: readonly Case[] = [
  {
    name: 'no such playbook',
    drill: () => workplace.drill(['no-such.yml']),
    code: 3,
    says: ['no playbook no-such.yml', 'to do:'],
  },
  {
    name: 'a YAML error',
    drill: () => workplace.drill([playbook('broken.yml', '- hosts: all\n  tasks:\n   - a: [1,\n')]),
    code: 3,
    says: [/broken\.yml:\d+:\d+: /, '--syntax-check'],
  },
  {
    name: 'no async job in it, seen without running it',
    drill: () => workplace.drill([playbook('sync.yml', task('    - command: "true"\n'))]),
    code: 3,
    says: ['no async job to drill', 'no async keyword'],
  },
  {
    name: 'no async job that runs',
    drill: () =>
      workplace.drill([
        playbook('skipped.yml', task('    - command: "true"\n      async: 5\n      poll: 1\n      when: false\n')),
      ]),
    code: 3,
    says: ['no async job to drill', 'none of them launched a job'],
  },
  {
    name: 'an unknown fault',
    drill: () => workplace.drill([GOOD, '--faults', 'fail,explode']),
    code: 3,
    says: ['no fault "explode"', FAULTS.map(({ name }) => name).join(', ')],
  },
  {
    name: 'a count that is none',
    drill: () => workplace.drill([GOOD, '--hosts', 'many']),
    code: 3,
    says: ['--hosts', 'whole number'],
  },
  {
    name: 'a duration without a unit',
    drill: () => workplace.drill([GOOD, '--timeout', '90']),
    code: 3,
    says: ['--timeout', 'a number with a unit'],
  },
  {
    name: 'an option that there is not',
    drill: () => workplace.drill([GOOD, '--fautls', 'x']),
    code: 3,
    says: ['--faults'],
  },
  {
    name: 'an inventory of ansible-playbook’s own',
    drill: () => workplace.drill([GOOD, '--', '-i', 'prod.ini']),
    code: 3,
    says: ['whose hosts have no doubles', 'before --'],
  },
  {
    name: 'an inventory that Ansible can’t read',
    drill: () => workplace.drill([GOOD, '-i', 'nowhere.ini']),
    code: 3,
    says: ['Ansible can’t read', 'nowhere.ini', 'Unable to parse'],
  },
  {
    name: 'a limit that matches nobody',
    drill: () => workplace.drill([GOOD, '-i', 'web1,web2,', '--limit', 'db*']),
    code: 3,
    says: ['the limit matches no host', 'web1, web2'],
  },
  {
    name: 'an inventory of Windows alone',
    drill: () => workplace.drill([GOOD, '-i', 'win1,', '--', '-e', 'ansible_connection=winrm']),
    code: 3,
    says: ['no host of the inventory can have a double', 'win1 (ansible_connection: winrm)'],
  },
  {
    name: 'more hosts than any machine has room for',
    drill: () => {
      writeFileSync(join(workplace.folder, 'fleet.ini'), '[web]\nweb[1:600]\n');
      return workplace.drill([GOOD, '-i', join(workplace.folder, 'fleet.ini'), '--all-hosts']);
    },
    code: 3,
    says: ['600 hosts would each need a double', 'at most 500', '--all-hosts'],
  },
  {
    name: 'a way to the outside that there is not',
    drill: () => workplace.drill([GOOD, '-i', 'web1,', '--outside', 'everything']),
    code: 3,
    says: ['--outside everything', 'refuse, report, packages'],
  },
  {
    name: 'a limit without an inventory',
    drill: () => workplace.drill([GOOD, '--limit', 'web']),
    code: 3,
    says: ['--limit is for an inventory'],
  },
  {
    name: 'a number of hosts beside an inventory',
    drill: () => workplace.drill([GOOD, '-i', 'web1,', '--hosts', '2']),
    code: 3,
    says: ['with -i the inventory says it'],
  },
  {
    name: 'an option of earlier versions, by which plays acted on this machine',
    drill: () => workplace.drill([GOOD, '--allow-localhost']),
    code: 3,
    says: ['--allow-localhost is gone', 'double of this machine'],
  },
  {
    name: 'a task for a host that we did not make, whatever the play makes of that',
    drill: () => {
      const beyond =
        '    - name: Ask\n      command: hostname\n      delegate_to: db1.example\n      ignore_errors: true\n';
      return workplace.drill([playbook('beyond.yml', task(beyond + JOB))]);
    },
    code: 3,
    says: [/beyond\.yml:\d+: "Ask" would reach db1\.example/, 'to do: delegate it to a host of the play'],
  },
  {
    name: 'no engine',
    drill: () => workplace.drill([GOOD], { DOCKER_HOST: `unix://${workplace.folder}/no.sock` }),
    code: 4,
    says: ['doctor --fix'],
  },
  {
    name: 'no such image',
    drill: () => workplace.drill([GOOD, '--image', 'reapcheck/none:none']),
    code: 4,
    says: ['reapcheck/none:none'],
  },
  {
    name: 'no ansible-playbook',
    drill: () => {
      const empty = join(workplace.folder, 'empty');
      mkdirSync(empty, { recursive: true });
      return workplace.drill([GOOD, '--controller', 'local'], { PATH: empty, XDG_CACHE_HOME: empty });
    },
    code: 4,
    says: ['ansible-playbook', 'doctor --fix'],
  },
  {
    name: 'an ansible-playbook that is not there',
    drill: () => workplace.drill([GOOD, '--ansible', '/none/ansible-playbook']),
    code: 4,
    says: ['/none/ansible-playbook'],
  },
  {
    name: 'a hosts pattern that matches nothing',
    drill: () =>
      workplace.drill([playbook('nobody.yml', `- hosts: "{{ target | default('nobody') }}"\n  tasks:\n${JOB}`)]),
    code: 3,
    says: ['has a host to run on', 'host-1', '--groups'],
  },
  {
    name: 'a baseline that fails',
    drill: () => workplace.drill([playbook('red.yml', task(`${JOB}    - name: Check\n      command: "false"\n`))]),
    code: 2,
    says: [/red\.yml:\d+/, 'fails without any fault', '"Check" failed'],
  },
  {
    name: 'a baseline that is red at a reap: with what the audit finds in that',
    drill: () => {
      const launch =
        '    - command: sleep 1\n      async: 10\n      poll: 0\n      register: job\n      vars: {ansible_async_dir: /tmp/jobs}\n';
      const reap =
        '    - async_status: {jid: "{{ job.ansible_job_id }}"}\n      register: it\n      until: it is finished\n';
      return workplace.drill([playbook('elsewhere.yml', task(launch + reap))]);
    },
    code: 2,
    says: [/elsewhere\.yml:\d+/, 'could not find job', 'the audit says of it: ', 'otherwise, make it green'],
  },
  {
    name: 'a baseline that Ansible will not start',
    drill: () =>
      workplace.drill([playbook('unknown.yml', task('    - no_such_module: {}\n      async: 5\n      poll: 1\n'))]),
    code: 2,
    says: ['fails without any fault', 'no_such_module'],
  },
  {
    name: 'a baseline that hangs',
    drill: () =>
      workplace.drill([
        playbook('hangs.yml', task('    - name: Wait\n      command: sleep 600\n      async: 700\n      poll: 5\n')),
        '--baseline-timeout',
        '8s',
      ]),
    code: 2,
    says: ['did not end within 8 s', 'last task started: Wait', '--baseline-timeout'],
  },
];

test.each(cases)('$name', async ({ drill, code, says }) => {
  const ended = await drill();
  for (const text of says) expect(ended.stderr).toMatch(text);
  expect(ended.stderr).not.toMatch(/this is a bug|\n\s+at /);
  expect(ended.code).toBe(code);
});
