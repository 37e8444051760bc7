import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { inventoryYaml } from '../../harness/ansible/inventory.ts';

const host = {
  name: 'web-1',
  address: '127.0.0.1',
  port: 32_768,
  user: 'root',
  identityFile: '/tmp/with space/id',
  knownHostsFile: "/tmp/with space, 100% of Ann's/known_hosts",
};

test('a host is reached at its own address with its own key, and only with its pinned host key', () => {
  const { all } = parse(inventoryYaml({ hosts: [host], controlDir: '/tmp/cp' }));
  expect(all.hosts['web-1']).toMatchObject({
    ansible_host: '127.0.0.1',
    ansible_port: 32_768,
    ansible_user: 'root',
    ansible_ssh_private_key_file: '/tmp/with space/id',
    ansible_host_key_checking: true,
    ansible_control_path_dir: '/tmp/cp',
    ansible_control_path: '',
  });
});

test('ssh options survive the quoting of Ansible and of ssh', () => {
  const { all } = parse(inventoryYaml({ hosts: [host], controlDir: '/tmp/cp' }));
  expect(all.hosts['web-1'].ansible_ssh_common_args).toBe(
    `-F /dev/null -o 'UserKnownHostsFile="/tmp/with space, 100%% of Ann'\\''s/known_hosts"'` +
      ' -o GlobalKnownHostsFile=/dev/null -o StrictHostKeyChecking=yes -o IdentitiesOnly=yes -o IdentityAgent=none',
  );
});

test('groups name their hosts', () => {
  const { all } = parse(inventoryYaml({ hosts: [host], groups: { web: ['web-1'], db: [] }, controlDir: '/tmp/cp' }));
  expect(all.children).toEqual({ web: { hosts: { 'web-1': {} } }, db: { hosts: {} } });
});

test('a folder whose sockets would have too long a path is refused', () => {
  const controlDir = `/tmp/${'x'.repeat(80)}`;
  expect(() => inventoryYaml({ hosts: [host], controlDir })).toThrow(
    expect.objectContaining({ code: 'path-too-long' }),
  );
});
