import { NoEffect } from '../faults/fault.ts';
import type { Recorder } from '../history/recorder.ts';
import type { Launch } from '../model/event.ts';
import type { Machine } from '../model/machine.ts';
import type { ReceiptSeen } from '../model/sighting.ts';
import { now, pause } from '../time/clock.ts';
import type { ArmedFault } from './armed-fault.ts';

/** Makes the strikes of one run that come from outside of the hosts, each in its moment, and records what was seen of them. */
export class Strikes implements AsyncDisposable {
  readonly #armed: readonly ArmedFault[];
  readonly #machines: ReadonlyMap<string, Machine>;
  readonly #recorder: Recorder;
  readonly #over: AbortSignal;
  readonly #begun = new Map<string, Promise<void>>();
  readonly #running = new Map<string, string>();
  readonly #launched = new Set<string>();

  constructor(
    armed: readonly ArmedFault[],
    machines: ReadonlyMap<string, Machine>,
    recorder: Recorder,
    signal: AbortSignal,
  ) {
    this.#armed = armed;
    this.#machines = machines;
    this.#recorder = recorder;
    this.#over = signal;
  }

  /** Those that hold for the whole play; resolves when they are in force. */
  async before(): Promise<void> {
    await Promise.all(
      this.#armed
        .filter(({ fault }) => fault.strike?.moment === 'before')
        .map((one) => {
          const inForce = Promise.withResolvers<void>();
          return Promise.race([this.#make(one, inForce.resolve), inForce.promise]);
        }),
    );
  }

  /** The stand-in of a job has left its receipt. */
  onReceipt({ token, jid }: ReceiptSeen): void {
    this.#running.set(jid, token);
    this.#consider(jid);
  }

  /** The play has got the id of a job: from here on it has something to lose. */
  onLaunch({ jid }: Launch): void {
    this.#launched.add(jid);
    this.#consider(jid);
  }

  /** A job is under way when it has begun on the host, and the play knows it. */
  #consider(jid: string): void {
    const token = this.#running.get(jid);
    if (token === undefined || !this.#launched.has(jid) || this.#begun.has(token)) return;
    const one = this.#armed.find(({ arm }) => arm.token === token);
    if (one?.fault.strike?.moment === 'running') void this.#make(one);
  }

  /** Resolves when all strikes that have begun are healed. */
  async settled(): Promise<void> {
    await Promise.all(this.#begun.values());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.settled();
    for (const machine of this.#machines.values()) machine.link.heal();
  }

  #make(one: ArmedFault, inForce = () => {}): Promise<void> {
    const made = this.#strike(one, inForce);
    this.#begun.set(one.arm.token, made);
    return made;
  }

  async #strike({ fault, arm, on, target }: ArmedFault, inForce: () => void): Promise<void> {
    const machine = this.#machines.get(on);
    const { token } = arm;
    try {
      if (!machine || !fault.strike) throw new NoEffect(`there is no host ${on} in this run`);
      // What is known to run has begun a moment ago.
      await pause(fault.strike.afterMs?.(target) ?? 0, this.#over);
      const at = now();
      const evidence = await fault.strike.act(machine, target, (ms) => pause(ms, this.#over), inForce);
      this.#recorder.record({ kind: 'strike', strike: { type: 'struck', at, token, evidence } });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      this.#recorder.record({ kind: 'strike', strike: { type: 'failed', at: now(), token, why } });
    }
  }
}
