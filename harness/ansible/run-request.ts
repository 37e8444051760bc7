import type { Arm, StandIn } from '../model/fault.ts';
import type { InventoryOrder } from '../model/harmless.ts';
import type { DisposableHost } from '../model/host.ts';
import type { Stage } from '../model/stage.ts';
import type { Stub } from '../model/stub.ts';
import type { Controller } from './controller.ts';

interface AnyRun {
  readonly controller: Controller;
  /** The arguments of ansible-playbook: `-i`, inventory, playbook, and the user's. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** The user's environment, with the marks of the session. drive.py takes our names out before Ansible starts anything. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly sessionId: string;
  /** A folder for this run alone: events, configuration, the generated wrapper. Made if it isn't there. */
  readonly workDir: string;
  /** The `controlDir` of the inventory: its ssh masters are ended with the run, so it is for this run alone. */
  readonly controlDir: string;
  /** Gets what Ansible prints, exactly as printed. Replaced if it is there. */
  readonly outputFile: string;
  readonly timeLimitMs: number;
  /** Names of further actions that reap as async_status does. */
  readonly reapActions?: readonly string[];
}

/** A run on hosts that we made and may break. */
export interface DisposableRun extends AnyRun {
  /** The only hosts on which a job may be struck. */
  readonly hosts: readonly DisposableHost[];
  readonly arms: readonly Arm[];
  /** Take the place of jobs that no arm is for. */
  readonly standIns?: readonly StandIn[];
  /** Answered for instead of being run. */
  readonly stubs?: readonly Stub[];
  /** Tells what isn't installed, and which modules fail; answers with nothing for modules that aren't there. */
  readonly suggestStubs?: boolean;
  /** Hosts don't wait for one another at each task, where the play leaves the strategy to the default. */
  readonly freely?: boolean;
  /** How much faster than written Ansible waits: 60 makes an hour a minute. Real commands keep their own time. */
  readonly speed?: number;
  /**
   * What becomes of connections of the kind `local`. Without it they are refused, as is every connection that leads to none of
   * the hosts: this machine is nobody's to act on.
   */
  readonly localhost?: Localhost;
  /** The hosts stand for those of somebody's inventory, which the arguments name. */
  readonly doubles?: Doubles;
  readonly inventory?: never;
}

/** A run on somebody's own hosts: it can't have arms, and no order of it has an act that could harm. */
interface InventoryRun extends AnyRun {
  readonly inventory: InventoryOrder;
  readonly hosts?: never;
  readonly arms?: never;
  readonly standIns?: never;
  readonly stubs?: never;
  readonly suggestStubs?: never;
  readonly freely?: never;
  readonly speed?: never;
  readonly localhost?: never;
  readonly doubles?: never;
}

/** What the driver knows of hosts that stand for others. */
export interface Doubles {
  /** Host → logins that are on it already. */
  readonly users: Readonly<Record<string, readonly string[]>>;
  /** What else names a host, if it names that one alone. */
  readonly addresses: Readonly<Record<string, string>>;
  /** A file with what programs and services have said of the inventory: it is not asked of them again. */
  readonly frozen: string | null;
}

/** A double of this machine, in which ansible-playbook runs; or this machine itself, for plays that are known to do no harm. */
export type Localhost =
  | { readonly kind: 'double'; readonly stage: Stage; readonly receiptsDir: string }
  | { readonly kind: 'this-machine' };

export type RunRequest = DisposableRun | InventoryRun;
