import { exec } from '../../process/exec.ts';
import type { Check, CheckContext } from '../check.ts';
import { OLDEST_CORE } from '../core-version.ts';
import { searchAnsible } from '../find-ansible.ts';
import { installAnsible } from '../install-ansible.ts';
import { installRemedy } from '../remedy.ts';

export const ansibleCore: Check = {
  id: 'ansible',
  title: 'ansible-core',
  async look(context) {
    const { machine, wanted } = context;
    const { found, passedOver } = await searchAnsible(machine.env, wanted.ansible);
    if (found) return { state: 'ok', detail: `${found.coreVersion} (${found.executable})` };
    const packages = await missingPackages(context);
    const what = wanted.ansible ?? `${OLDEST_CORE} or newer`;
    return {
      state: 'missing',
      detail: [`no ansible-core ${what}`, ...passedOver].join('; '),
      remedy: [
        ...(packages.length > 0 ? installRemedy(machine, packages, 'install Python 3.9 or newer with venv') : []),
        `npx reapcheck doctor --fix${wanted.ansible ? ` --ansible ${wanted.ansible}` : ''}`,
      ],
      packages,
      fixable: true,
    };
  },
  fix: installAnsible,
};

/** Debian ships `venv` without the part that puts pip into it, and says so only when it is used. */
async function missingPackages({ machine, signal }: CheckContext): Promise<string[]> {
  const venv = await exec('python3', ['-c', 'import venv, ensurepip'], { env: machine.env, signal });
  return venv.failed ? ['python3-venv'] : [];
}
