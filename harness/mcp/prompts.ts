import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { FORKS } from '../model/ansible-core.ts';
import { HEADROOM } from '../model/defaults.ts';
import { enoughWindowS } from '../model/limits.ts';

/** A request that a person may pick, made of what is known of Ansible. */
interface Prompt {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly args: Readonly<Record<string, string>>;
  readonly text: (args: Readonly<Record<string, string>>) => string;
}

const PROVE =
  'Prove it before you call it done: audit it, drill it (stand-ins with the real runtimes and a speed that makes them seconds), and quote the verdict. An outcome "swallowed" is a failure that nobody would see; "unknown" is no pass. Say what was not shown.';

const FACTS = [
  'What is true of async in Ansible, whatever a green run looks like:',
  '- A launch with poll: 0 always succeeds. A job that nobody reaps may fail, and the play ends green.',
  '- A reap is async_status with until: <register> is finished. Without until it looks once, and a running job passes.',
  `- A reap waits retries × delay. Below the job's async it calls healthy work failed: make it async + ${enoughWindowS(0)} s or more.`,
  '- ignore_errors, failed_when: false or a rescue that ends well around a reap make a failed job look well.',
  `- async is a limit: at it the job is killed. Give it ${HEADROOM} times the slowest run that was seen, and ask for that number.`,
].join('\n');

const PROMPTS: readonly Prompt[] = [
  {
    name: 'design-parallel-jobs',
    title: 'Three long jobs in parallel',
    description: 'A play that runs long jobs at the same time, notices the failure of each, and has limits that fit',
    args: { jobs: 'The jobs: what each runs, and the slowest run that you have seen of it' },
    text: ({ jobs }) =>
      `Write a playbook that runs these jobs at the same time, and fails if any of them fails:\n\n${jobs}\n\n${FACTS}\n\nAsk me for runtimes that I have not given: do not make them up. Call design with the jobs, save its playbook as it stands, and tell me why each limit and window is what it is. ${PROVE}`,
  },
  {
    name: 'choose-a-way',
    title: 'Keep-alive, fire-and-forget or reboot',
    description: 'Which way fits a long task: waiting with poll, launching and reaping, or the reboot module',
    args: { task: 'What the task does, how long it takes, on how many hosts, and what runs meanwhile' },
    text: ({ task }) =>
      `Which way fits this task?\n\n${task}\n\nChoose by these, and say which of them decided:\n- Nothing runs meanwhile: a keep-alive (async with poll above 0). Its failure ends the task red by itself. It holds one of the forks (${FORKS} without -f) for its whole runtime, so with more hosts than forks they come one round after the other.\n- Something runs meanwhile, or there are more hosts than forks: launch with poll: 0, and reap.\n- It restarts the host: ansible.builtin.reboot, which proves a new boot. An async command that restarts its host takes what is known of its end with it, and with a short async a newer ansible-core kills it before it has done anything.\n- It is a server that is meant to stay up: a service of the host; then wait_for or uri until it answers.\n\n${FACTS}\n\nIf there is a playbook, call classify on it first. Write the task, or call design. ${PROVE}`,
  },
  {
    name: 'review-async',
    title: 'Review the async of a playbook',
    description: 'What a playbook does with its async jobs, what would be lost, and the fix as a diff',
    args: { playbook: 'The playbook, seen from the root' },
    text: ({ playbook }) =>
      `Review what ${playbook} does with its async jobs.\n\n1. audit and list_jobs: each finding with its way and remedy, each job with its limit and window.\n2. plan_drill, then drill it (quick; stand-ins for jobs that the hosts can't run).\n3. For each trial that is not surfaced: explain_trial, and the line of the history that shows it.\n4. propose_fix; show me the diff, and apply_fix only when I agree. Then drill again, and compare.\n\n${FACTS}\n\nTell findings apart from opinions. ${PROVE}`,
  },
  {
    name: 'make-flaky-honest',
    title: 'Make a flaky task honest',
    description:
      'A task that fails now and then: retries, until and wait_for that wait for the right thing, and still fail',
    args: { task: 'The task as it stands, and how it fails' },
    text: ({ task }) =>
      `This task fails now and then:\n\n${task}\n\nMake it wait for what it needs, without hiding that it fails:\n- Name the condition that is not there yet, and wait for that: wait_for (a port, a file), uri (an answer), until with retries and delay (a command's own result). wait_for_connection after a restart needs a delay, or ansible.builtin.reboot in its place: else it may meet the old boot.\n- until asks for the result that is wanted (rc, status, content), not for "is succeeded" of a launch; retries × delay is longer than the slowest time that was seen. In 2.14 retries without until does nothing; since 2.16 it means until success.\n- No ignore_errors, no failed_when: false, and no rescue that ends well: a task that has used up its retries must fail.\n- With async: retries on the launch start another job for each attempt; they belong to the reap.\n\n${FACTS}\n\nWrite a scenario (write_scenario) that shows both: it recovers from the failure that you named, and is red when that stays; then run_scenario. ${PROVE}`,
  },
];

export function servePrompts(server: McpServer): void {
  for (const { name, title, description, args, text } of PROMPTS) {
    const shape = Object.fromEntries(Object.entries(args).map(([key, about]) => [key, z.string().describe(about)]));
    server.registerPrompt(name, { title, description, argsSchema: z.object(shape) }, (given) => ({
      messages: [{ role: 'user', content: { type: 'text', text: text(given as Readonly<Record<string, string>>) } }],
    }));
  }
}
