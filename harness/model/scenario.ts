import type { Expectation } from './expectation.ts';
import type { WantedInventory } from './inventory.ts';
import type { Place } from './place.ts';
import type { Stub } from './stub.ts';

/** A host as a scenario wants it. */
export interface WantedHost {
  readonly name: string;
  readonly groups: readonly string[];
  readonly kind?: 'light' | 'systemd' | undefined;
  readonly image?: string | undefined;
  readonly user?: 'root' | 'operator' | undefined;
}

/** A fault for one job of the step's playbook, found in its source. */
export interface WantedFault {
  readonly fault: string;
  /** The first host without any: those of an inventory are not known before a run. */
  readonly hosts: readonly string[];
  readonly item: number | null;
  readonly job: TargetJob;
}

/** The async task that a fault is aimed at, as its source has it. */
export interface TargetJob {
  readonly taskName: string;
  /** As Ansible names it: the real path of its file, and the line that its task begins on. */
  readonly place: Place;
  /** Seconds. */
  readonly limit: number;
  /** Seconds; 0 = fire and forget. */
  readonly poll: number;
  /** Between two looks at it, in seconds. */
  readonly interval: number;
}

/** What is done to the links of all hosts for the whole step. */
export interface Network {
  readonly dropIdleMs?: number | undefined;
  readonly delayMs?: number | undefined;
}

/** How hosts of the step come back when they reboot. */
export interface Boots {
  /** `Infinity`: never. */
  readonly downMs?: number | undefined;
  /** From the boot to the SSH server. */
  readonly sshLateMs?: number | undefined;
  readonly newHostKey?: boolean | undefined;
  readonly sameBootId?: boolean | undefined;
}

export interface Written<T> {
  readonly value: T;
  readonly place: Place;
}

/** One run of a playbook, and what it should show. */
export interface Step {
  readonly name: string;
  readonly playbook: string;
  readonly args: readonly string[];
  readonly vars: Readonly<Record<string, unknown>>;
  readonly speed: number;
  /** By task name, in ms of the play's time. */
  readonly standIns: Readonly<Record<string, number>>;
  readonly stubs?: readonly Stub[] | undefined;
  readonly faults: readonly WantedFault[];
  readonly network: Network;
  readonly boots: Boots;
  readonly timeLimitMs: number;
  readonly expectations: readonly Written<Expectation>[];
}

/** The same scenario with something spoilt, which must not meet these expectations: it proves that they can fail. */
export interface BadTwin {
  readonly step: Step;
  readonly unmet: readonly Written<Expectation['kind']>[];
}

export interface Needs {
  /** Such as `>=2.17` or `<2.17`. */
  readonly ansible?: string | undefined;
  readonly watcher?: 'old' | 'new' | undefined;
}

/** A declarative test: hosts, playbooks, faults, expectations. */
export interface Scenario {
  readonly name: string;
  readonly why: string;
  /** The folder that it is in. */
  readonly theme: string;
  readonly tags: readonly string[];
  readonly place: Place;
  readonly needs: Needs;
  /** None where there is an inventory. */
  readonly hosts: readonly WantedHost[];
  /** Somebody's own, whose hosts have doubles. */
  readonly inventory?: (WantedInventory & { readonly kind: 'light' | 'systemd' }) | undefined;
  /** A playbook that is run once on the hosts before the first step. */
  readonly prepare?: string | undefined;
  /** On the same hosts, one after the other. */
  readonly steps: readonly Step[];
  readonly badTwins: readonly BadTwin[];
}
