import { type Engine, engineIfAny, hasImage } from '../../lab/engine.ts';
import { HOST_SYSTEMS } from '../../lab/host-system.ts';
import { BASE_MAKERS } from '../../lab/images/debian-base.ts';
import { dueImages } from '../../lab/images/ensure-images.ts';
import { bringRemedy } from '../../lab/images/only-pulled.ts';
import { doctorCommand } from '../../lab/images/own-images.ts';
import type { Check, CheckContext } from '../check.ts';
import { which } from '../machine.ts';
import { registryAnswers } from '../registry-answers.ts';
import { asRoot, installRemedy } from '../remedy.ts';

/** What the images' bases are made from, where they aren't there: a registry, or Debian packages. */
export const baseMaker: Check = {
  id: 'base',
  title: 'image base',
  async look({ machine, wanted, signal }) {
    const engine = await engineIfAny();
    const needed = await neededSystems(engine, wanted);
    if (needed.length === 0) return { state: 'ok', detail: 'not needed: the images are there' };
    const bases = needed.map((system) => HOST_SYSTEMS[system].base);
    const lacking: string[] = [];
    for (const base of bases) if (!engine || !(await hasImage(engine, base))) lacking.push(base);
    const lacks = lacking.join(', ');
    if (lacking.length === 0) return { state: 'ok', detail: bases.join(', ') };
    if (await registryAnswers(signal)) return { state: 'ok', detail: `${lacks} can be pulled` };
    const pulled = needed.map((system) => HOST_SYSTEMS[system]).filter(({ recipe }) => recipe.by === 'registry');
    const elsewhere = pulled.map(({ base }) => base).filter((base) => lacking.includes(base));
    if (elsewhere.length > 0) {
      const names = elsewhere.join(', ');
      return {
        state: 'warn',
        detail: `no registry answers, and nothing else has ${names}`,
        remedy: [bringRemedy(names)],
      };
    }
    // A warning only: the engine may know a mirror or a proxy that we don't.
    if (!machine.debian || !machine.root) {
      return {
        state: 'warn',
        detail: `no registry answers, and only root on Debian can make ${lacks}`,
        remedy: [
          machine.debian
            ? asRoot(machine, doctorCommand(needed))
            : `let the engine reach a registry, or: docker load -i <an archive of ${lacks}>, or: npx reapcheck images load <a file of images save>`,
        ],
      };
    }
    const detail = `no registry answers, so ${lacks} is made from Debian packages`;
    const maker = BASE_MAKERS.find((name) => which(name, machine.env));
    if (maker) return { state: 'ok', detail: `${detail} by ${maker}` };
    const [wanting] = BASE_MAKERS;
    return {
      state: 'missing',
      detail: `${detail}, for which ${wanting} is missing`,
      remedy: installRemedy(machine, [wanting], ''),
      packages: [wanting],
    };
  },
};

/** Of which an image is to be built. */
async function neededSystems(engine: Engine | undefined, { images }: CheckContext['wanted']) {
  const due = engine ? await dueImages(engine, images) : images;
  return [...new Set(due.map(({ system }) => system))];
}
