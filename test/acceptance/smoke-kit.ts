import { execFile } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { SmokeRecord } from '../../harness/model/smoke.ts';
import type { Site } from './inventory-hosts.ts';
import { type Ended, type Started, Workplace, withAnsible } from './reapcheck.ts';

const run = promisify(execFile);

/** A playbook that leaves /var/tmp/it-ran on each host of a group on which it was run for real. */
export function touchOn(group: string): string {
  return `
- hosts: ${group}
  gather_facts: false
  tasks:
    - name: Touch
      ansible.builtin.command: touch /var/tmp/it-ran
      async: 20
      poll: 1
`;
}

/** `reapcheck smoke` as a user has it, with the site's own ansible.cfg. */
export class SmokePlace extends Workplace {
  readonly site: Site;
  readonly executable: string | undefined;
  constructor(site: Site, executable: string | undefined) {
    super();
    this.site = site;
    this.executable = executable;
  }

  begin(playbook: string, args: readonly string[], more: readonly string[] = []): Started {
    const all = ['smoke', playbook, '--runs', this.runs, ...withAnsible(this.executable), ...args];
    return this.start([...all, ...(more.length > 0 ? ['--', ...more] : [])], this.environment);
  }

  smoke(playbook: string, args: readonly string[], more: readonly string[] = []): Promise<Ended> {
    return this.begin(playbook, args, more).ended;
  }

  get environment(): Record<string, string> {
    return { ANSIBLE_CONFIG: join(this.site.folder, 'ansible.cfg') };
  }

  /** Another of Ansible's own commands, of the same installation. */
  async ansible(name: string, args: readonly string[]): Promise<string> {
    const path = this.executable === undefined ? name : join(dirname(this.executable), name);
    // Without a connection that stays open when it is done.
    const env = { ...process.env, ...this.environment, ANSIBLE_SSH_ARGS: '-C' };
    return (await run(path, [...args], { env, cwd: this.site.folder })).stdout;
  }

  recordFiles(): readonly string[] {
    return globSync('**/*', { cwd: this.runs, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
  }

  /** Of the newest smoke of a playbook with this name. */
  record(name: string): SmokeRecord {
    return JSON.parse(readFileSync(join(this.runs, 'smoke', name, 'latest', 'verdict.json'), 'utf8'));
  }
}
