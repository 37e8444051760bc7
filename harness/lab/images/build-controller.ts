import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Duplex, Readable } from 'node:stream';
import type { Container } from 'dockerode';
import { ReapcheckError } from '../../model/error.ts';
import { lineOf } from '../attached.ts';
import { type Engine, removeContainer } from '../engine.ts';
import { nameOf } from '../host-image.ts';
import { Session } from '../session.ts';
import { CORE_LABEL, type ControllerImageOrder, controllerDigest } from './controller-image.ts';
import { controllerName } from './controller-name.ts';
import { EngineStreamError, readMessages } from './engine-stream.ts';
import { CONTAINERS_DIR } from './image-context.ts';
import { DIGEST_LABEL, removeSuperseded } from './image-state.ts';
import type { ImageSteps } from './image-steps.ts';
import { tarEntry } from './tar-entry.ts';

/** What pip is to get, and by which settings of this machine. */
export interface PipOrder {
  /** As pip takes it. */
  readonly requirement: string;
  readonly env: Readonly<Record<string, string>>;
  /** Files and folders that it reads, at the same paths. */
  readonly paths: readonly string[];
}

const SHOWN_LINES = 12;
const SHOWN_WIDTH = 160;
const TOLD = /^(Collecting|Installing|Successfully|Setting up|ansible-core is)/;

/**
 * Makes a controller's image on that of a host, which has to be there. pip runs in a container that is thrown away, with the settings and
 * files of this machine; only what it installed goes into the image, so that no password, index or path of theirs does. Throws
 * `controller-image-failed`.
 */
export async function buildController(
  engine: Engine,
  order: ControllerImageOrder,
  pip: PipOrder,
  steps: ImageSteps,
): Promise<void> {
  const name = controllerName(order);
  const base = nameOf(order.base);
  steps.onChange?.(`docker run ${base} …: python3 -m venv /opt/ansible; pip install '${pip.requirement}'`);
  await using session = await Session.open();
  await session.guarded;
  const container = await engine.createContainer({
    Image: base,
    Labels: { ...session.labels },
    Entrypoint: [],
    Cmd: ['sh', '-c', readFileSync(join(CONTAINERS_DIR, 'controller/install'), 'utf8'), 'install', pip.requirement],
    Env: Object.entries(pip.env).map(([key, value]) => `${key}=${value}`),
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      // Packages come from where this machine gets its own, which a bridge network need not reach.
      NetworkMode: 'host',
      Mounts: pip.paths.map((path) => ({ Type: 'bind', Source: path, Target: path, ReadOnly: true })),
    },
  });
  try {
    const coreVersion = await installed(engine, container, name, steps);
    steps.onChange?.(`docker build -t ${name} --build-arg BASE=${base} -f containers/controller/Dockerfile …`);
    const made = await container.getArchive({ path: '/opt/ansible' });
    const stream = await engine.buildImage(Readable.from(context(made)), {
      t: name,
      buildargs: { BASE: base },
      labels: { [DIGEST_LABEL]: controllerDigest(order), [CORE_LABEL]: coreVersion },
      networkmode: 'none',
      rm: true,
      forcerm: true,
      ...(steps.signal && { abortSignal: steps.signal }),
    });
    await readMessages(stream, () => {});
  } catch (error) {
    steps.signal?.throwIfAborted();
    if (error instanceof EngineStreamError) throw failed(name, error.message);
    throw error;
  } finally {
    await removeContainer(engine, container.id).catch(() => session.leaveToWatchdog());
  }
  await removeSuperseded(engine);
}

/** Runs it to its end. Returns the version that it has installed. */
async function installed(engine: Engine, container: Container, name: string, steps: ImageSteps): Promise<string> {
  const stream = await container.attach({ stream: true, stdout: true, stderr: true });
  const { output, errors, closed } = lineOf(engine, stream as Duplex);
  const lines: string[] = [];
  const listen = (data: Buffer) => {
    for (const line of data
      .toString('utf8')
      .split(/\r?\n/)
      .filter((one) => one.trim() !== '')) {
      if (TOLD.test(line)) steps.onProgress?.(line.slice(0, SHOWN_WIDTH));
      lines.push(line);
    }
  };
  output.on('data', listen);
  errors.on('data', listen);
  const kill = () => void removeContainer(engine, container.id).catch(() => {});
  steps.signal?.addEventListener('abort', kill, { once: true });
  try {
    await container.start();
    const { StatusCode } = (await container.wait()) as { readonly StatusCode: number };
    await closed;
    steps.signal?.throwIfAborted();
    const version = /^ansible-core is (\S+)$/m.exec(lines.join('\n'))?.[1];
    if (StatusCode === 0 && version !== undefined) return version;
    const seen = lines.slice(-SHOWN_LINES).map((line) => `    ${line.slice(0, 2 * SHOWN_WIDTH)}`);
    throw failed(name, `exit code ${StatusCode}; its last lines:\n${seen.join('\n')}`);
  } finally {
    steps.signal?.removeEventListener('abort', kill);
  }
}

/** The Dockerfile, and what was installed: the engine gives that as a tar archive, and one with another entry before its own is one, too. */
async function* context(made: NodeJS.ReadableStream): AsyncGenerator<Buffer> {
  yield tarEntry('Dockerfile', readFileSync(join(CONTAINERS_DIR, 'controller/Dockerfile')));
  yield* made as AsyncIterable<Buffer>;
}

function failed(name: string, seen: string): ReapcheckError {
  return new ReapcheckError({
    code: 'controller-image-failed',
    kind: 'environment',
    what: `the image ${name} could not be made`,
    seen,
    remedy:
      'see what it says: packages come from where this user’s pip, and the host image’s apt, are set up to get them',
  });
}
