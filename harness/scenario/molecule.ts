import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { ReapcheckError } from '../model/error.ts';
import { nearest } from '../yaml/nearest.ts';
import { readMoleculeConfig } from './molecule-config.ts';
import { type MoleculeInventory, moleculeInventory } from './molecule-inventory.ts';

/** What a drill takes of a Molecule scenario. */
export interface MoleculeScenario {
  /** `converge.yml`, or what molecule.yml names. */
  readonly playbook: string;
  readonly prepare: string | undefined;
  /** Of its platforms; undefined where it names none. */
  readonly inventory: MoleculeInventory | undefined;
  /** For ansible-playbook, as Molecule sets it: its own variables, and where the role under test is found. */
  readonly env: Readonly<Record<string, string>>;
}

/** Reads `molecule/<name>` below a folder. Throws usage errors. */
export function readMolecule(
  name: string,
  cwd: string,
  env: Readonly<Record<string, string | undefined>>,
): MoleculeScenario {
  const home = join(cwd, 'molecule');
  const folder = join(home, name);
  if (!existsSync(folder)) throw noScenario(name, home);
  const config = join(folder, 'molecule.yml');
  const read = readMoleculeConfig(config, cwd, env);
  const { playbooks, env: own } = read.provisioner ?? {};
  const find = (named: string | null | undefined, usual: string) => {
    const path = resolve(folder, named ?? usual);
    return existsSync(path) ? path : undefined;
  };
  const playbook = find(playbooks?.converge, 'converge.yml');
  if (playbook === undefined) {
    throw new ReapcheckError({
      code: 'no-converge',
      kind: 'usage',
      what: `the Molecule scenario ${name} has no playbook to converge`,
      expected: join(folder, playbooks?.converge ?? 'converge.yml'),
      remedy: 'name another scenario, or the playbook itself',
    });
  }
  return {
    playbook,
    prepare: find(playbooks?.prepare, 'prepare.yml'),
    inventory: moleculeInventory(
      read,
      { molecule_file: config, molecule_scenario_directory: folder, molecule_scenario_name: name },
      folder,
    ),
    env: {
      MOLECULE_PROJECT_DIRECTORY: cwd,
      MOLECULE_SCENARIO_DIRECTORY: folder,
      MOLECULE_SCENARIO_NAME: name,
      MOLECULE_FILE: config,
      ...withPlaces(own ?? {}, folder),
      ...roles(cwd, folder, env.ANSIBLE_ROLES_PATH, own?.ANSIBLE_ROLES_PATH),
    },
  };
}

/** What lists folders for Ansible is relative to the scenario, as Molecule reads it. */
const PLACES = /^ANSIBLE_(ROLES_PATH|LIBRARY|\w+_PLUGINS|COLLECTIONS_PATHS?|CONFIG)$/;

function withPlaces(own: Readonly<Record<string, string>>, folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(own).map(([name, value]) => [name, PLACES.test(name) ? absolute(value, folder) : value]),
  );
}

function absolute(list: string, folder: string): string {
  return list
    .split(':')
    .map((one) => (one.startsWith('~') ? one : resolve(folder, one)))
    .join(':');
}

/** The scenario's own come after the usual ones; those of the environment are everything. */
function roles(cwd: string, folder: string, inherited: string | undefined, own: string | undefined) {
  if (inherited !== undefined && own === undefined) return {};
  const more = own === undefined ? [] : [absolute(own, folder)];
  return { ANSIBLE_ROLES_PATH: [rolesPath(cwd, folder), ...more].join(':') };
}

/** A role under test is called by its folder's name, from beside it. */
function rolesPath(cwd: string, scenario: string): string {
  return [
    join(scenario, 'roles'),
    join(cwd, 'roles'),
    dirname(cwd),
    join(homedir(), '.ansible/roles'),
    '/usr/share/ansible/roles',
    '/etc/ansible/roles',
  ].join(':');
}

function noScenario(name: string, home: string): ReapcheckError {
  const there = existsSync(home)
    ? readdirSync(home, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []))
    : [];
  const guess = nearest(name, there);
  return new ReapcheckError({
    code: 'no-molecule-scenario',
    kind: 'usage',
    what: `there is no Molecule scenario "${name}"`,
    expected: `a folder in ${home}`,
    seen: there.length > 0 ? there.join(', ') : 'none',
    remedy:
      guess === undefined ? 'name one of these, from the folder that molecule/ is in' : `did you mean "${guess}"?`,
  });
}
