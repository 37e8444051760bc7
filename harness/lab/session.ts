import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Guard, startGuard } from './guard.ts';
import { generateKeyPair, type KeyPair } from './key-pair.ts';
import { KnownHosts } from './known-hosts.ts';
import { FOLDER_PREFIX, OWNER_FILE, OWNER_LABEL, OWNER_VARIABLE, SESSION_LABEL, SESSION_VARIABLE } from './mark.ts';
import { currentOwner, formatOwner } from './owner.ts';

/**
 * One use of the harness, from its start to its end: all that it makes on this machine carries its mark, and is removed
 * with it, by itself or by its watchdog. Disposing of it is the last thing to do.
 */
export class Session implements AsyncDisposable {
  readonly id: string;
  /** Mode 0700, and with a short path: a control socket's path in it must stay below 108 bytes (unix(7)). */
  readonly folder: string;
  /** Opens all hosts of the session. */
  readonly identityFile: string;
  readonly key: KeyPair;
  readonly knownHosts: KnownHosts;
  /** For containers and networks. */
  readonly labels: Readonly<Record<string, string>>;
  /** For the environment of every process that is started for this session; it is found by this when the harness dies. */
  readonly marks: Readonly<Record<string, string>>;
  readonly #guard: Guard;
  #clean = true;
  #closed: Promise<void> | undefined;

  private constructor(id: string, folder: string, guard: Guard) {
    const owner = formatOwner(currentOwner());
    this.id = id;
    this.folder = folder;
    this.#guard = guard;
    this.labels = { [SESSION_LABEL]: id, [OWNER_LABEL]: owner };
    this.marks = { [SESSION_VARIABLE]: id, [OWNER_VARIABLE]: owner };
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(join(folder, OWNER_FILE), owner);
    this.key = generateKeyPair(`reapcheck-${id}`);
    this.identityFile = join(folder, 'id_ed25519');
    writeFileSync(this.identityFile, this.key.privateKey, { mode: 0o600 });
    writeFileSync(`${this.identityFile}.pub`, `${this.key.publicKey}\n`);
    this.knownHosts = new KnownHosts(join(folder, 'known_hosts'));
  }

  /** The watchdog comes first, then whatever could be left behind. */
  static async open(): Promise<Session> {
    const id = randomBytes(5).toString('hex');
    const folder = join(tmpdir(), `${FOLDER_PREFIX}${id}`);
    const guard = await startGuard(id, folder);
    try {
      return new Session(id, folder, guard);
    } catch (error) {
      await guard.release(false);
      throw error;
    }
  }

  /** Settles when the watchdog is at its post: to be awaited before the first container or process of the session. */
  get guarded(): Promise<void> {
    return this.#guard.ready;
  }

  get watchdogPid(): number {
    return this.#guard.pid;
  }

  /** Something could not be removed: when the session ends, its watchdog will try again for a while. */
  leaveToWatchdog(): void {
    this.#clean = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed ??= this.#close();
    await this.#closed;
  }

  async #close(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
    await this.#guard.release(this.#clean);
  }
}
