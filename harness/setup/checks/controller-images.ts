import { readTold } from '../../ansible/controller.ts';
import { pluginText } from '../../ansible/plugins.ts';
import { askImage } from '../../lab/controller/ask-image.ts';
import { connectEngine, type Engine, engineIfAny, hasImage } from '../../lab/engine.ts';
import { buildController } from '../../lab/images/build-controller.ts';
import {
  controllerCommand,
  controllerImageFor,
  controllerImages,
  controllerOf,
  defaultSeries,
  type SeenController,
} from '../../lab/images/controller-image.ts';
import { controllerName } from '../../lab/images/controller-name.ts';
import { ReapcheckError } from '../../model/error.ts';
import type { Check, CheckContext, Found } from '../check.ts';
import { requirementOf } from '../fitting-python.ts';
import { pipSettings } from '../pip-settings.ts';

/** Images that ansible-playbook runs in, in place of this machine: needed where somebody asks for them. */
export const controllerImagesCheck: Check = {
  id: 'controllers',
  title: 'controllers',
  async look({ wanted, signal }) {
    const engine = await engineIfAny();
    const { controller = 'local' } = wanted;
    if (engine && controller !== 'local' && controller !== 'container')
      return lookAt(engine, controller, signal ?? new AbortController().signal);
    const seen = engine ? await controllerImages(engine) : [];
    if (controller !== 'container') {
      return { state: 'ok', detail: listed(seen) || 'none in images (--controller container needs one)' };
    }
    const found = controllerOf(seen, wanted.ansible);
    if (found?.state === 'current') return { state: 'ok', detail: listed([found]) };
    const version = versionFor({ wanted });
    return {
      state: 'missing',
      fixable: true,
      detail: engine
        ? `${found?.name ?? controllerName({ version })} is ${found?.state ?? 'missing'}`
        : 'not to be seen without an engine',
      remedy: [controllerCommand(version)],
    };
  },
  async fix({ wanted, machine, change, progress, signal }) {
    const version = versionFor({ wanted });
    const pip = { requirement: requirementOf(version), ...pipSettings(machine.env) };
    await buildController(await connectEngine(), controllerImageFor(version), pip, {
      onChange: change,
      onProgress: progress,
      signal,
    });
  },
};

/** One of somebody's own. */
async function lookAt(engine: Engine, image: string, signal: AbortSignal): Promise<Found> {
  const remedy = ['put it into the image, or take --controller container'];
  if (!(await hasImage(engine, image)))
    return { state: 'missing', detail: `${image} is not there`, remedy: [`docker pull ${image}`] };
  try {
    const { executable, answer } = await askImage(engine, image, pluginText('ask.py'), signal);
    return { state: 'ok', detail: `${image}: ${executable} (${readTold(answer).coreVersion})` };
  } catch (error) {
    if (!(error instanceof ReapcheckError)) throw error;
    return { state: 'missing', detail: error.what, remedy };
  }
}

/** As it was asked for; without that, what it is made for anew where it is outdated is what nobody asked for either. */
function versionFor({ wanted }: Pick<CheckContext, 'wanted'>): string {
  return wanted.ansible ?? defaultSeries();
}

function listed(seen: readonly SeenController[]): string {
  return seen
    .map(({ name, coreVersion, state }) => `${name} (${coreVersion}${state === 'current' ? '' : `, ${state}`})`)
    .join(', ');
}
