import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import pLimit, { type LimitFunction } from 'p-limit';
import { ReapcheckError } from '../model/error.ts';
import { type DisposableHost, type Host, LOCALHOST } from '../model/host.ts';
import { elapsed, now } from '../time/clock.ts';
import { traceOf } from '../trace/trace.ts';
import type { Containers } from './containers.ts';
import type { ControllerDouble } from './controller/controller-double.ts';
import { type ControllerOrder, startController } from './controller/start-controller.ts';
import { Deaths } from './deaths.ts';
import { causeCode, connectEngine, type Engine, removeImage } from './engine.ts';
import { HOST_KINDS, type HostKindName, type HostLook, RECEIPTS_DIR } from './host-kind.ts';
import { type HostSpec, hostnameOf, hostSpecs } from './host-spec.ts';
import { requireFitImage } from './images/image-lacks.ts';
import { requireImage } from './images/require-image.ts';
import { generateKeyPair } from './key-pair.ts';
import { Link } from './link/link.ts';
import { RunNetwork, type Seat } from './network/network.ts';
import { type Namespace, startNamespace } from './network/start-namespace.ts';
import { Session } from './session.ts';
import { StartedHost } from './started-host.ts';
import { wantedContainerLook, wantedHostKey, wantedLogin } from './wanted-file.ts';

export interface LabOptions {
  /** The session to work in; without it the lab opens one of its own, and closes it. */
  readonly session?: Session;
  /** Of hosts that don't say otherwise. */
  readonly kind?: HostKindName;
  readonly image?: string;
  /** Of all hosts; a machine without it. */
  readonly look?: HostLook;
  /** Hosts that are started at a time. */
  readonly concurrency?: number;
  /** From a container's start to its SSH banner. */
  readonly bootWithinMs?: number;
  readonly signal?: AbortSignal;
}

