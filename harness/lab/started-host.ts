import type { Container } from 'dockerode';
import type { DisposableHost } from '../model/host.ts';
import type { Machine } from '../model/machine.ts';
import { firstWord, greetAndHold, knock, roundTrip } from './banner.ts';
import { logTail } from './container-logs.ts';
import { execDetached, execInside, pauseContainer } from './container-orders.ts';
import type { StartedContainer } from './containers.ts';
import type { Deaths } from './deaths.ts';
import { type Engine, removeContainer } from './engine.ts';
import { type HostKind, WANTED_DIR } from './host-kind.ts';
import type { KeptName } from './images/kept-disks.ts';
import { generateKeyPair } from './key-pair.ts';
import type { Link } from './link/link.ts';
import { SESSION_LABELS } from './mark.ts';
import type { RunNetwork } from './network/network.ts';
import { type Boot, type HostState, Power } from './power.ts';
import { type Survey, surveyOf } from './survey.ts';
import { wantedBootDelay, wantedHostKey, wantedSameBootId } from './wanted-file.ts';

/** What the harness put there for this session; each boot puts it there anew. */
const EMPTIED = `set -e
for file in /home/*/.ssh/authorized_keys; do
  [ ! -e "$file" ] || [ ! -s ${WANTED_DIR}/authorized_keys ] || { grep -vxFf ${WANTED_DIR}/authorized_keys "$file" >"$file.kept" || :; cat "$file.kept" >"$file"; rm "$file.kept"; }
done
find ${WANTED_DIR} -mindepth 1 -delete
rm -f /etc/ssh/ssh_host_* /root/.ssh/authorized_keys /home/operator/.ssh/authorized_keys`;

interface Parts {
  readonly host: DisposableHost;
  readonly kind: HostKind;
  readonly link: Link;
  /** The closed network that it is in; without one it is where the engine puts containers. */
  readonly network: RunNetwork | undefined;
  readonly engine: Engine;
  readonly started: StartedContainer;
  readonly firstBoot: Boot;
  readonly deaths: Deaths;
  readonly bootWithinMs: number;
  /** Told when its SSH server is mapped to another port of the loopback. */
  readonly mapped: (port: number) => void;
  /** Told at the end; `removed` is false if the engine would not remove the container. */
  readonly released: (removed: boolean) => void | Promise<void>;
}

/**
 * A host of the lab. It reboots as a machine does: when its PID 1 asks for a reboot, its container is started again after
 * `downtimeMs`; while it is down its address refuses connections, and nothing leads there before SSH answers again.
 */
export class StartedHost implements Machine, AsyncDisposable {
  readonly host: DisposableHost;
  readonly kind: HostKind;
  readonly link: Link;
  readonly network: RunNetwork | undefined;
  readonly containerId: string;
  readonly sshServer: string;
  readonly #parts: Parts;
  readonly #container: Container;
  readonly #power: Power;
  #removed: Promise<void> | undefined;

