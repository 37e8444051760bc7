/**
 * The penalties of a real sshd: `node test/proofs/ssh-penalty.ts [--ansible VERSION|PATH …]` drills plays with `ssh-penalty` on hosts with OpenSSH 10
 * (`doctor --fix --image debian-13`), and on one whose sshd knows none. Prints a line for each; ends with 1 where one is not as it says.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import type { DrillReport } from '../../harness/model/report.ts';
import { Workplace, withAnsible } from '../acceptance/reapcheck.ts';
import { ansibles } from '../ansibles.ts';

interface Case {
  readonly name: string;
  readonly playbook: string;
  readonly args: readonly string[];
  readonly code: number;
  /** Of each trial: `surfaced`, or with what comes after it. */
  readonly trials: readonly RegExp[];
  /** In the output. */
  readonly says?: string;
}

using workplace = new Workplace();
const ignoring = join(workplace.folder, 'ignoring.yml');

/** A reap that passes over a host that it does not reach. */
writeFileSync(
  ignoring,
  stringify([
    {
      name: 'Migrate, and pass over who is not there',
      hosts: 'all',
      gather_facts: false,
      tasks: [
        { name: 'Migrate', 'ansible.builtin.command': 'sleep 3', async: 60, poll: 0, register: 'migration' },
        {
          name: 'Wait for it',
          'ansible.builtin.async_status': { jid: '{{ migration.ansible_job_id }}' },
          register: 'result',
          until: 'result is finished',
          retries: 40,
          delay: 1,
          ignore_unreachable: true,
        },
      ],
    },
  ]),
);

const NEW = ['--image', 'debian-13'];
const CASES: readonly Case[] = [
  {
    name: 'a reap that looks while it is refused',
    playbook: 'playbooks/good/single-job.yml',
    args: ['--faults', 'ssh-penalty', ...NEW],
    code: 0,
    trials: [/^surfaced unreachable$/],
  },
  {
    name: 'a keep-alive whose limit is over before sshd forgets',
    playbook: 'playbooks/good/keep-alive.yml',
    args: ['--faults', 'ssh-penalty', ...NEW],
    code: 0,
    trials: [/^surfaced (timed-out|unreachable)$/],
  },
  {
    // The job itself comes through an outage, so nothing of it is lost: what the play has not waited for is told.
    name: 'a reap that ignores who is unreachable, and a job that runs on without it',
    playbook: ignoring,
    args: ['--faults', 'ssh-penalty', ...NEW],
    code: 0,
    trials: [/^unharmed$/],
    says: '"orphans"',
  },
  {
    name: 'nobody asks for the job',
    playbook: 'playbooks/bad/parallel-jobs-unreaped.yml',
    args: ['--jobs', 'report', '--accept-uncovered', '--faults', 'ssh-penalty', ...NEW],
    code: 0,
    trials: [/^unharmed$/],
  },
  {
    name: 'an older sshd: left out, with a note',
    playbook: 'playbooks/good/single-job.yml',
    args: ['--faults', 'fail,ssh-penalty'],
    code: 0,
    trials: [/^surfaced failed$/],
    says: 'penalties came with 9.8',
  },
];

const { values } = parseArgs({ options: { ansible: { type: 'string', multiple: true } } });
for (const core of values.ansible ?? ansibles('all')) {
  for (const { name, playbook, args, code, trials, says = '' } of CASES) {
    const ended = await workplace.drill([playbook, ...args, '--json', ...withAnsible(core)]);
    const report = ended.stdout.startsWith('{') ? (JSON.parse(ended.stdout) as DrillReport) : undefined;
    const seen = (report?.trials ?? []).map(({ outcome }) => {
      const more = outcome.kind === 'surfaced' ? outcome.reason : outcome.kind === 'swallowed' ? outcome.how : '';
      return `${outcome.kind} ${more}`.trim();
    });
    const holds =
      ended.code === code &&
      seen.length === trials.length &&
      trials.every((pattern, index) => pattern.test(seen[index] ?? '')) &&
      ended.stdout.includes(says);
    if (!holds) process.exitCode = 1;
    process.stdout.write(`${holds ? 'holds' : 'DOES NOT HOLD'}: ${core ?? 'default'}: ${name}: ${seen.join(', ')}\n`);
    if (!holds) process.stdout.write(`${ended.stdout}\n${ended.stderr}\n`);
  }
}
