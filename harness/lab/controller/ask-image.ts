import { ReapcheckError } from '../../model/error.ts';
import { waitFor } from '../../time/deadline.ts';
import { logTail } from '../container-logs.ts';
import { type Engine, removeContainer } from '../engine.ts';
import { script } from '../scripts.ts';
import { Session } from '../session.ts';

/** What an image has of a controller. */
export interface AskedImage {
  /** ansible-playbook, as a path in it. */
  readonly executable: string;
  readonly python: string;
  /** What the script that was asked with has printed. */
  readonly answer: string;
}

const WITHIN_MS = 60_000;
const MOST_LINES = 60;

/**
 * Looks whether ansible-playbook can run in an image, in a container without a network that is thrown away, and asks its Python this script.
 * Throws `unfit-controller` with what the image lacks.
 */
export async function askImage(
  engine: Engine,
  image: string,
  question: string,
  signal: AbortSignal,
): Promise<AskedImage> {
  await using session = await Session.open();
  await session.guarded;
  const container = await engine.createContainer({
    Image: image,
    User: '0:0',
    Labels: { ...session.labels },
    Entrypoint: [],
    Cmd: ['/bin/sh', '-c', script('controller/ask-image.sh'), 'ask-image', question],
    HostConfig: { NetworkMode: 'none' },
  });
  try {
    await container.start();
    await waitFor(
      async () => {
        const { State } = await container.inspect();
        return State.Running ? { done: false, last: 'it is being asked' } : { done: true, value: undefined };
      },
      { what: `the image ${image} to say what it has`, withinMs: WITHIN_MS, everyMs: 40, signal },
    );
    return readAnswer(image, await logTail(container, MOST_LINES));
  } catch (error) {
    signal.throwIfAborted();
    // Without a shell nothing starts in it.
    if ((error as { statusCode?: number }).statusCode === 400)
      throw unfit(image, `it lacks sh: ${(error as Error).message}`);
    throw error;
  } finally {
    await removeContainer(engine, container.id).catch(() => session.leaveToWatchdog());
  }
}

/** As ask-image.sh prints it. Throws `unfit-controller`. */
export function readAnswer(image: string, lines: readonly string[]): AskedImage {
  const end = lines.indexOf('answer');
  const head = end < 0 ? lines : lines.slice(0, end);
  const said = (word: string) =>
    head.flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []));
  const lacks = said('lacks');
  if (lacks.length > 0) throw unfit(image, `it lacks ${lacks.join(', ')}`);
  const [executable] = said('executable');
  const [python] = said('python');
  if (executable === undefined || python === undefined || end < 0)
    throw unfit(image, `it says ${lines.slice(-3).join(' | ') || 'nothing'}`);
  return { executable, python, answer: lines.slice(end + 1).join('\n') };
}

export function unfit(image: string, why: string): ReapcheckError {
  return new ReapcheckError({
    code: 'unfit-controller',
    kind: 'environment',
    what: `the image ${image} can't be a controller: ${why}`,
    expected:
      'ansible-playbook, its Python, ssh, and mount, setpriv and chroot of a usual Linux, as docs/doubles.md lists them',
    remedy: 'put that into the image, or take one of reapcheck’s own: --controller container',
  });
}
