/** A host of somebody's inventory, as a reading of that told of it. */
export interface InventoryHost {
  readonly name: string;
  /** Without `all` and `ungrouped`. */
  readonly groups: readonly string[];
  /** Name → digest of its value: equal digests are equal values, within one reading. */
  readonly variables: Readonly<Record<string, string>>;
  /** What its connection leads to: a Linux machine or what passes for one, the controller itself, or something else. */
  readonly kind: 'machine' | 'local' | 'other';
  /** Of something else: the variable that says so. */
  readonly why: string | null;
  /** This and all below: what a connection reads, where it is set and can be known before a play. */
  readonly address: string | null;
  readonly port: string | null;
  readonly user: string | null;
  readonly interpreter: string | null;
}

/** An inventory as ansible-playbook read it, for one playbook and its arguments. */
export interface Inventory {
  /** The hosts that the limit leaves, in Ansible's order. */
  readonly hosts: readonly InventoryHost[];
  readonly groups: readonly string[];
  /** How many hosts it has in all. */
  readonly known: number;
  /** By whom to log in where nothing else says it. */
  readonly remoteUser: string | null;
  /** Whether plays on localhost run: a limit may leave them out. */
  readonly localhost: boolean;
  /** Files in a folder that Ansible could not read, and went on without. */
  readonly skipped: readonly string[];
  /** What programs and services said of it, by source; null where none was asked. It may hold secrets. */
  readonly frozen: Readonly<Record<string, unknown>> | null;
}

/** An inventory of somebody's own, as a run is asked to take its hosts from it. */
export interface WantedInventory {
  /** Files, folders or lists (`web1,web2,`), as ansible-playbook takes them with `-i`. */
  readonly sources: readonly string[];
  /** A pattern: only these hosts. */
  readonly limit?: string | undefined;
  /** Doubles for each class of hosts that are alike; `all`: one for each host. Undefined: as many as are easily had. */
  readonly sample?: number | 'all' | undefined;
}
