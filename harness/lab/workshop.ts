import type { Containers } from './containers.ts';
import type { Deaths } from './deaths.ts';
import type { Engine } from './engine.ts';
import type { EngineAddress } from './engine-address.ts';
import type { HostKindName } from './host-system.ts';
import { Images } from './images/images.ts';
import type { RunNetwork } from './network/network.ts';
import { type Namespace, startNamespace } from './network/start-namespace.ts';
import type { Reach } from './remote/reach.ts';
import type { Session } from './session.ts';

export interface WorkshopParts
  extends Pick<Workshop, 'session' | 'engine' | 'address' | 'reach' | 'containers' | 'deaths'> {
  /** The ansible-core whose modules shall run on the hosts, where that is known. */
  readonly core?: string | undefined;
}

/** What the machines of a lab are made with. */
export class Workshop {
  readonly session: Session;
  readonly engine: Engine;
  readonly address: EngineAddress;
  readonly reach: Reach;
  readonly containers: Containers;
  readonly deaths: Deaths;
  readonly images: Images;
  #made = 0;

  constructor({ session, engine, address, reach, containers, deaths, core }: WorkshopParts) {
    this.session = session;
    this.engine = engine;
    this.address = address;
    this.reach = reach;
    this.containers = containers;
    this.deaths = deaths;
    this.images = new Images(engine, session, core);
  }

  /** Another one each time. */
  number(): number {
    return ++this.#made;
  }

  /** Of a new container. */
  nameOf(machine: string): string {
    return `reapcheck-${this.session.id}-${this.number()}-${machine}`;
  }

  /** Resolves when what a machine starts from is there, and somebody watches over what a crash would leave. */
  async ready(image: string, kind: HostKindName): Promise<void> {
    await Promise.all([this.session.guarded, this.images.require(image, kind)]);
  }

  /** For the container that takes this seat. */
  openNamespace(network: RunNetwork, seat: string, container: string, signal: AbortSignal): Promise<Namespace> {
    const { engine, session } = this;
    return startNamespace({ engine, network, seat, name: `${container}-net`, labels: session.labels, signal });
  }

  /** What can't be removed now is left to the watchdog. */
  async leave(namespace: Namespace): Promise<void> {
    try {
      await namespace[Symbol.asyncDispose]();
    } catch {
      this.session.leaveToWatchdog();
    }
  }
}
