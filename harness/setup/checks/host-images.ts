import { connectEngine } from '../../lab/engine.ts';
import { HOST_KINDS } from '../../lab/host-kind.ts';
import { ensureImages } from '../../lab/images/ensure-images.ts';
import { imageState } from '../../lab/images/image-state.ts';
import { ReapcheckError } from '../../model/error.ts';
import type { Check } from '../check.ts';

const REMEDY = ['npx reapcheck doctor --fix'];

export const hostImages: Check = {
  id: 'images',
  title: 'host images',
  async look({ wanted, machine }) {
    try {
      const engine = await connectEngine();
      const states = await Promise.all(
        wanted.kinds.map(async (kind) => ({ image: HOST_KINDS[kind].image, state: await imageState(engine, kind) })),
      );
      const detail = states
        .map(({ image, state }) => (state === 'current' ? image : `${image} is ${state}`))
        .join(', ');
      if (states.every(({ state }) => state === 'current')) return { state: 'ok', detail };
      return {
        state: 'missing',
        fixable: true,
        detail,
        remedy: machine.root ? REMEDY : [...REMEDY, '(as root, if no registry answers)'],
      };
    } catch (error) {
      if (!(error instanceof ReapcheckError)) throw error;
      return { state: 'missing', fixable: true, detail: 'not to be seen without an engine', remedy: REMEDY };
    }
  },
  async fix({ wanted, change, progress, signal }) {
    await ensureImages(wanted.kinds, { engine: await connectEngine(), onChange: change, onProgress: progress, signal });
  },
};
