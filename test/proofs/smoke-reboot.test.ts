import { expect, test } from 'vitest';
import { openLab } from '../../harness/lab/lab.ts';
import { Site } from '../acceptance/inventory-hosts.ts';
import { SmokePlace } from '../acceptance/smoke-kit.ts';
import { ansibles } from '../ansibles.ts';

const PLAYBOOK = `
- hosts: all
  gather_facts: false
  tasks:
    - name: Restart
      ansible.builtin.reboot: {reboot_timeout: 120}
    - name: Warm up
      ansible.builtin.command: sleep 5
      async: 30
      poll: 0
`;

/** A lab can start its containers again, as plain docker can't; the smoke knows of it only what stands in an inventory. */
test('a reboot is seen, and a job that outlives the play', async () => {
  await using site = new Site();
  await using lab = await openLab();
  const [machine] = await lab.start(['web1']);
  const host = machine?.host;
  if (!host) throw new Error('no host');
  using place = new SmokePlace(site, ansibles()[0]);
  const ssh = `-F /dev/null -o UserKnownHostsFile=${host.knownHostsFile} -o StrictHostKeyChecking=yes -o IdentitiesOnly=yes -i ${host.identityFile}`;
  const inventory = site.write(
    'hosts.ini',
    `web1 ansible_host=${host.address} ansible_port=${host.port} ansible_user=${host.user} ansible_ssh_common_args='${ssh}'\n`,
  );
  const file = site.write('reboots.yml', PLAYBOOK);
  const { code, stdout } = await place.smoke(file, ['-i', inventory, '--limit', 'web1', '--yes']);
  expect(stdout).toMatch(/web1: green, .*, rebooted/);
  expect(code).toBe(0);
  const { runs, findings } = place.record('reboots');
  expect(runs).toMatchObject([{ host: 'web1', status: 'green', rebooted: true }]);
  expect(findings.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['unreaped-job', 'orphaned-job']));
});
