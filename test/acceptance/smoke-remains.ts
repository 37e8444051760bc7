import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { waitFor } from '../../harness/time/deadline.ts';
import { type InventoryHost, Site, SUDO_PASSWORD } from './inventory-hosts.ts';
import { SmokePlace } from './smoke-kit.ts';

const PLAYBOOK = `
- hosts: all
  gather_facts: true
  tasks:
    - name: Reaped
      ansible.builtin.shell: "echo done >/var/tmp/reaped; sleep 1"
      become: true
      async: 20
      poll: 0
      register: job
    - name: Forgotten
      ansible.builtin.shell: "echo done >/tmp/forgotten; sleep 2"
      async: 20
      poll: 0
    - name: Waited for
      ansible.builtin.command: sleep 1
      async: 20
      poll: 1
    - name: Plain
      ansible.builtin.copy: {content: plain, dest: /tmp/plain}
    - name: Wait
      become: true
      ansible.builtin.async_status: {jid: "{{ job.ansible_job_id }}"}
      register: result
      until: result is finished
      retries: 20
      delay: 1
`;
const USER = `ansible_user=deploy ansible_become_password='${SUDO_PASSWORD}'`;

/** A host as it was made, and what to compare it with. */
interface FreshHost {
  readonly host: InventoryHost;
  readonly files: ReadonlyMap<string, string>;
  readonly inventory: string;
  /** Resolves when nothing runs there that did not run before. */
  readonly quiet: () => Promise<void>;
}

/** A site with a playbook whose jobs are reaped, forgotten and waited for; for the tests of one `describe`. */
export function remainsSite(executable: string | undefined): {
  readonly place: () => SmokePlace;
  readonly playbook: () => string;
  readonly fresh: (name: string) => Promise<FreshHost>;
} {
  let site: Site;
  let place: SmokePlace;
  beforeAll(() => {
    site = new Site();
    place = new SmokePlace(site, executable);
    site.write('site.yml', PLAYBOOK);
  });
  afterAll(async () => {
    place[Symbol.dispose]();
    await site[Symbol.asyncDispose]();
  });
  return {
    place: () => place,
    playbook: () => join(site.folder, 'site.yml'),
    fresh: async (name) => {
      const host = await site.host();
      site.write(`${name}.ini`, `${site.line(name, host, USER)}\n`);
      const [files, processes] = [await host.files(), await host.processes()];
      const inventory = join(site.folder, `${name}.ini`);
      return { host, files, inventory, quiet: () => quiet(host, processes) };
    },
  };
}

/** Jobs end by themselves, and their watchers within 5 s of them. */
async function quiet(host: InventoryHost, before: readonly string[]): Promise<void> {
  await waitFor(
    async () => {
      const left = (await host.processes()).filter((one) => !before.includes(one) && !one.startsWith('ps -eo'));
      return left.length === 0 ? { done: true, value: undefined } : { done: false, last: left.join('; ') };
    },
    { what: 'no process of ours on the host', withinMs: 20_000, everyMs: 200 },
  );
}

/** Paths, in order, with one name for all job files. */
export function patterns(paths: readonly string[]): readonly string[] {
  return [...new Set(paths.map((path) => path.replace(/\.ansible_async\/j[\d.]+$/, '.ansible_async/JOB')))].toSorted();
}

/** Files on the host with a word of ours in them. */
export function mentions(host: InventoryHost): Promise<string> {
  return host.sh('grep -rIls -e reapcheck -e stand-in /home /root /tmp /var /opt /srv 2>/dev/null || true');
}
