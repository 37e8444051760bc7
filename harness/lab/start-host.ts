import { ReapcheckError } from '../model/error.ts';
import type { DisposableHost, Host } from '../model/host.ts';
import { elapsed, now } from '../time/clock.ts';
import { traceOf } from '../trace/trace.ts';
import { causeCode } from './engine.ts';
import { HOST_KINDS, type HostLook, RECEIPTS_DIR } from './host-kind.ts';
import { type HostSpec, hostnameOf } from './host-spec.ts';
import { generateKeyPair, type KeyPair } from './key-pair.ts';
import { Link } from './link/link.ts';
import type { RunNetwork } from './network/network.ts';
import type { Namespace } from './network/start-namespace.ts';
import { wantedAptSettings } from './packages/apt-settings.ts';
import type { Session } from './session.ts';
import { StartedHost } from './started-host.ts';
import { type WantedFile, wantedContainerLook, wantedHostKey, wantedLogin } from './wanted-file.ts';
import type { Workshop } from './workshop.ts';

/** What is said of a host besides what it is. */
export interface Circumstances {
  /** A closed network that it has a seat in. Without it, it is where the engine puts containers. */
  readonly network: RunNetwork | undefined;
  readonly look: HostLook | undefined;
  /** From its container's start to its SSH banner. */
  readonly bootWithinMs: number;
  readonly signal: AbortSignal;
  /** Told when it is removed, or left to the watchdog. */
  readonly gone: (host: StartedHost) => void;
}

const trace = traceOf('lab');

/** Makes one host. Resolves when SSH answers on it; where it fails, nothing is left of it. */
export async function startHost(
  workshop: Workshop,
  spec: Required<HostSpec>,
  { network, look, bootWithinMs, signal, gone }: Circumstances,
): Promise<StartedHost> {
  signal.throwIfAborted();
  await workshop.ready(spec.image, spec.kind);
  const { session, deaths, engine } = workshop;
  const kind = HOST_KINDS[spec.kind];
  const name = workshop.nameOf(spec.name);
  const hostKey = generateKeyPair(spec.name);
  const way = await workshop.reach.way(spec.image);
  const link = await Link.open();
  const pins = new Pins(session, link, hostKey);
  const hostname = network?.seat(spec.name).hostname ?? hostnameOf(spec.name);
  let namespace: Namespace | undefined;
  try {
    namespace = network && (await workshop.openNamespace(network, spec.name, name, signal));
    const since = elapsed();
    const started = await workshop.containers.start({
      kind,
      image: spec.image,
      name,
      hostname,
      ...(namespace ? { namespace } : {}),
      labels: session.labels,
      files: [
        ...filesOf(session, hostKey, look),
        ...((network?.registries ?? []).length > 0 ? [wantedAptSettings()] : []),
      ],
      way,
      bootWithinMs,
      signal,
      notRemoved: () => session.leaveToWatchdog(),
    });
    pins.move(started.port);
    const host = new StartedHost({
      host: disposableHost(spec, link, session),
      kind,
      link,
      network,
      engine,
      started,
      firstBoot: { at: now(), tookMs: elapsed() - since },
      deaths,
      bootWithinMs,
      mapped: (port) => pins.move(port),
      released: async (removed) => {
        gone(host);
        trace('%s %s', name, removed ? 'is removed' : 'is left to the watchdog');
        pins.take();
        await way[Symbol.asyncDispose]();
        if (!removed) session.leaveToWatchdog();
        if (namespace) await workshop.leave(namespace);
      },
    });
    trace('%s is up: %s in %d ms, port %d', name, spec.image, elapsed() - since, link.port);
    return host;
  } catch (error) {
    pins.take();
    await link[Symbol.asyncDispose]();
    await way[Symbol.asyncDispose]();
    if (namespace) await workshop.leave(namespace);
    throw signal.aborted || error instanceof ReapcheckError ? error : startFailed(spec, error);
  }
}

function filesOf(session: Session, hostKey: KeyPair, look: HostLook | undefined): readonly WantedFile[] {
  return [
    wantedLogin(session.key.publicKey),
    ...wantedHostKey(hostKey),
    ...(look === 'container' ? [wantedContainerLook()] : []),
  ];
}

/** The host's key in known_hosts, at each port where it answers: that of its link, and the one past it, which moves with each boot. */
class Pins {
  readonly #session: Session;
  readonly #link: Link;
  readonly #key: KeyPair;
  #direct: number | undefined;

  constructor(session: Session, link: Link, key: KeyPair) {
    this.#session = session;
    this.#link = link;
    this.#key = key;
    session.knownHosts.pin(link.address, link.port, key.publicKey);
  }

  move(port: number): void {
    const { knownHosts } = this.#session;
    const { address } = this.#link;
    if (this.#direct !== undefined) knownHosts.unpin(address, this.#direct);
    this.#direct = port;
    knownHosts.pin(address, port, this.#key.publicKey);
  }

  take(): void {
    const { knownHosts } = this.#session;
    const { address, port } = this.#link;
    knownHosts.unpin(address, port);
    if (this.#direct !== undefined) knownHosts.unpin(address, this.#direct);
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
