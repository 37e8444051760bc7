/** The machine that ansible-playbook runs on, by the name that Ansible has for it. */
export const LOCALHOST = 'localhost';

/** More of them are a slip of the finger: a network of the engine has no room for them, and no machine that we know does. */
export const MOST_HOSTS = 500;

/** What it takes to reach a Linux machine over SSH. */
export interface Host {
  /** The name in the inventory. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** Private key, a file with mode 0600. */
  readonly identityFile: string;
  /** A known_hosts file that pins this host's keys under `[address]:port`. */
  readonly knownHostsFile: string;
}

declare const disposable: unique symbol;

/**
 * A host that we made and may break. Only a lab hands these out: the brand has no value that other code could write,
 * so to arm a fault on somebody else's host doesn't compile.
 */
export interface DisposableHost extends Host {
  readonly [disposable]: true;
  /** Where faults leave their receipts on the host: a directory that every user of the host may write to. */
  readonly receiptsDir: string;
}
