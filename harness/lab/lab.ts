import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import pLimit, { type LimitFunction } from 'p-limit';
import { LOCALHOST } from '../model/host.ts';
import type { ControllerDouble } from './controller/controller-double.ts';
import { type ControllerOrder, startController } from './controller/start-controller.ts';
import { Deaths } from './deaths.ts';
import { Disks } from './disks.ts';
import { openEngine } from './engine.ts';
import { HOST_KINDS, type HostLook } from './host-kind.ts';
import { type HostSpec, hostSpecs } from './host-spec.ts';
import type { HostKindName } from './host-system.ts';
import { readAptSources } from './images/debian-mirror.ts';
import { type ImageIdentity, imageIdentity } from './images/image-state.ts';
import { imageFor } from './images/own-images.ts';
import { type NetworkPlan, RunNetwork } from './network/network.ts';
import { aptSourcesIn } from './packages/image-sources.ts';
import { type Registry, registriesOf } from './packages/registry.ts';
import { REACH_HERE, RemoteReach } from './remote/reach.ts';
import { refuseFarDouble, refuseFarNetwork } from './remote/refuse-far.ts';
import { requireSameClock } from './remote/same-clock.ts';
import { Session } from './session.ts';
import { startHost } from './start-host.ts';
import type { StartedHost } from './started-host.ts';
import { Workshop } from './workshop.ts';

export interface LabOptions {
  /** The session to work in; without it the lab opens one of its own, and closes it. */
  readonly session?: Session;
  /** Of hosts that don't say otherwise. */
  readonly kind?: HostKindName;
  /** A system’s short name (`debian-13`), or an image that the engine has. */
  readonly image?: string;
  /** The ansible-core whose modules shall run on the hosts: an image of somebody’s own with too old a Python for it is refused. */
  readonly core?: string;
  /** Of all hosts; a machine without it. */
  readonly look?: HostLook;
  /** Hosts that are started at a time. */
  readonly concurrency?: number;
  /** From a container's start to its SSH banner. */
  readonly bootWithinMs?: number;
  readonly signal?: AbortSignal;
}

type StartController = Pick<ControllerOrder, 'workDir' | 'ports' | 'inside' | 'signal'> & {
  /** With a seat for localhost. Without it, it has a loopback and nothing else. */
  readonly network?: RunNetwork | undefined;
};

export interface StartOptions {
  readonly kind?: HostKindName;
  readonly image?: string;
  /** Of the names, where only a number of hosts is asked for. */
  readonly prefix?: string;
  /** A closed network that all of them have their seats in. Without it they are where the engine puts containers. */
  readonly network?: RunNetwork | undefined;
  readonly signal?: AbortSignal;
}

/** Measured (docs/hosts.md): the engine gains nothing from more. */
const STARTS_PER_CORE = 3;
const REMOVALS_AT_A_TIME = 8;
const BOOT_WITHIN_MS = 60_000;

/** Makes disposable hosts, and removes them. */
export class Lab implements AsyncDisposable {
  readonly disks: Disks;
  readonly #workshop: Workshop;
  readonly #options: LabOptions;
  readonly #limit: LimitFunction;
  readonly #hosts = new Set<StartedHost>();
  readonly #starting = new Set<Promise<unknown>>();
  readonly #networks = new Set<RunNetwork>();
  readonly #closing = new AbortController();
  #closed: Promise<void> | undefined;

  constructor(workshop: Workshop, options: LabOptions) {
    this.disks = new Disks(workshop);
    this.#workshop = workshop;
    this.#options = options;
    this.#limit = pLimit(options.concurrency ?? Math.max(4, STARTS_PER_CORE * availableParallelism()));
  }

  get session(): Session {
    return this.#workshop.session;
  }