  constructor(parts: Parts) {
    const { host, engine, started, link } = parts;
    this.host = host;
    this.kind = parts.kind;
    this.link = link;
    this.network = parts.network;
    this.containerId = started.id;
    this.sshServer = started.sshServer;
    this.#parts = parts;
    this.#container = engine.getContainer(started.id);
    link.point(started.port);
    this.#power = new Power({
      ...parts,
      name: host.name,
      container: this.#container,
      mapped: (port) => {
        if (port !== undefined) parts.mapped(port);
        link.point(port);
      },
    });
  }

  /** How long a reboot keeps it down, before its boot begins. `Infinity`: it doesn't come back until `powerOn`. */
  get downtimeMs(): number {
    return this.#power.downtimeMs;
  }

  set downtimeMs(ms: number) {
    this.#power.downtimeMs = ms;
  }

  get state(): HostState {
    return this.#power.state;
  }

  /** All boots that ended with an SSH banner, the first one included. */
  get boots(): readonly Boot[] {
    return this.#power.boots;
  }

  onChange(listener: (state: HostState) => void): Disposable {
    return this.#power.onChange(listener);
  }

  /**
   * Waits until the host is up and has booted so many times. Throws `DeadlinePassed`, the signal's reason, or
   * `host-not-ready` if it broke.
   */
  waitForBoots(count: number, options: { readonly withinMs: number; readonly signal?: AbortSignal }): Promise<void> {
    return this.#power.waitForBoots(count, options);
  }

  /** At its next boot it shows another host key, as a machine does that was replaced. known_hosts keeps the old one. */
  async replaceHostKey(): Promise<void> {
    await this.#parts.started.put(wantedHostKey(generateKeyPair(this.host.name)));
  }

  /** From its next boot on, its boot id stays what it is: it restarts, and nothing on it tells. */
  async keepBootId(): Promise<void> {
    await this.#parts.started.put([wantedSameBootId()]);
  }

  /** From its next boot on, this passes before its SSH server starts. */
  async delayBoots(ms: number): Promise<void> {
    await this.#parts.started.put([wantedBootDelay(ms)]);
  }

  /** Where its SSH server is reached past the link, whatever is done to that; undefined while it is down. */
  get directPort(): number | undefined {
    return this.#power.port;
  }

  async reboot(): Promise<void> {
    await this.#power.bootBy(() => execDetached(this.#container, ['shutdown', '-r', 'now']));
  }

  async powerCut(): Promise<void> {
    await this.#power.bootBy(() => {
      this.#power.expect('fails');
      return this.#container.kill({ signal: 'SIGKILL' });
    });
  }

  async freeze(): Promise<void> {
    await pauseContainer(this.#container, this.host.name, this.#power.removing);
  }

  async thaw(): Promise<void> {
    await this.#container.unpause();
  }

  async isFrozen(): Promise<boolean> {
    return (await this.#container.inspect()).State.Paused;
  }

  async idleConnection(ms: number, onGreeting?: () => void): Promise<number> {
    return greetAndHold(this.link.port, { ...this.#untilRemoved(), holdMs: ms, onGreeting });
  }

  async firstWord(): Promise<string> {
    return firstWord(this.link.port, this.#untilRemoved());
  }

  async knock(count: number): Promise<number> {
    return knock(this.link.port, count, this.#untilRemoved());
  }

  async roundTrip(): Promise<number> {
    return roundTrip(this.link.port, this.#untilRemoved());
  }

  #untilRemoved() {
    return { withinMs: this.#parts.bootWithinMs, signal: this.#power.removing };
  }

  /** Boots a host that is off. Resolves when SSH answers. */
  powerOn(): Promise<void> {
    return this.#power.on();
  }

  /** Runs a shell script on it as root, past SSH. Throws what it printed where it fails. */
  async outfit(script: string, args: readonly string[]): Promise<void> {
    const { code, output } = await execInside(this.#container, ['sh', '-c', script, 'outfit', ...args]);
    if (code !== 0) throw new Error(`${this.host.name} could not be made ready: ${output.trim()}`);
  }

  /** What is on it besides its disk. Throws if it can't be asked. */
  survey(): Promise<Survey> {
    return surveyOf(this.#container);
  }

  /**
   * Shuts it down, and keeps its disk as an image of this name, without the keys by which we reach it. It is off then: what
   * goes on being written would be half in the image.
   */
  async snapshot(repo: string, tag: string): Promise<void> {
    const emptied = await execInside(this.#container, ['sh', '-c', EMPTIED]);
    if (emptied.code !== 0) throw new Error(`our keys could not be taken from ${this.host.name}: ${emptied.output}`);
    this.#power.expect('shuts-down');
    await this.#container.stop();
    await this.#container.commit({ repo, tag });
  }

  /** The same once more, under another name and with other labels, once it is shut down. */
  async keepAs({ repo, tag, labels }: KeptName): Promise<void> {
    const { id } = this.#container;
    // Of the session's own labels, which it would have as well, nothing must be left.
    const Labels = { ...Object.fromEntries(SESSION_LABELS.map((name) => [name, ''])), ...labels };
    await this.#container.commit({ _query: { container: id, repo, tag }, _body: { Labels } });
  }

  /** The last lines of its console. */
  logs(lines = 20): Promise<string[]> {
    return logTail(this.#container, lines);
  }

  /** Removes the host. */
  stop(): Promise<void> {
    this.#removed ??= this.#remove();
    return this.#removed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #remove(): Promise<void> {
    await this.#power.cut();
    await this.link[Symbol.asyncDispose]();
    this.#power.removed();
    let removed = false;
    try {
      await removeContainer(this.#parts.engine, this.containerId);
      removed = true;
    } finally {
      await this.#parts.released(removed);
    }
  }
}
