import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { findController } from '../../harness/ansible/controller.ts';
import { inventoryYaml } from '../../harness/ansible/inventory.ts';
import type { HostLook } from '../../harness/lab/host-kind.ts';
import type { HostKindName } from '../../harness/lab/host-system.ts';
import { openLab } from '../../harness/lab/lab.ts';
import { exec } from '../../harness/process/exec.ts';
import { ansibles } from '../ansibles.ts';

const KINDS: readonly HostKindName[] = ['light', 'systemd'];

/** What Ansible's own facts say of one host of each kind. */
async function factsOf(look: HostLook, ansible: string | undefined) {
  await using lab = await openLab({ look });
  const hosts = await lab.start(KINDS.map((kind) => ({ name: kind, kind })));
  const folder = join(lab.session.folder, 'facts');
  mkdirSync(folder, { mode: 0o700 });
  const inventory = join(folder, 'inventory.yml');
  const inventoryText = inventoryYaml({ hosts: hosts.map(({ host }) => host), controlDir: join(folder, 'cp') });
  writeFileSync(inventory, inventoryText, { mode: 0o600 });
  const { executable } = await findController({ ansible, env: process.env });
  const args = ['-i', inventory, 'all', '-m', 'ansible.builtin.setup', '--tree', folder, '-e', 'ansible_ssh_args='];
  const ran = await exec(join(dirname(executable), 'ansible'), args, { timeoutMs: 60_000 });
  expect(ran.why).toBeUndefined();
  return KINDS.map((kind) => JSON.parse(readFileSync(join(folder, kind), 'utf8')).ansible_facts);
}

test.each(ansibles())('by the facts of %s, hosts are machines, unless they are asked not to be', async (ansible) => {
  const [light, systemd] = await factsOf('machine', ansible);
  for (const facts of [light, systemd]) {
    expect(facts.ansible_virtualization_tech_guest).not.toContain('container');
    expect(facts.ansible_virtualization_type).not.toMatch(/docker|container/);
    expect(facts).toMatchObject({ ansible_is_chroot: false, ansible_pkg_mgr: 'apt' });
    expect(facts.ansible_uptime_seconds).toBeLessThan(120);
  }
  expect([light.ansible_service_mgr, systemd.ansible_service_mgr]).toEqual(['sysvinit', 'systemd']);
  for (const facts of await factsOf('container', ansible)) {
    expect(facts.ansible_virtualization_tech_guest).toContain('container');
    expect(facts.ansible_virtualization_type).toMatch(/docker|container/);
  }
});
