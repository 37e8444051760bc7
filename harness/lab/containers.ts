import { getContainerRuntimeClient, getReaper } from 'testcontainers';
import { ReapcheckError } from '../model/error.ts';
import { mappedPort } from './container-orders.ts';
import type { Deaths } from './deaths.ts';
import { type OpenedEngine, removeContainer } from './engine.ts';
import { configureTestcontainers, lendDockerHost } from './environment.ts';
import { ContainerEnded, hostNotReady } from './not-ready.ts';
import { ryukAvailable } from './ryuk.ts';
import { SshHost, type SshHostOptions } from './ssh-host.ts';
import type { WantedFile } from './wanted-file.ts';

export interface StartedContainer {
  readonly id: string;
  /** On the loopback, until the container ends. */
  readonly port: number;
  /** What its SSH server calls itself. */
  readonly sshServer: string;
  /** The same, of a container that was started again. */
  portAgain(): Promise<number>;
  /** Writes files into it, whether it runs or not. */
  put(files: readonly WantedFile[]): Promise<void>;
}

export interface StartContainerOptions extends Omit<SshHostOptions, 'ryuk' | 'created' | 'notReady' | 'greeted'> {
  /** Told if it would not start, and could not be removed. */
  readonly notRemoved: (error: unknown) => void;
}

export interface ContainerMeans extends Pick<OpenedEngine, 'engine' | 'told' | 'remote'> {
  readonly deaths: Deaths;
}

/** Testcontainers, made ready for hosts. Loading this takes a while (half a second on a small machine), so load it late. */
export interface Containers {
  readonly ryuk: boolean;
  /** Resolves when the SSH banner is there. On failure nothing is left of it. Throws `host-not-ready`, the signal's reason, or what the engine said. */
  start(options: StartContainerOptions): Promise<StartedContainer>;
}

export async function prepareContainers(means: ContainerMeans): Promise<Containers> {
  const { engine, remote, deaths } = means;
  // Elsewhere, it would look for its Ryuk on the loopback of this machine.
  const ryuk = !remote && (await ryukAvailable(engine));
  configureTestcontainers({ ryuk });
  const client = await runtimeClient(means);
  // Else the first hosts would queue, half a second each, for the lock around its start.
  if (ryuk) await getReaper(client);
  return {
    ryuk,
    async start(options) {
      const failed = Promise.withResolvers<never>();
      failed.promise.catch(() => {});
      const over = new AbortController();
      let watch: Disposable | undefined;
      let sshServer = '';
      const starting = new SshHost({
        ...options,
        ryuk,
        signal: AbortSignal.any([over.signal, options.signal]),
        created: (id) => {
          watch = deaths.watch(id, (exitCode) => failed.reject(new ContainerEnded(exitCode)));
        },
        notReady: failed.reject,
        greeted: (line) => {
          sshServer = line;
        },
      }).start();
      try {
        // Testcontainers doesn't notice a container that ends before its port was mapped: it would wait for 10 s.
        const started = await Promise.race([starting, failed.promise]);
        const { namespace, way } = options;
        return {
          id: started.getId(),
          port: namespace?.port ?? way.lead(started.getMappedPort(22)),
          sshServer,
          // The engine maps another port at each start.
          portAgain: async () =>
            namespace?.port ?? way.lead(await mappedPort(engine.getContainer(started.getId()), 22)),
          put: (files) => started.copyContentToContainer([...files]),
        };
      } catch (error) {
        const ended = error instanceof ContainerEnded;
        const why = ended ? await hostNotReady(options.hostname, engine.getContainer(options.name), error) : error;
        over.abort(why);
        // Testcontainers leaves a container that was made but would not start. It is also what ends its own wait.
        await removeContainer(engine, options.name).catch(options.notRemoved);
        await Promise.allSettled([starting]);
        throw why;
      } finally {
        watch?.[Symbol.dispose]();
      }
    },
  };
}

interface EngineInfo {
  readonly ID: string;
  readonly Name: string;
  readonly DockerRootDir: string;
}

/** Podman has a new id for each question: there, the machine and where it keeps its images say which engine it is. */
function rootOf(info: EngineInfo | undefined): string {
  return `${info?.Name}:${info?.DockerRootDir}`;
}

/** Testcontainers' own: it keeps the first that it has made. Throws `remote-engine` where that speaks to another engine than we do. */
async function runtimeClient({ engine, told }: ContainerMeans) {
  if (told === undefined) return getContainerRuntimeClient();
  using _ = lendDockerHost(told);
  const client = await getContainerRuntimeClient();
  const [ours, again, theirs] = await Promise.all(
    [engine, engine, client.container.dockerode].map(async (one) => (await one.info()) as EngineInfo),
  );
  const [own, other] = ours?.ID === again?.ID ? [ours?.ID, theirs?.ID] : [ours, theirs].map(rootOf);
  if (own === other) return client;
  throw new ReapcheckError({
    code: 'remote-engine',
    kind: 'environment',
    what: 'Testcontainers, by which hosts are started, speaks to another engine than the one that is meant',
    seen: `${other} in the place of ${own}`,
    remedy: 'take tc.host and docker.host out of ~/.testcontainers.properties; one process uses one engine',
  });
}
