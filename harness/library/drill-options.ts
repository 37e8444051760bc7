import type { DrillProgress } from '../engine/progress.ts';
import type { FaultName, PRESETS } from '../faults/catalogue.ts';
import type { Shard, StoredPlan } from '../model/plan.ts';
import type { DrillReport } from '../model/report.ts';
import type { EarlierReport } from '../model/since.ts';
import type { EarlierDrill } from '../plan/choose.ts';
import type { RunWhere } from './where.ts';

export interface DrillOptions extends RunWhere {
  /** A file with given results for tasks that need the outside world (docs/stubs.md); without it the one beside the playbook, if it is there. */
  readonly stubs?: string | undefined;
  /** A playbook that is run once on the hosts before anything else (docs/prepare.md). */
  readonly prepare?: string | undefined;
  /** Has the prepare run whatever an earlier drill has kept of it, and keeps nothing for a later one. */
  readonly freshPrepare?: boolean | undefined;
  /** The preset `default` without it. */
  readonly faults?: readonly FaultName[] | keyof typeof PRESETS | undefined;
  /** Parts of task names, or `file:line`: only these jobs are struck. */
  readonly jobs?: readonly string[] | undefined;
  /** ansible-playbook itself runs in a double of this machine, whatever the play does: a copy of its disks, and no network (docs/doubles.md). */
  readonly contained?: boolean | undefined;
  /** More arguments for ansible-playbook. */
  readonly args?: readonly string[] | undefined;
  /** In place of made-up hosts: an inventory of your own, whose hosts have doubles (docs/doubles.md). */
  readonly inventory?: string | readonly string[] | InventoryFinder | undefined;
  /** Of the inventory, only the hosts of this pattern. */
  readonly limit?: string | undefined;
  /** Doubles for each class of hosts of the inventory that are alike; as many as are easily had without it. */
  readonly sample?: number | 'all' | undefined;
  /** Strikes each item of a loop: without it, of more than three that are alike the first, the middle and the last one stand for the others. */
  readonly allItems?: boolean | undefined;
  /** Hosts in each trial: 1 without it, or 2 where the play binds its hosts together. */
  readonly hosts?: number | undefined;
  /** Without it `light`, or `systemd` where the play needs a service manager. */
  readonly kind?: 'light' | 'systemd' | undefined;
  /** Of the hosts: a system’s short name (`debian-13`), or an image that the engine has (docs/hosts.md). */
  readonly image?: string | undefined;
  /** `machine` without it: nothing on the hosts says that they are containers. */
  readonly look?: 'machine' | 'container' | undefined;
  /** For the hosts, besides those that the plays name. */
  readonly groups?: readonly string[] | undefined;
  /** How much faster than written Ansible waits. */
  readonly speed?: number | undefined;
  /** Runtimes, in ms of the play’s time, of stand-ins in the place of all jobs, or of the named task’s. */
  readonly standIns?: readonly { readonly task?: string | undefined; readonly ms: number }[] | undefined;
  /** A call for the outside world voids a run (`refuse`, what it is with an inventory without it), or is told where the play is green all the same (`report`). `packages`: what apt is set up with is within reach. */
  readonly outside?: 'refuse' | 'report' | 'packages' | undefined;
  /** The share of its limit that the healthy job of `slow` takes: 0.7 without it. */
  readonly slowness?: number | undefined;
  /** Limits and windows below this multiple of what was seen get a warning: 2 without it. */
  readonly headroom?: number | undefined;
  /** A job of the source that no run launches is meant to be so. */
  readonly acceptUncovered?: boolean | undefined;
  /** Of the healthy run; ten minutes without it. */
  readonly baselineLimitMs?: number | undefined;
  /** Of one trial; from the baseline and the reap windows without it. */
  readonly trialLimitMs?: number | undefined;
  /** Trials at a time; from this machine’s cores and memory without it. */
  readonly concurrency?: number | undefined;
  /** A run of its own for each trial, even where the play lets hosts go their ways alone. */
  readonly isolate?: boolean | undefined;
  /** Stops after the first trial that is a finding. */
  readonly failFast?: boolean | undefined;
  /** An earlier report of the same playbook, to tell what is new; `onlyNew`: only that counts for the verdict. */
  readonly since?: EarlierReport<DrillReport> | undefined;
  /** Only this share of the trials (docs/plans.md). */
  readonly shard?: Shard | undefined;
  /** A plan as `drill --plan-only` has written it: its weights choose the share, and a drill that comes to another plan is refused. */
  readonly handedOn?: StoredPlan | undefined;
  /** An earlier report of the same playbook, whose results are gone on with, taken or run again. */
  readonly earlier?: EarlierDrill | undefined;
  /** How often each trial is run; where its runs differ, its outcome is unknown. */
  readonly repeat?: number | undefined;
  readonly progress?: Partial<DrillProgress> | undefined;
  /** Told of choices that were made: which stubs, which kind of hosts, what an inventory’s doubles are safe from. */
  readonly onNote?: ((text: string) => void) | undefined;
}

/** Names inventories once it is known where Ansible is. */
export type InventoryFinder = (at: InventoryPlace) => Promise<readonly string[]>;

export interface InventoryPlace {
  /** In which files may stand for as long as the drill runs. */
  readonly folder: string;
  /** The inventories that ansible.cfg or ANSIBLE_INVENTORY names, by Ansible's own reading. */
  configured(): Promise<readonly string[]>;
}
