import { GenericContainer } from 'testcontainers';
import { BannerWait } from './banner-wait.ts';
import { type HostKind, LOOPBACK } from './host-kind.ts';
import type { Way } from './remote/reach.ts';
import type { WantedFile } from './wanted-file.ts';

export interface SshHostOptions {
  readonly kind: HostKind;
  readonly image: string;
  /** The container's name. */
  readonly name: string;
  readonly hostname: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The container whose network namespace it joins, with that one's hostname, and the port of the loopback that leads to it. */
  readonly namespace?: { readonly id: string; readonly port: number } | undefined;
  /** Leads to its SSH server's port where the engine has published that. */
  readonly way: Way;
  /** Written into it before it starts. */
  readonly files: readonly WantedFile[];
  /** From the container's start to its SSH banner. */
  readonly bootWithinMs: number;
  /** Whether Ryuk is there to clean up, too. */
  readonly ryuk: boolean;
  readonly signal: AbortSignal;
  /** Told the container's id before it is started. */
  readonly created: (containerId: string) => void;
  /** Told why it does not answer, while its container is there still. */
  readonly notReady: (why: unknown) => void;
  /** Told what its SSH server calls itself. */
  readonly greeted: (sshServer: string) => void;
}

/** A container that is an SSH host, with what `GenericContainer` has no method for. Never privileged. */
export class SshHost extends GenericContainer {
  readonly #created: SshHostOptions['created'];

  constructor(options: SshHostOptions) {
    super(options.image);
    this.#created = options.created;
    const { kind } = options;
    Object.assign(this.hostConfig, { CgroupnsMode: 'private' });
    if (options.namespace) {
      this.withNetworkMode(`container:${options.namespace.id}`);
    } else {
      // `withExposedPorts` would publish on all interfaces.
      this.createOpts.ExposedPorts = { '22/tcp': {} };
      this.exposedPorts = [22];
      this.hostConfig.PortBindings = { '22/tcp': [{ HostIp: LOOPBACK, HostPort: '' }] };
      this.withHostname(options.hostname);
    }
    this.withName(options.name)
      .withLabels({ ...options.labels })
      .withAddedCapabilities(...kind.capabilities)
      .withSecurityOpt(...kind.securityOptions)
      .withTmpFs({ ...kind.tmpfs })
      .withAutoCleanup(options.ryuk)
      .withCopyContentToContainer([...options.files])
      .withWaitStrategy(new BannerWait(options, options.namespace?.port));
  }

  protected override async containerCreated(containerId: string): Promise<void> {
    this.#created(containerId);
  }
}
