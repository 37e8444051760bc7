import { ReapcheckError } from '../../model/error.ts';
import type { Engine } from '../engine.ts';
import { type HostImage, nameOf } from '../host-image.ts';
import { EngineStreamError, readMessages } from './engine-stream.ts';
import { buildOf, CONTAINERS_DIR, imageDigest, imageFiles } from './image-context.ts';
import { DIGEST_LABEL } from './image-state.ts';
import type { ImageSteps } from './image-steps.ts';
import { proxySettings } from './proxy-settings.ts';

const STEP = /^Step \d+\/\d+ : /;
const SHOWN_LINES = 15;
const SHOWN_WIDTH = 76;

/** Builds one host image under its tag. Throws `image-build-failed` with the output of the step that failed. */
export async function buildImage(
  engine: Engine,
  image: HostImage,
  options: ImageSteps,
  dir: string = CONTAINERS_DIR,
): Promise<void> {
  const name = nameOf(image);
  const { dockerfile, args } = buildOf(image);
  const written = Object.entries(args)
    .map(([key, value]) => `--build-arg ${key}=${value}`)
    .join(' ');
  options.onChange?.(`docker build -t ${name} ${written} -f containers/${dockerfile} containers`);
  let step: string[] = [];
  try {
    const stream = await engine.buildImage(
      { context: dir, src: imageFiles(image, dir) },
      {
        t: name,
        dockerfile,
        buildargs: { ...args, ...proxySettings() },
        labels: { [DIGEST_LABEL]: imageDigest(image, dir) },
        // Packages come from where this machine gets its own, which a bridge network need not reach.
        networkmode: 'host',
        rm: true,
        forcerm: true,
        ...(options.signal && { abortSignal: options.signal }),
      },
    );
    await readMessages(stream, ({ stream: text }) => {
      for (const line of (text ?? '').split('\n').filter((one) => one.trim() !== '')) {
        if (STEP.test(line)) {
          step = [];
          options.onProgress?.(line.length > SHOWN_WIDTH ? `${line.slice(0, SHOWN_WIDTH - 1)}…` : line);
        }
        step.push(line);
      }
    });
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!(error instanceof EngineStreamError)) throw error;
    throw new ReapcheckError({
      code: 'image-build-failed',
      kind: 'environment',
      what: `the image ${name} could not be built: ${error.message}`,
      seen: `the last lines of the step that failed:\n${[...step.slice(0, 1), ...step.slice(1).slice(-SHOWN_LINES)].map((line) => `    ${line}`).join('\n')}`,
      remedy: `see what it says; to try it alone: docker build --network host ${written} -f ${dir}/${dockerfile} ${dir}`,
      cause: error,
    });
  }
}
