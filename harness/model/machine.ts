import type { DisposableHost } from './host.ts';

/** What has passed a link so far. */
export interface LinkTraffic {
  readonly accepted: number;
  readonly refused: number;
  /** Bytes towards the host, and from it. */
  readonly up: number;
  readonly down: number;
  /** Bytes of both directions that have come out at the other end. */
  readonly passed: number;
  /** Flows that the idle limit has dropped. */
  readonly idleDropped: number;
  /** The longest time that any flow stayed open without a byte in either direction, in ms. */
  readonly longestIdleMs: number;
}

/** The network between the controller and one host, as a fault may treat it. */
export interface LinkControls {
  readonly traffic: LinkTraffic;
  /** Connections that are open, or wait to be. */
  readonly openFlows: number;
  /** All open connections are reset. Returns how many there were. */
  cut(): number;
  /** Those that nobody has used for so long end in order. Returns how many. */
  endIdle(idleMs: number): number;
  /** New connections are reset. */
  refuse(): void;
  /** Nothing passes and nothing is lost, new connections included, until `heal`. */
  hold(): void;
  /** Flows without a byte for so long go silent for ever; 0 = none. */
  dropIdle(limitMs: number): void;
  /** Delays each direction. */
  delay(ms: number, jitterMs?: number): void;
  /** Undoes all of it, except that a flow that went silent stays so. */
  heal(): void;
}

/** The controls of a host that we made: power, pause and network. Only a lab has them. */
export interface Machine {
  readonly host: DisposableHost;
  readonly link: LinkControls;
  /** What its SSH server calls itself, such as `SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3`. */
  readonly sshServer: string;
  /** An orderly reboot, as by its own `shutdown -r now`. Resolves when SSH answers again. */
  reboot(): Promise<void>;
  /** Its power fails, and comes back at once. Resolves when SSH answers again. */
  powerCut(): Promise<void>;
  /** Every process of it stands still, until `thaw`. */
  freeze(): Promise<void>;
  thaw(): Promise<void>;
  isFrozen(): Promise<boolean>;
  /**
   * Opens a connection through the link, says nothing, and closes it so long after the SSH banner, of which `onGreeting` is told.
   * Returns how long the banner took, in ms.
   */
  idleConnection(ms: number, onGreeting?: () => void): Promise<number>;
  /** The first line that its SSH server says to a new connection through the link, whatever that is; empty where it says none. */
  firstWord(): Promise<string>;
  /**
   * Opens so many connections through the link, and ends them all at once, without a login, when each has been greeted or ended. Returns
   * how many were greeted.
   */
  knock(count: number): Promise<number>;
  /** How long the SSH server's answer to our identification took over a new connection through the link: a round trip, in ms. */
  roundTrip(): Promise<number>;
}
