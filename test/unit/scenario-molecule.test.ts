import { mkdirSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readMolecule } from '../../harness/scenario/molecule.ts';
import { writeMoleculeInventory } from '../../harness/scenario/molecule-inventory.ts';

const root = mkdtempSync(join(tmpdir(), 'rc-molecule-inventory-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;
function project(files: Readonly<Record<string, string>>): string {
  const at = join(root, `p${++count}`);
  for (const [name, text] of Object.entries({ 'molecule/default/converge.yml': '[]', '.git/HEAD': '', ...files })) {
    mkdirSync(dirname(join(at, name)), { recursive: true });
    writeFileSync(join(at, name), text);
  }
  return at;
}

function written(at: string, env: Readonly<Record<string, string>> = {}) {
  const { inventory } = readMolecule('default', at, env);
  if (!inventory) throw new Error('no inventory');
  const folder = writeMoleculeInventory(inventory, join(at, 'written'));
  return { folder, yaml: (name: string): unknown => parse(readFileSync(join(folder, name), 'utf8')) };
}

test('platforms are hosts in their groups, with the variables of the scenario', () => {
  const at = project({
    'molecule/default/molecule.yml': `
driver: { name: docker }
platforms:
  - { name: web1, groups: [web], children: [front] }
  - { name: "db-\${DISTRO:-debian}", groups: [db] }
provisioner:
  inventory:
    hosts: { all: { hosts: { cache1: { ansible_host: 10.0.0.9 } } } }
    group_vars: { web: { workers: "\${WORKERS}", price: "5$$" } }
    host_vars: { web1: { id: 1 }, web2: }
`,
  });
  const { yaml } = written(at, { WORKERS: '3' });
  expect(yaml('platforms.yml')).toMatchObject({
    all: {
      hosts: { web1: { ansible_user: 'root' }, 'db-debian': { ansible_user: 'root' } },
      vars: { molecule_scenario_name: 'default' },
      children: {
        web: { hosts: { web1: {} }, children: { front: { hosts: { web1: {} } } } },
        db: { hosts: { 'db-debian': {} } },
      },
    },
  });
  expect(yaml('hosts.yml')).toEqual({ all: { hosts: { cache1: { ansible_host: '10.0.0.9' } } } });
  expect(yaml('group_vars/web.yml')).toEqual({ workers: 3, price: '5$' });
  expect(yaml('host_vars/web1.yml')).toEqual({ id: 1 });
});

test('links take the place of what is written, and logins are those of the driver', () => {
  const at = project({
    'molecule/default/molecule.yml': `
driver: { name: vagrant }
platforms: [{ name: one }]
provisioner:
  connection_options: { ansible_port: 2222 }
  inventory: { group_vars: { all: { a: 1 } }, links: { group_vars: ../vars } }
`,
  });
  const { folder, yaml } = written(at);
  expect(readlinkSync(join(folder, 'group_vars'))).toBe(join(at, 'molecule/vars'));
  expect(yaml('platforms.yml')).toMatchObject({
    all: { hosts: { one: { ansible_user: 'vagrant', ansible_port: 2222 } } },
  });
});

test('what all scenarios of a checkout share is below its root', () => {
  const at = project({
    '.config/molecule/config.yml':
      'driver: {name: podman}\nplatforms: [{name: shared}]\nprovisioner: {env: {A: 1, B: 2}}\n',
    'roles/one/molecule/default/converge.yml': '[]',
    'roles/one/molecule/default/molecule.yml': 'provisioner: {env: {B: 3}}\n',
  });
  const { inventory, env } = readMolecule('default', join(at, 'roles/one'), {});
  expect(inventory?.files['platforms.yml']).toMatchObject({ all: { hosts: { shared: {} } } });
  expect(env).toMatchObject({ A: '1', B: '3' });
});

test('folders of the environment are relative to the scenario; its roles come after the usual ones', () => {
  const at = project({
    'molecule/default/molecule.yml':
      'provisioner: {env: {ANSIBLE_LIBRARY: ../../library, ANSIBLE_ROLES_PATH: "../../more:~/mine"}}\n',
  });
  const { env, inventory } = readMolecule('default', at, { ANSIBLE_ROLES_PATH: '/inherited' });
  expect(env.ANSIBLE_LIBRARY).toBe(join(at, 'library'));
  expect(env.ANSIBLE_ROLES_PATH).toMatch(new RegExp(`${dirname(at)}:.*:${join(at, 'more')}:~/mine$`));
  expect(inventory).toBeUndefined();
});
