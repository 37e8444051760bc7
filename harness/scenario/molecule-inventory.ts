import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { stringify } from 'yaml';
import type { MoleculeConfig } from './molecule-config.ts';

/** Files of an inventory by their names in its folder, and links to what the scenario has itself. */
export interface MoleculeInventory {
  /** Of the scenario, as a path: `molecule/default`. */
  readonly name: string;
  readonly files: Readonly<Record<string, unknown>>;
  readonly links: Readonly<Record<string, string>>;
}

/** As whom Molecule's drivers log in. */
const LOGINS: Readonly<Record<string, string>> = { vagrant: 'vagrant' };

/** The hosts and variables that Molecule would make of a scenario; undefined where it has no platforms. */
export function moleculeInventory(
  { driver, platforms, provisioner }: MoleculeConfig,
  own: Readonly<Record<string, string>>,
  scenario: string,
): MoleculeInventory | undefined {
  if (!platforms || platforms.length === 0) return undefined;
  const { hosts, group_vars, host_vars, links } = provisioner?.inventory ?? {};
  const connection = {
    ansible_user: LOGINS[driver?.name ?? ''] ?? 'root',
    ...driver?.options?.ansible_connection_options,
    ...provisioner?.connection_options,
  };
  const groups: Record<string, Group> = {};
  for (const { name, groups: in_, children } of platforms)
    for (const group of in_ ?? []) {
      groups[group] ??= {};
      groups[group].hosts = { ...groups[group].hosts, [name]: {} };
      for (const child of children ?? []) {
        const below = { ...groups[group].children };
        below[child] = { hosts: { ...below[child]?.hosts, [name]: {} } };
        groups[group].children = below;
      }
    }
  const all = {
    hosts: Object.fromEntries(platforms.map(({ name }) => [name, connection])),
    vars: own,
    children: groups,
  };
  return {
    name: join('molecule', basename(scenario)),
    files: {
      'platforms.yml': { all },
      ...(hosts ? { 'hosts.yml': hosts } : {}),
      ...inFolder('group_vars', group_vars),
      ...inFolder('host_vars', host_vars),
    },
    links: Object.fromEntries(Object.entries(links ?? {}).map(([name, path]) => [name, resolve(scenario, path)])),
  };
}

interface Group {
  hosts?: Record<string, object>;
  children?: Record<string, Group>;
}

function inFolder(folder: string, variables: Readonly<Record<string, unknown>> | null | undefined) {
  return Object.fromEntries(Object.entries(variables ?? {}).map(([name, own]) => [`${folder}/${name}.yml`, own ?? {}]));
}

/** Writes it into a folder that is not there yet. What a scenario links takes the place of what its molecule.yml says. */
export function writeMoleculeInventory({ files, links }: MoleculeInventory, folder: string): string {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [name, path] of Object.entries(links)) symlinkSync(path, join(folder, name));
  for (const [name, content] of Object.entries(files)) {
    const [top = '', inside] = name.split('/');
    if (top in links) continue;
    if (inside !== undefined) mkdirSync(join(folder, top), { recursive: true });
    writeFileSync(join(folder, name), stringify(content), { mode: 0o600 });
  }
  return folder;
}