type StartController = Pick<ControllerOrder, 'workDir' | 'ports' | 'signal'> & {
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
const trace = traceOf('lab');
const SNAPSHOTS = 'reapcheck/snapshot';
const BOOT_WITHIN_MS = 60_000;

/** Makes disposable hosts, and removes them. */
export class Lab implements AsyncDisposable {
  readonly session: Session;
  readonly #engine: Engine;
  readonly #containers: Containers;
  readonly #deaths: Deaths;
  readonly #options: LabOptions;
  readonly #limit: LimitFunction;
  readonly #hosts = new Set<StartedHost>();
  readonly #starting = new Set<Promise<unknown>>();
  readonly #images = new Map<string, Promise<void>>();
  readonly #snapshots = new Set<string>();
  readonly #networks = new Set<RunNetwork>();
  readonly #closing = new AbortController();
  #serial = 0;
  #closed: Promise<void> | undefined;

  constructor(session: Session, engine: Engine, containers: Containers, deaths: Deaths, options: LabOptions) {
    this.session = session;
    this.#engine = engine;
    this.#containers = containers;
    this.#deaths = deaths;
    this.#options = options;
    this.#limit = pLimit(options.concurrency ?? Math.max(4, STARTS_PER_CORE * availableParallelism()));
  }

  /** All hosts that are there now. */
  get hosts(): readonly StartedHost[] {
    return [...this.#hosts];
  }

  /**
   * Starts hosts, several at a time, and resolves when SSH answers on all of them. If one fails, the others of this call
   * are removed again. Throws `no-image`, `outdated-image`, `unfit-image`, `engine-elsewhere`, `host-not-ready`, `host-start-failed`, `bad-host-name`, or the signal's reason.
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

  /** Shuts a host down, and keeps its disk as an image that goes with the lab. Returns its name. The host is off then. */
  async snapshot(host: StartedHost): Promise<string> {
    const tag = `${this.session.id}-${++this.#serial}`;
    // It inherits the marks of the container: those of this session, by which a sweep finds it.
    this.#snapshots.add(`${SNAPSHOTS}:${tag}`);
    await host.snapshot(SNAPSHOTS, tag);
    return `${SNAPSHOTS}:${tag}`;
  }

  /** Opens a closed network for machines of one run. It is closed with the lab, if nobody closes it before. */
  async openNetwork(seats: readonly Seat[]): Promise<RunNetwork> {
    const network = await RunNetwork.open(join(this.session.folder, `n${++this.#serial}`), seats);
    this.#networks.add(network);
    return network;
  }

  /**
   * Starts a double of this machine, for what a play does on localhost. Throws `no-controller-double`, `no-image`, `outdated-image`, or
   * the signal's reason. Whoever asks for it stops it.
   */
  async startController({ network, ...order }: StartController): Promise<ControllerDouble> {
    await Promise.all([this.session.guarded, this.#requireImage(HOST_KINDS.light.image)]);
    const name = `reapcheck-${this.session.id}-${++this.#serial}-localhost`;
    const namespace = network && (await this.#namespace(network, LOCALHOST, name, order.signal));
    try {
      return await startController({
        ...order,
        engine: this.#engine,
        name,
        labels: this.session.labels,
        ...(network && namespace
          ? { network: { namespace: namespace.id, hosts: network.hostsFileOf(network.seat(LOCALHOST)) } }
          : {}),
        released: (removed) => {
          if (!removed) this.session.leaveToWatchdog();
          return namespace && this.#leave(namespace);
        },
      });
    } catch (error) {
      if (namespace) await this.#leave(namespace);
      throw error;
    }
  }

  #namespace(network: RunNetwork, seat: string, name: string, signal: AbortSignal) {
    const { labels } = this.session;
    return startNamespace({ engine: this.#engine, network, seat, name: `${name}-net`, labels, signal });
  }

  /** What can't be removed now is left to the watchdog. */
  async #leave(namespace: Namespace): Promise<void> {
    try {
      await namespace[Symbol.asyncDispose]();
    } catch {
      this.session.leaveToWatchdog();
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
    await this.#dropSnapshots();
    await Promise.all([...this.#networks].map((network) => network[Symbol.asyncDispose]()));
    await this.#deaths[Symbol.asyncDispose]();
    if (!this.#options.session) await this.session[Symbol.asyncDispose]();
  }

  async #dropSnapshots(): Promise<void> {
    for (const image of this.#snapshots) {
      // After their hosts: an image in use stays.
      await removeImage(this.#engine, image).catch(() => this.session.leaveToWatchdog());
    }
  }

  async #stop(hosts: readonly StartedHost[]): Promise<void> {
    // What can't be removed now has been left to the watchdog.
    await pLimit(REMOVALS_AT_A_TIME).map(hosts, (host) => host.stop().catch(() => {}));
  }

  #complete(spec: HostSpec, options: StartOptions): Required<HostSpec> {
    const kind = spec.kind ?? options.kind ?? this.#options.kind ?? 'light';
    const image = spec.image ?? options.image ?? this.#options.image ?? HOST_KINDS[kind].image;
    return { name: spec.name, user: spec.user ?? 'root', kind, image };
  }

  #requireImage(image: string): Promise<void> {
    const known = this.#images.get(image) ?? this.#lookAtImage(image);
    this.#images.set(image, known);
    return known;
  }

  async #lookAtImage(image: string): Promise<void> {
    await requireImage(this.#engine, image);
    const ours = Object.values(HOST_KINDS).some((kind) => kind.image === image) || this.#snapshots.has(image);
    if (!ours) await requireFitImage(this.#engine, image, this.session.labels);
  }

  async #startOne(
    spec: Required<HostSpec>,
    network: RunNetwork | undefined,
    signal: AbortSignal,
  ): Promise<StartedHost> {
    signal.throwIfAborted();
    await Promise.all([this.session.guarded, this.#requireImage(spec.image)]);
    const { session } = this;
    const kind = HOST_KINDS[spec.kind];
    const name = `reapcheck-${session.id}-${++this.#serial}-${spec.name}`;
    const hostKey = generateKeyPair(spec.name);
    const link = await Link.open();
    const bootWithinMs = this.#options.bootWithinMs ?? BOOT_WITHIN_MS;
    session.knownHosts.pin(link.address, link.port, hostKey.publicKey);
    const hostname = network?.seat(spec.name).hostname ?? hostnameOf(spec.name);
    let namespace: Namespace | undefined;
    try {
      namespace = network && (await this.#namespace(network, spec.name, name, signal));
      const since = elapsed();
      const started = await this.#containers.start({
        kind,
        image: spec.image,
        name,
        hostname,
        ...(namespace ? { namespace } : {}),
        labels: session.labels,
        files: [
          wantedLogin(session.key.publicKey),
          ...wantedHostKey(hostKey),
          ...(this.#options.look === 'container' ? [wantedContainerLook()] : []),
        ],
        bootWithinMs,
        signal,
        notRemoved: () => session.leaveToWatchdog(),
      });
      const pinDirect = (port: number) => session.knownHosts.pin(link.address, port, hostKey.publicKey);
      pinDirect(started.port);
      let directPort = started.port;
      const host = new StartedHost({
        host: disposableHost(spec, link, session),
        kind,
        link,
        network,
        engine: this.#engine,
        started,
        firstBoot: { at: now(), tookMs: elapsed() - since },
        deaths: this.#deaths,
        bootWithinMs,
        mapped: (port, before) => {
          session.knownHosts.unpin(link.address, before);
          directPort = port;
          pinDirect(port);
        },
        released: (removed) => {
          this.#hosts.delete(host);
          trace('%s %s', name, removed ? 'is removed' : 'is left to the watchdog');
          session.knownHosts.unpin(link.address, link.port);
          session.knownHosts.unpin(link.address, directPort);
          if (!removed) session.leaveToWatchdog();
          return namespace && this.#leave(namespace);
        },
      });
      this.#hosts.add(host);
      trace('%s is up: %s in %d ms, port %d', name, spec.image, elapsed() - since, link.port);
      return host;
    } catch (error) {
      session.knownHosts.unpin(link.address, link.port);
      await link[Symbol.asyncDispose]();
      if (namespace) await this.#leave(namespace);
      throw signal.aborted || error instanceof ReapcheckError ? error : startFailed(spec, error);
    }
  }
}

/** The brand has no value: this is the one place that may claim it, since the host was made here. */
function disposableHost(spec: Required<HostSpec>, link: Link, session: Session): DisposableHost {
  const facts: Host & { readonly receiptsDir: string } = {
    name: spec.name,
    address: link.address,
    port: link.port,
    user: spec.user,
    identityFile: session.identityFile,
    knownHostsFile: session.knownHosts.file,
    receiptsDir: RECEIPTS_DIR,
  };
  return facts as DisposableHost;
}

function startFailed(spec: Required<HostSpec>, cause: unknown): ReapcheckError {
  const status = causeCode(cause);
  return new ReapcheckError({
    code: 'host-start-failed',
    kind: 'environment',
    what: `host ${spec.name} could not be started from ${spec.image}`,
    expected: `an engine that allows ${HOST_KINDS[spec.kind].capabilities.join(', ')}`,
    seen: `${status === undefined ? '' : `${status}: `}${cause instanceof Error ? cause.message : String(cause)}`,
    remedy: 'run `npx reapcheck doctor --fix`',
    cause,
  });
}

/**
 * Opens a lab: its watchdog starts first, then the engine is asked. Throws `no-engine`, `engine-permission` or
 * `remote-engine`; images are looked for when hosts are started.
 */
export async function openLab(options: LabOptions = {}): Promise<Lab> {
  options.signal?.throwIfAborted();
  const session = options.session ?? (await Session.open());
  try {
    const engine = await connectEngine();
    await session.guarded;
    const { prepareContainers } = await import('./containers.ts');
    const deaths = await Deaths.listen(engine, session.id);
    const containers = await prepareContainers(engine, deaths);
    return new Lab(session, engine, containers, deaths, options);
  } catch (error) {
    if (!options.session) await session[Symbol.asyncDispose]();
    throw error;
  }
}
