import { existsSync, realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pluginFile } from '../ansible/plugins.ts';
import { projectRootOf } from '../source/read-tree.ts';
import { type AnsibleContext, configurationOf, searchPathsOf } from '../source/search-paths.ts';

export interface RunSources {
  readonly playbooks: readonly string[];
  /** As they were named; what is no path is none here. */
  readonly inventories: readonly string[];
  /** Of ansible-playbook. */
  readonly args: readonly string[];
}

/** Options whose file is of no use in there: connections have our key. */
const KEYS = /^(--private-key|--key-file)(=|$)/;

/**
 * Files and folders of this machine that ansible-playbook reads, for an image to show: the projects of the playbooks, the folder of the
 * start, inventories with what stands beside them, where Ansible is set up to look, and files that arguments name. Whether all are
 * there is not looked at.
 */
export function shownPaths({ playbooks, inventories, args }: RunSources, context: AnsibleContext): readonly string[] {
  const { cwd } = context;
  const { roles, collections } = searchPathsOf(context);
  return [
    cwd,
    ...playbooks.flatMap((playbook) => projectOf(resolve(cwd, playbook))),
    ...pathsOfInventories(inventories, cwd),
    ...roles,
    ...collections,
    ...configurationOf(context),
    ...filesIn(args, cwd),
    // Ours, which run in there.
    dirname(pluginFile('drive.py')),
  ];
}

/** With the folder that each stands in, as its variables do. */
export function pathsOfInventories(inventories: readonly string[], cwd: string): readonly string[] {
  const paths = inventories.map((one) => resolve(cwd, one)).filter(existsSync);
  return paths.flatMap((path) => [path, dirname(path)]);
}

/** As it was named, and where that really is. */
function projectOf(playbook: string): readonly string[] {
  const real = realpathSync(playbook);
  return [projectRootOf(real) ?? dirname(real), dirname(playbook)];
}

/** `--vault-password-file F`, `--vault-id NAME@F`, `-e @F`, `--x=F`. */
function filesIn(args: readonly string[], cwd: string): readonly string[] {
  return args
    .filter((word, index) => !KEYS.test(word) && !KEYS.test(`${args[index - 1]}`))
    .map((word) => resolve(cwd, word.replace(/^--[\w-]+=/, '').replace(/^[^/]*@/, '')))
    .filter((path) => path !== cwd && existsSync(path));
}
