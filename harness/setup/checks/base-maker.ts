import { connectEngine, type Engine, hasImage } from '../../lab/engine.ts';
import { BASE } from '../../lab/images/image-context.ts';
import { imageState } from '../../lab/images/image-state.ts';
import { ReapcheckError } from '../../model/error.ts';
import type { Check, CheckContext } from '../check.ts';
import { which } from '../machine.ts';
import { registryAnswers } from '../registry-answers.ts';
import { installRemedy } from '../remedy.ts';

/** What the images' base is made from, where it isn't there: a registry, or debootstrap. */
export const baseMaker: Check = {
  id: 'base',
  title: 'image base',
  async look({ machine, wanted, signal }) {
    const engine = await engineIfAny();
    if (engine && !(await baseNeeded(engine, wanted)))
      return { state: 'ok', detail: 'not needed: the images are there' };
    if (engine && (await hasImage(engine, BASE.image))) return { state: 'ok', detail: BASE.image };
    if (await registryAnswers(signal)) return { state: 'ok', detail: `${BASE.image} can be pulled` };
    const detail = `no registry answers, so ${BASE.image} is made from Debian packages`;
    // A warning only: the engine may know a mirror or a proxy that we don't.
    if (!machine.debian || !machine.root) {
      return {
        state: 'warn',
        detail: `no registry answers, and only root on Debian can make ${BASE.image}`,
        remedy: [
          machine.debian
            ? 'sudo npx reapcheck doctor --fix'
            : `let the engine reach a registry, or: docker load -i <an archive of ${BASE.image}>`,
        ],
      };
    }
    if (which('debootstrap', machine.env)) return { state: 'ok', detail: `${detail} by debootstrap` };
    return {
      state: 'missing',
      detail: `${detail}, for which debootstrap is missing`,
      remedy: installRemedy(machine, ['debootstrap'], ''),
      packages: ['debootstrap'],
    };
  },
};

async function baseNeeded(engine: Engine, wanted: CheckContext['wanted']): Promise<boolean> {
  const states = await Promise.all(wanted.kinds.map((kind) => imageState(engine, kind)));
  return states.some((state) => state !== 'current');
}

/** Undefined where none answers: the engine's own check says why. */
async function engineIfAny(): Promise<Engine | undefined> {
  try {
    return await connectEngine();
  } catch (error) {
    if (error instanceof ReapcheckError) return undefined;
    throw error;
  }
}
