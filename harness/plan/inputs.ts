import { createHash } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { digestSources, sealArguments } from '../history/source-digest.ts';
import type { Inputs, SourcesRead } from '../model/plan.ts';
import { undigestedLookups } from './lookups.ts';

export interface InputsOrder {
  readonly playbook: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the healthy runs, and a prepare, were made of. */
  readonly read: readonly SourcesRead[];
  /** Where plays and inventories stand: what Ansible would find beside them counts, whether it is there by now or not. */
  readonly homes: readonly string[];
  /** Of these folders all counts; what isn't a folder is passed over. */
  readonly folders: readonly string[];
  /** Files below it are our own. */
  readonly ownFolder: string;
  /** What may be told; undefined where it wasn't said. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** What may hold secrets: arguments of ansible-playbook, what services said of an inventory. */
  readonly secrets: readonly unknown[];
  readonly imageId?: string | undefined;
}

/** What Ansible looks for beside a playbook or an inventory. */
const BESIDE = [
  ...['group_vars', 'host_vars', 'vars', 'files', 'templates', 'tasks', 'handlers', 'library', 'module_utils'],
  ...['action', 'become', 'cache', 'callback', 'cliconf', 'connection', 'filter', 'httpapi', 'inventory'].map(plugins),
  ...['lookup', 'netconf', 'shell', 'strategy', 'terminal', 'test', 'vars'].map(plugins),
];

function plugins(kind: string): string {
  return `${kind}_plugins`;
}

/** A digest of all that trials depend on, by contents; what can't be digested is named. */
export function inputsOf(order: InputsOrder): Inputs {
  const { playbook, cwd, env, read } = order;
  const told = read.flatMap(({ files }) => files).filter((file) => !isBelow(order.ownFolder, file));
  const roles = read.flatMap((one) => one.roles);
  const folders = [
    ...roles,
    ...told.flatMap(collectionOf),
    ...order.folders.map((folder) => resolve(cwd, folder)).filter(isFolder),
    ...order.homes.flatMap((home) => BESIDE.map((name) => join(resolve(cwd, home), name))),
  ];
  const { files, digest } = digestSources(playbook, cwd, [...told, ...configurations(cwd, env)], [...new Set(folders)]);
  const settings = {
    ...Object.fromEntries(
      Object.entries(order.settings).map(([name, value]) => [name, withoutFolder(textOf(value), cwd)]),
    ),
    arguments: sealed([order.secrets, ansibleVariables(env)], cwd, playbook),
  };
  const gone = [...new Set(told)].filter((file) => !existsSync(file));
  return {
    digest: sha256([digest, settings]),
    files,
    settings,
    ...(order.imageId === undefined ? {} : { imageId: order.imageId }),
    startedIn: resolve(cwd),
    undigested: [...undigestedOf(read), ...gone.map((file) => `${file}, which was read and is not there any more`)],
  };
}

/** Of what a run was made of, what no digest of files holds. */
export function undigestedOf(read: readonly SourcesRead[]): readonly string[] {
  const lookups = undigestedLookups(new Set(read.flatMap((one) => one.lookups)));
  return [
    ...lookups.map((name) => `what the lookup “${name}” says`),
    ...(read.some(({ local }) => local) ? ['what is on this machine’s disks, as the play acts on localhost'] : []),
  ];
}

export function sha256(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}

/** One text for a value, whatever the order in which its parts were named. */
function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'object') return String(value);
  const text = JSON.stringify(value, (_, one: unknown) =>
    one !== null && typeof one === 'object' && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
  return text === '{}' || text === '[]' ? '' : text;
}

/** Paths are as they are called from the folder of the drill, which may be another on each machine. */
function withoutFolder(text: string, cwd: string): string {
  return text.replaceAll(cwd.endsWith(sep) ? cwd : cwd + sep, '');
}

/** Slow, so that a short secret can't be guessed from it; salted by what is the same each time, as it has to be. */
function sealed(values: readonly unknown[], cwd: string, salt: string): string {
  return sealArguments([withoutFolder(textOf(values), cwd)], salt).seal;
}

function ansibleVariables(env: InputsOrder['env']): readonly (readonly [string, string | undefined])[] {
  return Object.entries(env)
    .filter(([name]) => name.startsWith('ANSIBLE_'))
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** The files that may be Ansible's configuration; all of them, as one that comes before another takes its place. */
function configurations(cwd: string, env: InputsOrder['env']): readonly string[] {
  const named = env.ANSIBLE_CONFIG === undefined ? [] : [resolve(cwd, env.ANSIBLE_CONFIG)];
  const home = env.HOME ?? homedir();
  return [...named, join(cwd, 'ansible.cfg'), join(home, '.ansible.cfg'), '/etc/ansible/ansible.cfg'];
}

/** A plugin or module may use whatever its collection has. */
function collectionOf(file: string): readonly string[] {
  const [folder] = /^.*\/ansible_collections\/[^/]+\/[^/]+(?=\/)/.exec(file) ?? [];
  return folder === undefined ? [] : [folder];
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

export function isBelow(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** Folders of these files. */
export function homesOf(files: readonly string[], cwd: string): readonly string[] {
  return [...new Set(files.map((file) => dirname(resolve(cwd, file))))];
}
