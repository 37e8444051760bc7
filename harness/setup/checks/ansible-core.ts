import { searchController } from '../../ansible/controller.ts';
import { engineIfAny } from '../../lab/engine.ts';
import { controllerImages, controllerOf } from '../../lab/images/controller-image.ts';
import { isVersion, OLDEST_CORE } from '../../model/ansible-core.ts';
import type { Check, Needed } from '../check.ts';
import { fittingPython } from '../fitting-python.ts';
import { installAnsible } from '../install-ansible.ts';
import { pythonsHere } from '../pythons.ts';
import { installRemedy } from '../remedy.ts';

/** The same search as every other verb's: what is found here is what a drill takes. */
export const ansibleCore: Check = {
  id: 'ansible',
  title: 'ansible-core',
  async look({ machine, wanted, signal }) {
    if (wanted.controller !== undefined && wanted.controller !== 'local')
      return { state: 'ok', detail: 'not needed on this machine: it runs in an image' };
    const { found, passedOver } = await searchController({ ansible: wanted.ansible, env: machine.env });
    if (found) return { state: 'ok', detail: `${found.coreVersion} (${found.executable})` };
    if (wanted.ansible !== undefined && !isVersion(wanted.ansible)) {
      const remedy = [`name one that works, or a version: npx reapcheck doctor --fix --ansible ${OLDEST_CORE}`];
      return { state: 'missing', detail: passedOver.join('; '), remedy };
    }
    const instead = await imageInstead(wanted);
    const none = `no ansible-core ${wanted.ansible ?? `${OLDEST_CORE} or newer`}${instead ? ` on this machine: drills take ${instead}` : ''}`;
    const fitting = fittingPython(await pythonsHere(machine.env, signal), wanted.ansible);
    if ('why' in fitting) {
      const packages = fitting.version === undefined ? ['python3-venv'] : [];
      return {
        state: 'missing',
        detail: [none, ...passedOver, fitting.why].join('; '),
        remedy: packages.length > 0 ? installRemedy(machine, packages, fitting.remedy) : [fitting.remedy],
        packages,
        fixable: fitting.version === undefined,
      };
    }
    const packages = fitting.python.venv ? [] : [venvPackage(fitting.python.path)];
    return {
      state: 'missing',
      detail: [none, ...passedOver].join('; '),
      remedy: [
        ...(packages.length > 0 ? installRemedy(machine, packages, 'install the venv part of Python') : []),
        `npx reapcheck doctor --fix${wanted.ansible ? ` --ansible ${wanted.ansible}` : ''}`,
      ],
      packages,
      fixable: true,
    };
  },
  fix: installAnsible,
};

/** What a drill falls back to. */
async function imageInstead({ ansible }: Needed): Promise<string | undefined> {
  const engine = await engineIfAny();
  const found = engine && controllerOf(await controllerImages(engine), ansible);
  return found?.state === 'current' ? found.name : undefined;
}

/** Debian ships `venv` without the part that puts pip into it, in a package for each Python. */
function venvPackage(python: string): string {
  const [, minor] = /python(3\.\d+)$/.exec(python) ?? [];
  return minor === undefined ? 'python3-venv' : `python${minor}-venv`;
}
