// The audit of one project that is far too large, by its texts: `node test/bench/audit-size.ts open|reaped|files [number]`. `open`: launches
// that nothing reaps, 60,000 if not said; `reaped`: launches, each with its reap; `files`: an estate of so many files, 100,000 if not said.
import { audit } from '../../harness/audit/audit.ts';
import { elapsed } from '../../harness/time/clock.ts';
import { makeTree } from './audit-tree.ts';

const PER_ROLE = 100;

/** Roles with a hundred launches each, and the playbook that runs them all. */
function makeLaunches(count: number, reaped: boolean): Map<string, string> {
  const launch = (n: number) =>
    `- name: Work ${n}\n  ansible.builtin.command: /opt/work ${n}\n  async: 600\n  poll: 0\n  register: job_${n}\n`;
  const reap = (n: number) =>
    `- name: Wait ${n}\n  ansible.builtin.async_status:\n    jid: "{{ job_${n}.ansible_job_id }}"\n  register: waited_${n}\n  until: waited_${n}.finished\n  retries: 60\n  delay: 10\n`;
  const tree = new Map<string, string>();
  const roles: string[] = [];
  for (let first = 0; first < count; first += PER_ROLE) {
    const numbers = Array.from({ length: Math.min(PER_ROLE, count - first) }, (_, n) => first + n);
    const name = `work_${first}`;
    tree.set(`roles/${name}/tasks/main.yml`, numbers.map((n) => launch(n) + (reaped ? reap(n) : '')).join(''));
    roles.push(`    - ${name}\n`);
  }
  return tree.set('site.yml', `- hosts: all\n  roles:\n${roles.join('')}`);
}

const [kind = 'open', count = kind === 'files' ? '100000' : '60000'] = process.argv.slice(2);
const texts = kind === 'files' ? makeTree(Number(count)) : makeLaunches(Number(count), kind === 'reaped');
const [began, before] = [elapsed(), process.cpuUsage()];
const { findings, project } = audit(texts);
const wallMs = elapsed() - began;
const { user, system } = process.cpuUsage(before);
process.stdout.write(
  `${project.filesRead} files, ${project.asyncTasks.length} async tasks, ${findings.length} findings: ` +
    `${(wallMs / 1000).toFixed(2)} s wall, ${((user + system) / 1e6).toFixed(2)} s processor, ` +
    `${Math.round(process.resourceUsage().maxRSS / 1024)} MiB at most\n`,
);
