import { connectEngine } from '../../lab/engine.ts';
import { nameOf } from '../../lab/host-image.ts';
import { ensureImages } from '../../lab/images/ensure-images.ts';
import { imageState } from '../../lab/images/image-state.ts';
import { doctorCommand } from '../../lab/images/own-images.ts';
import { ReapcheckError } from '../../model/error.ts';
import type { Check } from '../check.ts';

export const hostImages: Check = {
  id: 'images',
  title: 'host images',
  async look({ wanted, machine }) {
    const remedy = [doctorCommand(wanted.images.map(({ system }) => system))];
    try {
      const engine = await connectEngine();
      const states = await Promise.all(
        wanted.images.map(async (image) => ({ name: nameOf(image), state: await imageState(engine, image) })),
      );
      const wanting = states.filter(({ state }) => state !== 'current');
      if (wanting.length === 0) return { state: 'ok', detail: states.map(({ name }) => name).join(', ') };
      return {
        state: 'missing',
        fixable: true,
        detail: wanting.map(({ name, state }) => `${name} is ${state}`).join(', '),
        remedy: machine.root ? remedy : [...remedy, '(as root, if no registry answers)'],
      };
    } catch (error) {
      if (!(error instanceof ReapcheckError)) throw error;
      return { state: 'missing', fixable: true, detail: 'not to be seen without an engine', remedy };
    }
  },
  async fix({ wanted, change, progress, signal }) {
    await ensureImages(wanted.images, {
      engine: await connectEngine(),
      onChange: change,
      onProgress: progress,
      signal,
    });
  },
};
