import type { Controller } from '../ansible/controller.ts';
import type { RunStore } from '../history/store.ts';
import type { HostKindName } from '../lab/host-system.ts';
import type { Lab } from '../lab/lab.ts';
import type { Registry } from '../lab/packages/registry.ts';
import type { StartedHost } from '../lab/started-host.ts';
import type { StandIn } from '../model/fault.ts';
import type { Stub } from '../model/stub.ts';
import type { Doubled } from './doubles.ts';
import type { LocalhostUse } from './localhost.ts';

/** What every run of a drill shares. */
export interface TrialSetting {
  readonly lab: Lab;
  readonly controller: Controller;
  readonly store: RunStore;
  readonly playbook: string;
  /** Extra arguments for ansible-playbook, as the user gave them. */
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Of a run that has no hosts of its own. */
  readonly hostNames: readonly string[];
  readonly groups: readonly string[];
  readonly kind: HostKindName;
  readonly image?: string | undefined;
  /** Somebody's inventory, whose hosts have doubles; without it the hosts are our own, in an inventory of ours. */
  readonly doubled?: Doubled | undefined;
  /** Starts the hosts of the run with this id; without it they are as their image has them. */
  readonly startHosts?: (names: readonly string[], id: string) => Promise<readonly StartedHost[]>;
  /** How much faster than written Ansible waits. */
  readonly speed: number;
  readonly standIns: readonly StandIn[];
  /** Answered for instead of being run. */
  readonly stubs?: readonly Stub[] | undefined;
  /** Whether to tell what a stub could stand for. */
  readonly suggestStubs?: boolean;
  /** Whether a call for the outside world, to which no answer comes, voids a run, or is told where the healthy run is green in spite of it; `packages`: all but those for packages void it. */
  readonly outside?: 'refuse' | 'report' | 'packages';
  /** With a way to packages: where they may be fetched. */
  readonly registries?: readonly Registry[] | undefined;
  /** Which playbooks get a double of localhost; without it none does, and a play that acts there is refused that. */
  readonly localhost?: LocalhostUse | undefined;
  readonly signal: AbortSignal;
}
