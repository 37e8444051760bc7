import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { configuredInventories } from '../../harness/ansible/configured-inventories.ts';
import { controllersToTest } from './ansible-kit.ts';

const controllers = await controllersToTest();
if (controllers.length === 0) test.skip('needs an ansible-playbook: none was found');

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'inventories-'));
});
afterEach(() => rmSync(cwd, { recursive: true }));

describe.each(controllers)('ansible-core $coreVersion', (controller) => {
  const { ANSIBLE_CONFIG, ANSIBLE_INVENTORY, ...bare } = process.env;
  const env = { ...bare, HOME: '/nonexistent' };

  test('none where nobody has named one', async () => {
    expect(await configuredInventories(controller, { cwd, env })).toEqual([]);
  });

  test('those of ansible.cfg in this folder, beside it', async () => {
    writeFileSync(join(cwd, 'ansible.cfg'), '[defaults]\ninventory = hosts.ini,more\n');
    const named = await configuredInventories(controller, { cwd, env });
    expect(named).toEqual([join(cwd, 'hosts.ini'), join(cwd, 'more')]);
  });

  test('ANSIBLE_INVENTORY goes before ansible.cfg', async () => {
    writeFileSync(join(cwd, 'ansible.cfg'), '[defaults]\ninventory = hosts.ini\n');
    const given = { ...env, ANSIBLE_INVENTORY: '/etc/fleet.ini' };
    expect(await configuredInventories(controller, { cwd, env: given })).toEqual(['/etc/fleet.ini']);
  });

  test('a configuration that Ansible does not read', async () => {
    writeFileSync(join(cwd, 'ansible.cfg'), 'no section\n');
    await expect(configuredInventories(controller, { cwd, env })).rejects.toMatchObject({ code: 'bad-ansible-config' });
  });
});
