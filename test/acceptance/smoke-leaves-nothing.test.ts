import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pause } from '../../harness/time/clock.ts';
import { waitFor } from '../../harness/time/deadline.ts';
import { type InventoryHost, Site, SUDO_PASSWORD } from './inventory-hosts.ts';
import { ansibles, nothingLeft } from './reapcheck.ts';
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
const MOMENTS = 6;

describe.each(ansibles())('%s', (executable) => {
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

  /** A host as it was made, and what to compare it with. */
  async function fresh(name: string) {
    const host = await site.host();
    site.write(`${name}.ini`, `${site.line(name, host, USER)}\n`);
    const [files, processes] = [await host.files(), await host.processes()];
    const inventory = join(site.folder, `${name}.ini`);
    return { host, files, inventory, quiet: () => quiet(host, processes) };
  }

  /** Jobs end by themselves, and their watchers within 5 s of them; and then nothing runs that did not run before. */
  async function quiet(host: InventoryHost, before: readonly string[]): Promise<void> {
    await waitFor(
      async () => {
        const left = (await host.processes()).filter((one) => !before.includes(one) && !one.startsWith('ps -eo'));
        return left.length === 0 ? { done: true, value: undefined } : { done: false, last: left.join('; ') };
      },
      { what: 'no process of ours on the host', withinMs: 20_000, everyMs: 200 },
    );
  }

  const patterns = (paths: readonly string[]) =>
    [...new Set(paths.map((path) => path.replace(/\.ansible_async\/j[\d.]+$/, '.ansible_async/JOB')))].toSorted();
  const mentions = (host: InventoryHost) =>
    host.sh('grep -rIls -e reapcheck -e stand-in /home /root /tmp /var /opt /srv 2>/dev/null || true');

  test('file by file, a smoke leaves what a bare ansible-playbook leaves', async () => {
    const [bare, smoked] = await Promise.all([fresh('bare'), fresh('smoked')]);
    await place.ansible('ansible-playbook', ['-i', bare.inventory, 'site.yml']);
    const { code, stdout } = await place.smoke(join(site.folder, 'site.yml'), [
      ...['-i', smoked.inventory, '--limit', 'smoked', '--yes', '--prove', 'all'],
    ]);
    expect(stdout).toContain('verdict: FAIL');
    expect(code).toBe(1);
    await Promise.all([bare.quiet(), smoked.quiet()]);
    const [left, expected] = [await smoked.host.touchedSince(smoked.files), await bare.host.touchedSince(bare.files)];
    expect(patterns(left)).toEqual(patterns(expected));
    expect(patterns(left)).toContain('/home/deploy/.ansible_async/JOB');
    // Four runs with two job files each, but for those two of stand-ins.
    const jobs = left.filter((path) => path.includes('.ansible_async/j'));
    expect(jobs).toHaveLength(4 * 2 - 2);
    expect(await mentions(smoked.host)).toBe('');
  });

  test(`interrupted at ${MOMENTS} random moments, it leaves nothing of ours`, async () => {
    const { host, files, inventory, quiet } = await fresh('broken-off');
    const allowed = patterns([...(await allowedOf(files))]);
    for (let n = 0; n < MOMENTS; n++) {
      const smoke = place.begin(join(site.folder, 'site.yml'), [
        ...['-i', inventory, '--limit', 'broken-off', '--yes', '--prove', 'all'],
      ]);
      const marks = ['looking at', 'the watched run begins', 'launch ', 'fails begins'];
      await smoke.says(marks[n % marks.length] as string);
      const sessions = place.sessions();
      const moment = Math.round(Math.random() * 2_000);
      await pause(moment);
      process.kill(smoke.pid, n % 2 === 0 ? 'SIGINT' : 'SIGTERM');
      const { code, stderr } = await smoke.ended;
      const about = `${moment} ms after "${marks[n % marks.length]}": ${stderr}`;
      expect(code, about).toBe(130);
      await quiet();
      await nothingLeft(place, sessions, 2_000);
      const touched = patterns(await host.touchedSince(files));
      expect(
        touched.filter((path) => !allowed.includes(path)),
        about,
      ).toEqual([]);
      expect(await mentions(host), about).toBe('');
    }
  });

  test('killed outright, nothing of ours is left on either machine', async () => {
    const { host, inventory, quiet } = await fresh('killed');
    const args = ['-i', inventory, '--limit', 'killed', '--yes', '--prove', 'all'];
    const smoke = place.begin(join(site.folder, 'site.yml'), args);
    await smoke.says('fails begins');
    await smoke.says(/fails begins[\s\S]*launch /);
    const sessions = place.sessions();
    process.kill(smoke.pid, 'SIGKILL');
    await smoke.ended;
    await nothingLeft(place, sessions, 15_000);
    await quiet();
    // The stand-in's own job file stays, if it was struck: a result of Ansible's command module.
    const files = (await mentions(host)).split('\n').filter(Boolean);
    expect(files.filter((path) => !/\.ansible_async\/j[\d.]+$/.test(path))).toEqual([]);
  });
});

/** What the playbook itself writes, and where Ansible keeps its own things. */
function allowedOf(files: ReadonlyMap<string, string>): readonly string[] {
  expect(files.has('/home/deploy')).toBe(true);
  return [
    ...['/tmp', '/tmp/forgotten', '/tmp/plain', '/var/tmp', '/var/tmp/reaped', '/root', '/home/deploy'],
    ...['/root', '/home/deploy'].flatMap((home) => [
      ...['.ansible', '.ansible/tmp', '.ansible/cp', '.ansible_async', '.ansible_async/JOB'].map(
        (name) => `${home}/${name}`,
      ),
    ]),
    ...[
      '/run/sudo',
      '/var/lib/sudo',
      '/var/lib/sudo/lectured',
      '/var/lib/sudo/lectured/deploy',
      '/var/lib/sudo/lectured/1001',
    ],
  ];
}
