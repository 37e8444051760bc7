import type { Container } from 'dockerode';
import type { DisposableHost } from '../model/host.ts';
import type { Machine } from '../model/machine.ts';
import { elapsed, now, pause } from '../time/clock.ts';
import { waitFor } from '../time/deadline.ts';
import { greetAndHold, roundTrip, waitForBanner } from './banner.ts';
import { logTail } from './container-logs.ts';
import { execDetached, execInside, pauseContainer } from './container-orders.ts';
import type { StartedContainer } from './containers.ts';
import type { Deaths } from './deaths.ts';
import { type Engine, removeContainer } from './engine.ts';
import { EXIT_POWER_OFF, EXIT_REBOOT, type HostKind, WANTED_DIR } from './host-kind.ts';
import { generateKeyPair } from './key-pair.ts';
import type { Link } from './link/link.ts';
import type { RunNetwork } from './network/network.ts';
import { ContainerEnded, hostNotReady } from './not-ready.ts';
import { type Survey, surveyOf } from './survey.ts';
import { wantedBootDelay, wantedHostKey, wantedSameBootId } from './wanted-file.ts';

/** What the harness put there for this session; each boot puts it there anew. */
const EMPTIED = `set -e
for file in /home/*/.ssh/authorized_keys; do
  [ ! -e "$file" ] || [ ! -s ${WANTED_DIR}/authorized_keys ] || { grep -vxFf ${WANTED_DIR}/authorized_keys "$file" >"$file.kept" || :; cat "$file.kept" >"$file"; rm "$file.kept"; }
done
find ${WANTED_DIR} -mindepth 1 -delete
rm -f /etc/ssh/ssh_host_* /root/.ssh/authorized_keys /home/operator/.ssh/authorized_keys`;

/** `off`: it was powered off, or its downtime has no end. `broken`: its PID 1 ended in another way, or a boot failed. */
export type HostState = 'up' | 'rebooting' | 'off' | 'broken' | 'removed';

