import { type Controller, findController, readTold } from '../ansible/controller.ts';
import { pluginText } from '../ansible/plugins.ts';
import { askImage, unfit } from '../lab/controller/ask-image.ts';
import { connectEngine, type Engine, engineIfAny, hasImage } from '../lab/engine.ts';
import { controllerCommand, controllerImages, controllerOf, defaultSeries } from '../lab/images/controller-image.ts';
import { requireController } from '../lab/images/require-controller.ts';
import { isSupported, isVersion, matchesVersion, OLDEST_CORE } from '../model/ansible-core.ts';
import { ReapcheckError } from '../model/error.ts';

export interface ControllerWish {
  /** A path, or a version or series; without it the first that is found. */
  readonly ansible?: string | undefined;
  /** `local`, `container`, or an image; without it this machine, or, where that has none, an image of ours. */
  readonly controller?: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Files and folders of this machine that an image has to show. */
  readonly shown: () => readonly string[];
  readonly onNote?: ((text: string) => void) | undefined;
  readonly signal: AbortSignal;
}

/**
 * Where ansible-playbook is to run. Throws `no-ansible-playbook`, `no-image`, `outdated-image`, `unfit-controller`, what an engine that
 * can't be had throws, or a usage error for wishes that contradict each other. Nothing is made, and nothing pulled.
 */
export async function chooseController(wish: ControllerWish): Promise<Controller> {
  const { ansible, controller, env, onNote } = wish;
  if (controller === 'local') return findController({ ansible, env });
  if (controller === undefined) {
    try {
      return await findController({ ansible, env });
    } catch (error) {
      const found = await insteadOfThisMachine(wish, error);
      onNote?.(`no ansible-core${ansible ? ` ${ansible}` : ''} on this machine (--controller local: only there)`);
      return inImage(wish, found.engine, found.name);
    }
  }
  if (ansible !== undefined && !isVersion(ansible)) throw pathInImage(ansible, controller);
  const engine = await connectEngine();
  if (controller === 'container') return inImage(wish, engine, (await requireController(engine, ansible)).name);
  if (!(await hasImage(engine, controller))) throw noImage(controller);
  return inImage(wish, engine, controller);
}

/** The image of ours that there is for a version that this machine lacks; else what was thrown, with another way out. */
async function insteadOfThisMachine(
  { ansible }: ControllerWish,
  error: unknown,
): Promise<{ readonly engine: Engine; readonly name: string }> {
  if (!(error instanceof ReapcheckError) || error.code !== 'no-ansible-playbook') throw error;
  if (ansible !== undefined && !isVersion(ansible)) throw error;
  const engine = await engineIfAny();
  if (!engine) throw error;
  const found = controllerOf(await controllerImages(engine), ansible);
  if (found?.state === 'current') return { engine, name: found.name };
  const inContainer = controllerCommand(ansible ?? defaultSeries());
  throw error.but({ remedy: `${error.remedy}; or, in an image: ${inContainer}` });
}

async function inImage(wish: ControllerWish, engine: Engine, name: string): Promise<Controller> {
  const { ansible, shown, onNote, signal } = wish;
  const { executable, answer } = await askImage(engine, name, pluginText('ask.py'), signal);
  const told = understood(name, answer);
  const { coreVersion, python } = told;
  if (!isSupported(coreVersion))
    throw unfit(name, `its ansible-core is ${coreVersion}, and ${OLDEST_CORE} or newer is needed`);
  if (!matchesVersion(coreVersion, ansible))
    throw unfit(name, `its ansible-core is ${coreVersion}, and ${ansible} was asked for`);
  onNote?.(`ansible-playbook runs in the image ${name}, ansible-core ${coreVersion}`);
  return { executable, ...told, inside: { name, python, shown: shown() } };
}

function understood(name: string, answer: string): ReturnType<typeof readTold> {
  try {
    return readTold(answer);
  } catch {
    throw unfit(name, `its Python can’t import ansible-core: ${answer.trim().split('\n').at(-1) ?? ''}`);
  }
}

function noImage(controller: string): ReapcheckError {
  return new ReapcheckError({
    code: 'no-image',
    kind: 'environment',
    what: `the controller’s image ${controller} is not there`,
    expected: 'local, container, or an image that the engine has',
    remedy: 'see docker images: nothing is pulled; reapcheck’s own are taken by --controller container',
  });
}

function pathInImage(ansible: string, controller: string): ReapcheckError {
  return new ReapcheckError({
    code: 'contradiction',
    kind: 'usage',
    what: `--ansible ${ansible} and --controller ${controller} contradict each other`,
    expected: 'a version or series with an image: the path is one of this machine',
    remedy: 'write the version, or --controller local',
  });
}
