import { expect, test } from 'vitest';
import { castOf } from '../../harness/doubles/cast.ts';
import { safetyWords } from '../../harness/doubles/words.ts';
import type { Inventory, InventoryHost } from '../../harness/model/inventory.ts';

function host(name: string, more: Partial<InventoryHost> = {}): InventoryHost {
  return {
    ...{ name, groups: ['web'], variables: {}, kind: 'machine', why: null },
    ...{ address: null, port: null, user: null, interpreter: null },
    ...more,
  };
}

function inventory(...hosts: InventoryHost[]): Inventory {
  return { hosts, groups: [], known: hosts.length, remoteUser: null, localhost: true, skipped: [], frozen: null };
}

const asked = { perClass: undefined };
const cast = (...hosts: InventoryHost[]) => castOf(inventory(...hosts), asked);
const many = (count: number, of: (index: number) => Partial<InventoryHost>) =>
  Array.from({ length: count }, (_, index) => host(`web${index + 1}`, of(index)));

test('each host of a small inventory has a double, at its address, with its login and Python', () => {
  const { doubles, sampled } = cast(
    host('web1', { address: '10.0.0.1', port: '2222', user: 'deploy', interpreter: '/opt/py/bin/python3.9' }),
    host('web2', { address: 'web2.example.com' }),
    host('10.0.0.3'),
  );
  expect(sampled).toBe(false);
  expect(doubles).toMatchObject([
    { name: 'web1', address: '10.0.0.1', port: 2222, users: ['deploy'], interpreter: '/opt/py/bin/python3.9' },
    { name: 'web2', address: undefined, names: ['web2.example.com'], users: [] },
    { name: '10.0.0.3', address: '10.0.0.3', names: [] },
  ]);
});

test('the login of the command line or of ansible.cfg is there as well', () => {
  const read = { ...inventory(host('web1'), host('web2', { user: 'deploy' })), remoteUser: 'ops' };
  expect(castOf(read, asked).doubles.map(({ users }) => users)).toEqual([['ops'], ['deploy']]);
});

test.each(['127.0.0.1', '0.0.0.0', '255.255.255.255', '224.0.0.1', '10.0.0.256', 'fe80::1', 'localhost', '::1'])(
  'nobody can be found at %s: not a machine’s own address',
  (address) => {
    expect(cast(host('web1', { address })).doubles).toMatchObject([{ address: undefined, names: [] }]);
  },
);

test('an address that hosts share is none of theirs: by itself it says of nobody who is meant', () => {
  const { doubles } = cast(
    host('a', { address: '192.0.2.1', port: '2201' }),
    host('b', { address: '192.0.2.1', port: '2202' }),
    host('c', { address: '192.0.2.2' }),
  );
  expect(doubles.map(({ address }) => address)).toEqual([undefined, undefined, '192.0.2.2']);
});

test('who acts on the controller, and who can have no double', () => {
  const { doubles, local, notDoubled } = cast(
    host('web1'),
    host('build', { kind: 'local' }),
    host('win1', { kind: 'other', why: 'ansible_connection: winrm' }),
    host('127.0.0.1'),
  );
  expect(doubles.map(({ name }) => name)).toEqual(['web1']);
  expect(local).toEqual(['build', '127.0.0.1']);
  expect(notDoubled).toEqual([{ name: 'win1', why: 'ansible_connection: winrm' }]);
});

test('of many hosts that are alike one has a double, and stands for the others', () => {
  const { doubles, sampled } = cast(...many(11, (index) => ({ variables: { server_id: String(index), size: 'big' } })));
  expect(sampled).toBe(true);
  expect(doubles.map(({ name, standsFor }) => [name, standsFor.length])).toEqual([['web1', 10]]);
});

test('of 10,000 hosts, those that are alike have one double', () => {
  const fleet = many(10_000, (index) => ({
    groups: [['web', 'db', 'lb'][index % 3] as string],
    variables: { ansible_host: `10.${index >> 8}.${index & 255}.1`, id: String(index), tier: String(index % 2) },
  }));
  const { doubles, sampled } = cast(...fleet);
  expect(sampled).toBe(true);
  expect(doubles).toHaveLength(6);
  expect(doubles.reduce((sum, { standsFor }) => sum + standsFor.length, 0)).toBe(9_994);
});

test('groups, the variables that there are, and values that some share make classes', () => {
  const classes = (of: (index: number) => Partial<InventoryHost>) =>
    cast(...many(12, of)).doubles.map(({ name }) => name);
  expect(classes((index) => ({ groups: index < 6 ? ['web'] : ['web', 'edge'] }))).toEqual(['web1', 'web7']);
  expect(classes((index) => ({ variables: index === 3 ? { primary: 'yes' } : {} }))).toEqual(['web1', 'web4']);
  expect(classes((index) => ({ variables: { zone: String(index % 3) } }))).toEqual(['web1', 'web2', 'web3']);
  expect(
    classes((index) => ({ variables: { ansible_host: String(index % 2), ansible_port: String(index % 3) } })),
  ).toEqual(['web1']);
});

test('of two hosts, values that differ may tell a primary from its replica', () => {
  const pairs = many(12, (index) => ({ groups: [`shard${index >> 1}`], variables: { role: String(index % 2) } }));
  expect(cast(...pairs).doubles).toHaveLength(12);
});

test('--sample and --all-hosts', () => {
  const hosts = many(12, () => ({}));
  const names = (perClass: number | 'all') =>
    castOf(inventory(...hosts), { perClass }).doubles.map((one) => [one.name, one.standsFor.length]);
  expect(names(2)).toEqual([
    ['web1', 0],
    ['web2', 10],
  ]);
  expect(names('all')).toHaveLength(12);
  expect(castOf(inventory(...hosts.slice(0, 3)), { perClass: 1 }).doubles).toHaveLength(1);
});

test('what is said first: that nothing real is touched and why, and who is not as in the inventory', () => {
  const words = (...hosts: InventoryHost[]) => safetyWords(cast(...hosts), inventory(...hosts)).join('\n');
  expect(words(host('web1'))).toMatch(
    /^nothing real will be touched: this run reaches the double of 1 host and of this machine/,
  );
  expect(words(host('web1'), host('win1', { kind: 'other', why: 'ansible_connection: winrm' }))).toMatch(
    /not doubled: win1 \(ansible_connection: winrm\); .*--limit/,
  );
  expect(safetyWords(cast(host('web1')), { known: 1, skipped: ['prod/db.yml'] }).at(-1)).toMatch(
    /^Ansible can't read prod\/db\.yml, and goes on without/,
  );
  expect(words(...many(20, () => ({})))).toMatch(/web1 stands for web2, .* and 13 more as well/);
});