  /** All hosts that are there now. */
  get hosts(): readonly StartedHost[] {
    return [...this.#hosts];
  }

  /**
   * Starts hosts, several at a time, and resolves when SSH answers on all of them. If one fails, the others of this call
   * are removed again. Throws `remote-engine`, `no-image`, `outdated-image`, `unfit-image`, `engine-elsewhere`, `host-not-ready`, `host-start-failed`, `bad-host-name`, or the signal's reason.
   */
  async start(wanted: number | readonly (string | HostSpec)[], options: StartOptions = {}): Promise<StartedHost[]> {
    const specs = hostSpecs(wanted, options.prefix ?? 'host').map((spec) => this.#complete(spec, options));
    const failed = new AbortController();
    const outer = [this.#closing.signal, this.#options.signal, options.signal].filter((it) => it !== undefined);
    const signal = AbortSignal.any([failed.signal, ...outer]);
    signal.throwIfAborted();
    const starts = Promise.allSettled(
      specs.map((spec) =>
        this.#limit(() => this.#startOne(spec, options.network, signal)).catch((error: unknown) => {
          failed.abort(error);
          throw error;
        }),
      ),
    );
    this.#starting.add(starts);
    const settled = await starts.finally(() => this.#starting.delete(starts));
    const started = settled.flatMap((it) => (it.status === 'fulfilled' ? [it.value] : []));
    if (!failed.signal.aborted && !signal.aborted) return started;
    await this.#stop(started);
    throw outer.find((it) => it.aborted)?.reason ?? failed.signal.reason;
  }

  /** What hosts of this kind or image start from; undefined where the engine doesn't have it. */
  imageIdentity({
    kind = 'light',
    image,
  }: Pick<StartOptions, 'kind'> & { readonly image?: string | undefined }): Promise<ImageIdentity | undefined> {
    return imageIdentity(this.#workshop.engine, imageFor(kind, image));
  }

  /**
   * Where apt gets packages on hosts of this kind or image, and on this machine, whose double has the same settings: what a run with a way to
   * packages may reach. Throws `no-image` or `outdated-image`.
   */
  async registries({ kind = 'light', image }: Pick<StartOptions, 'kind' | 'image'>): Promise<readonly Registry[]> {
    const { engine } = this.#workshop;
    const name = imageFor(kind, image ?? this.#options.image);
    await this.#workshop.ready(name, kind);
    const sources = [...(await aptSourcesIn(engine, name, this.session.labels)), ...readAptSources()];
    return registriesOf(sources.map(({ uri }) => uri));
  }

  /** Throws `remote-engine` where hosts of an engine elsewhere were cut off from here meanwhile, by no fault of ours. */
  requireReach(): Promise<void> {
    return this.#workshop.reach.require();
  }

  /** Opens a closed network for machines of one run. It is closed with the lab, if nobody closes it before. Throws `remote-engine`. */
  async openNetwork(plan: NetworkPlan): Promise<RunNetwork> {
    refuseFarNetwork(this.#workshop);
    const network = await RunNetwork.open(join(this.session.folder, `n${this.#workshop.number()}`), plan);
    this.#networks.add(network);
    return network;
  }

  /**
   * Starts a double of this machine, for what a play does on localhost, or one from an image. Throws `remote-engine`, `no-controller-double`, `hides-controller`, `no-image`, `outdated-image`, or
   * the signal's reason. Whoever asks for it stops it.
   */
  async startController({ network, ...order }: StartController): Promise<ControllerDouble> {
    const workshop = this.#workshop;
    refuseFarDouble(workshop);
    await workshop.ready(HOST_KINDS.light.image, 'light');
    const name = workshop.nameOf(LOCALHOST);
    const namespace = network && (await workshop.openNamespace(network, LOCALHOST, name, order.signal));
    try {
      return await startController({
        ...order,
        engine: workshop.engine,
        name,
        labels: this.session.labels,
        ...(network && namespace
          ? {
              network: {
                namespace: namespace.id,
                hosts: network.hostsFileOf(network.seat(LOCALHOST)),
                packages: network.registries.length > 0,
              },
            }
          : {}),
        released: (removed) => {
          if (!removed) this.session.leaveToWatchdog();
          return namespace && workshop.leave(namespace);
        },
      });
    } catch (error) {
      if (namespace) await workshop.leave(namespace);
      throw error;
    }
  }

  /** Removes all hosts, and the session if it is the lab's own. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close();
    await this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort(new Error('the lab is being closed'));
    await Promise.all(this.#starting);
    await this.#stop([...this.#hosts]);
    await this.#workshop.reach[Symbol.asyncDispose]();
    await this.#workshop.images.drop();
    await Promise.all([...this.#networks].map((network) => network[Symbol.asyncDispose]()));
    await this.#workshop.deaths[Symbol.asyncDispose]();
    if (!this.#options.session) await this.session[Symbol.asyncDispose]();
  }

  async #stop(hosts: readonly StartedHost[]): Promise<void> {
    // What can't be removed now has been left to the watchdog.
    await pLimit(REMOVALS_AT_A_TIME).map(hosts, (host) => host.stop().catch(() => {}));
  }

  #complete(spec: HostSpec, options: StartOptions): Required<HostSpec> {
    const kind = spec.kind ?? options.kind ?? this.#options.kind ?? 'light';
    const image = imageFor(kind, spec.image ?? options.image ?? this.#options.image);
    return { name: spec.name, user: spec.user ?? 'root', kind, image };
  }

  async #startOne(
    spec: Required<HostSpec>,
    network: RunNetwork | undefined,
    signal: AbortSignal,
  ): Promise<StartedHost> {
    const { look, bootWithinMs = BOOT_WITHIN_MS } = this.#options;
    const gone = (host: StartedHost) => void this.#hosts.delete(host);
    const host = await startHost(this.#workshop, spec, { network, look, bootWithinMs, signal, gone });
    this.#hosts.add(host);
    return host;
  }
}

/**
 * Opens a lab: its watchdog starts first, then the engine is asked. Throws `no-engine`, `engine-permission`, `remote-engine` or
 * `no-docker-context`; images are looked for when hosts are started.
 */
export async function openLab(options: LabOptions = {}): Promise<Lab> {
  options.signal?.throwIfAborted();
  const session = options.session ?? (await Session.open());
  try {
    const opened = await openEngine();
    const { engine } = opened;
    if (opened.remote) await requireSameClock(opened);
    await session.guarded;
    const { prepareContainers } = await import('./containers.ts');
    await using made = new AsyncDisposableStack();
    const deaths = made.use(await Deaths.listen(engine, session.id));
    const containers = await prepareContainers({ ...opened, deaths });
    const reach = opened.remote ? new RemoteReach({ ...opened, session }) : REACH_HERE;
    const lab = new Lab(new Workshop({ ...opened, session, reach, containers, deaths, core: options.core }), options);
    made.move();
    return lab;
  } catch (error) {
    if (!options.session) await session[Symbol.asyncDispose]();
    throw error;
  }
}
