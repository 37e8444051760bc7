import { getContainerRuntimeClient, getReaper } from 'testcontainers';
import type { Engine } from './engine.ts';
import { configureTestcontainers } from './environment.ts';
import { ryukAvailable } from './ryuk.ts';
import { SshHost, type SshHostOptions } from './ssh-host.ts';
import type { WantedFile } from './wanted-file.ts';

export interface StartedContainer {
  readonly id: string;
  /** On the loopback, until the container ends. */
  readonly port: number;
  /** Writes files into it, whether it runs or not. */
  put(files: readonly WantedFile[]): Promise<void>;
}

/** Testcontainers, made ready for hosts. Loading this takes a while (half a second on a small machine), so load it late. */
export interface Containers {
  readonly ryuk: boolean;
  /** Resolves when the SSH banner is there. Throws `host-not-ready`, the signal's reason, or what the engine said. */
  start(options: Omit<SshHostOptions, 'ryuk'>): Promise<StartedContainer>;
}

export async function prepareContainers(engine: Engine): Promise<Containers> {
  const ryuk = await ryukAvailable(engine);
  configureTestcontainers({ ryuk });
  const client = await getContainerRuntimeClient();
  // Else the first hosts would queue, half a second each, for the lock around its start.
  if (ryuk) await getReaper(client);
  return {
    ryuk,
    async start(options) {
      const started = await new SshHost({ ...options, ryuk }).start();
      return {
        id: started.getId(),
        port: started.getMappedPort(22),
        put: (files) => started.copyContentToContainer([...files]),
      };
    },
  };
}
