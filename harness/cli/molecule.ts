import { relative } from 'node:path';
import { ReapcheckError } from '../model/error.ts';
import { readMolecule } from '../scenario/molecule.ts';
import type { MoleculeInventory } from '../scenario/molecule-inventory.ts';

/** What is known of a drill with its playbook. */
export interface WithPlaybook {
  readonly args: readonly string[];
  readonly prepare: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of the scenario's platforms, where nobody says another one. */
  readonly inventory?: MoleculeInventory | undefined;
}

interface Options {
  readonly molecule?: string;
  readonly prepare?: string;
  readonly inventory?: readonly string[];
  readonly configuredInventory?: boolean;
  readonly hosts?: string;
  readonly groups?: string;
}

/**
 * The playbook, the arguments for ansible-playbook and what else comes with them, of the words of the command line: those before and
 * after `--` come as one list. Throws a usage error where there is no playbook, or one too many.
 */
export function choosePlaybook(
  words: readonly string[],
  options: Options,
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): WithPlaybook & { readonly playbook: string } {
  const at = argv.indexOf('--');
  const before = words.slice(0, Math.max(0, words.length - (at < 0 ? 0 : argv.length - at - 1)));
  const [playbook] = before;
  if (options.molecule === undefined) {
    if (playbook === undefined)
      throw unclear('no playbook is named', 'name the playbook before --, or --molecule SCENARIO');
    return { playbook, args: words.slice(1), prepare: options.prepare, env };
  }
  if (playbook !== undefined)
    throw unclear(`--molecule has a playbook of its own: what is "${playbook}"?`, 'leave one of them out');
  const scenario = readMolecule(options.molecule, process.cwd(), env);
  return {
    playbook: relative('', scenario.playbook),
    args: words,
    prepare: options.prepare ?? (scenario.prepare && relative('', scenario.prepare)),
    env: { ...env, ...scenario.env },
    inventory: saysHosts(options) ? undefined : scenario.inventory,
  };
}

/** Whether the hosts are others than the scenario's platforms. */
function saysHosts({ inventory, configuredInventory, hosts, groups }: Options): boolean {
  return [inventory, configuredInventory, hosts, groups].some((one) => one !== undefined);
}

function unclear(what: string, remedy: string): ReapcheckError {
  return new ReapcheckError({
    code: 'no-playbook',
    kind: 'usage',
    what,
    expected: 'one playbook, or --molecule with the name of a scenario; arguments for ansible-playbook after --',
    remedy,
  });
}
