import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { ReapcheckError } from '../model/error.ts';
import { nearest } from '../yaml/nearest.ts';
import { readYamlFile } from '../yaml/yaml-file.ts';

/** What a drill takes of a Molecule scenario: its hosts are the drill's own. */
export interface MoleculeScenario {
  /** `converge.yml`, or what molecule.yml names. */
  readonly playbook: string;
  readonly prepare: string | undefined;
  /** For ansible-playbook, as Molecule sets it: its own variables, and where the role under test is found. */
  readonly env: Readonly<Record<string, string>>;
}

/** The rest of molecule.yml is for Molecule's drivers. */
const moleculeSchema = z.looseObject({
  provisioner: z
    .looseObject({
      env: z.record(z.string(), z.coerce.string()).optional(),
      playbooks: z.looseObject({ prepare: z.string().optional(), converge: z.string().optional() }).optional(),
    })
    .optional(),
});

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
  const parsed = existsSync(config) ? moleculeSchema.safeParse(readYamlFile(config, 'molecule.yml').value) : undefined;
  const { playbooks = {}, env: own = {} } = (parsed?.success && parsed.data.provisioner) || {};
  const find = (named: string | undefined, usual: string) => {
    const path = resolve(folder, named ?? usual);
    return existsSync(path) ? path : undefined;
  };
  const playbook = find(playbooks.converge, 'converge.yml');
  if (playbook === undefined) {
    throw new ReapcheckError({
      code: 'no-converge',
      kind: 'usage',
      what: `the Molecule scenario ${name} has no playbook to converge`,
      expected: join(folder, playbooks.converge ?? 'converge.yml'),
      remedy: 'name another scenario, or the playbook itself',
    });
  }
  return {
    playbook,
    prepare: find(playbooks.prepare, 'prepare.yml'),
    env: {
      MOLECULE_PROJECT_DIRECTORY: cwd,
      MOLECULE_SCENARIO_DIRECTORY: folder,
      MOLECULE_SCENARIO_NAME: name,
      MOLECULE_FILE: config,
      ...(env.ANSIBLE_ROLES_PATH === undefined ? { ANSIBLE_ROLES_PATH: rolesPath(cwd, folder) } : {}),
      ...own,
    },
  };
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