export interface Boot {
  /** Epoch in ms: when its SSH server greeted. */
  readonly at: number;
  /** From the container's start to the banner; without the downtime before it. */
  readonly tookMs: number;
}

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
  readonly mapped: (port: number, before: number) => void;
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
  /** How long a reboot keeps it down, before its boot begins. `Infinity`: it doesn't come back until `powerOn`. */
  downtimeMs = 0;
  readonly #parts: Parts;
  readonly #container: Container;
  readonly #boots: Boot[];
  readonly #listeners = new Set<(state: HostState) => void>();
  readonly #deathWatch: Disposable;
  readonly #removing = new AbortController();
  #state: HostState = 'up';
  #port: number;
  /** The next death of its PID 1 is a power failure, after which it boots. */
  #powerFails = false;
  /** The next death of its PID 1 is asked for, and it stays down. */
  #shutsDown = false;
  #trouble: unknown;
  /** Of the boot under way; aborted when that boot's PID 1 has ended. */
  #boot = new AbortController();
  #booting: Promise<void> = Promise.resolve();
  #removed: Promise<void> | undefined;

  constructor(parts: Parts) {
    this.host = parts.host;
    this.kind = parts.kind;
    this.link = parts.link;
    this.network = parts.network;
    this.containerId = parts.started.id;
    this.#parts = parts;
    this.#container = parts.engine.getContainer(parts.started.id);
    this.#boots = [parts.firstBoot];
    this.#port = parts.started.port;
    this.link.point(this.#port);
    this.#deathWatch = parts.deaths.watch(parts.started.id, (exitCode) => this.#died(exitCode));
  }

  get state(): HostState {
    return this.#state;
  }

  /** All boots that ended with an SSH banner, the first one included. */
  get boots(): readonly Boot[] {
    return this.#boots;
  }

  onChange(listener: (state: HostState) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => this.#listeners.delete(listener) };
  }

  /**
   * Waits until the host is up and has booted so many times. Throws `DeadlinePassed`, the signal's reason, or
   * `host-not-ready` if it broke.
   */
  async waitForBoots(
    count: number,
    options: { readonly withinMs: number; readonly signal?: AbortSignal },
  ): Promise<void> {
    await waitFor(
      async () => {
        if (this.#state === 'broken') throw await hostNotReady(this.host.name, this.#container, this.#trouble);
        const done = this.#state === 'up' && this.#boots.length >= count;
        return done ? { done, value: undefined } : { done: false, last: `${this.#state}, ${this.#boots.length} boots` };
      },
      { what: `boot ${count} of ${this.host.name}`, ...options },
    );
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
    return this.#state === 'up' ? this.#port : undefined;
  }

  async reboot(): Promise<void> {
    const boots = this.#boots.length;
    await execDetached(this.#container, ['shutdown', '-r', 'now']);
    await this.waitForBoots(boots + 1, this.#comeBack());
  }

  async powerCut(): Promise<void> {
    const boots = this.#boots.length;
    this.#powerFails = true;
    await this.#container.kill({ signal: 'SIGKILL' });
    await this.waitForBoots(boots + 1, this.#comeBack());
  }

  async freeze(): Promise<void> {
    await pauseContainer(this.#container, this.host.name, this.#removing.signal);
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

  async roundTrip(): Promise<number> {
    return roundTrip(this.link.port, this.#untilRemoved());
  }

  #untilRemoved() {
    return { withinMs: this.#parts.bootWithinMs, signal: this.#removing.signal };
  }

  #comeBack() {
    return { withinMs: this.downtimeMs + this.#parts.bootWithinMs, signal: this.#removing.signal };
  }

  /** Boots a host that is off. Resolves when SSH answers. */
  async powerOn(): Promise<void> {
    if (this.#state !== 'off') throw new Error(`${this.host.name} is ${this.#state}, not off`);
    this.#booting = this.#bootAfter(0);
    await this.#booting;
    if (this.#trouble !== undefined) throw await hostNotReady(this.host.name, this.#container, this.#trouble);
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
    this.#shutsDown = true;
    await this.#container.stop();
    await this.#container.commit({ repo, tag });
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

  #enter(state: HostState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }

  #died(exitCode: number): void {
    this.link.point(undefined);
    this.#boot.abort();
    if (this.#removing.signal.aborted) return;
    const reboots = exitCode === EXIT_REBOOT || this.#powerFails;
    this.#powerFails = false;
    if (this.#shutsDown || exitCode === EXIT_POWER_OFF || (reboots && this.downtimeMs === Infinity)) {
      this.#enter('off');
    } else if (reboots) {
      this.#booting = this.#bootAfter(this.downtimeMs);
    } else {
      this.#trouble = new ContainerEnded(exitCode);
      this.#enter('broken');
    }
  }

  /** Never throws: what went wrong is kept for whoever waits for the host. */
  async #bootAfter(downtimeMs: number): Promise<void> {
    this.#boot = new AbortController();
    const signal = AbortSignal.any([this.#boot.signal, this.#removing.signal]);
    this.#trouble = undefined;
    this.#enter('rebooting');
    try {
      if (downtimeMs > 0) await pause(downtimeMs, signal);
      signal.throwIfAborted();
      const since = elapsed();
      await this.#container.start();
      const port = await this.#parts.started.portAgain();
      await waitForBanner(port, { withinMs: this.#parts.bootWithinMs, signal });
      this.#parts.mapped(port, this.#port);
      this.#port = port;
      this.link.point(port);
      this.#boots.push({ at: now(), tookMs: elapsed() - since });
      this.#enter('up');
    } catch (error) {
      // Its end has been told to #died, which knows better what it means.
      if (signal.aborted) return;
      this.#trouble = error;
      this.#enter('broken');
    }
  }

  async #remove(): Promise<void> {
    this.#removing.abort(new Error(`${this.host.name} is being removed`));
    await this.#booting;
    this.#deathWatch[Symbol.dispose]();
    await this.link[Symbol.asyncDispose]();
    this.#enter('removed');
    let removed = false;
    try {
      await removeContainer(this.#parts.engine, this.containerId);
      removed = true;
    } finally {
      await this.#parts.released(removed);
    }
  }
}
