import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Controller } from '../ansible/controller.ts';
import type { Localhost } from '../ansible/run-request.ts';
import type { Lab } from '../lab/lab.ts';
import type { RunNetwork } from '../lab/network/network.ts';
import type { StartedHost } from '../lab/started-host.ts';
import type { Facts } from '../model/facts.ts';
import type { DisposableHost } from '../model/host.ts';
import { LOCALHOST } from '../model/host.ts';
import type { Sighting } from '../model/sighting.ts';
import { Probe } from '../probe/probe.ts';

/**
 * Which playbooks act on the machine that ansible-playbook runs on, and so need a double of it: what their source lets one expect, until
 * a run has shown it. A wrong guess costs a run; what is not doubled is refused.
 */
export class LocalhostUse {
  readonly #guess: (playbook: string) => boolean;
  readonly #seen = new Set<string>();

  constructor(guess: (playbook: string) => boolean) {
    this.#guess = guess;
  }

  has(playbook: string): boolean {
    return this.#seen.has(playbook) || this.#guess(playbook);
  }

  /** Remembers a run that was refused its localhost. Returns whether it was. */
  saw(playbook: string, facts: Facts): boolean {
    const refused = facts.history.some(
      (entry) => entry.kind === 'event' && entry.event.type === 'refused' && entry.event.why === 'local',
    );
    if (refused) this.#seen.add(playbook);
    return refused;
  }
}

/** A double of this machine for one run, or one from the controller's image, with what watches it. */
export interface DoubledLocalhost extends AsyncDisposable {
  readonly localhost: Localhost;
  /** The hosts of the run, as they are reached from in there. */
  readonly hosts: readonly DisposableHost[];
  readonly probe: Probe;
}

interface DoubleOrder {
  readonly lab: Lab;
  readonly controller: Controller;
  readonly machines: readonly StartedHost[];
  /** The run's own folder: all that the double shares with this machine. */
  readonly workDir: string;
  /** With a seat for localhost; without it, it has no network but its loopback. */
  readonly network?: RunNetwork | undefined;
  readonly onSighting: (sighting: Sighting) => void;
  readonly signal: AbortSignal;
}

export async function doubleLocalhost(order: DoubleOrder): Promise<DoubledLocalhost> {
  const { lab, machines, workDir, network, signal, onSighting } = order;
  const hosts = await Promise.all(machines.map(({ host }) => reachedFromInside(host, workDir)));
  const { inside } = order.controller;
  const double = await lab.startController({ workDir, ports: hosts.map(({ port }) => port), network, inside, signal });
  try {
    const { receiptsDir } = double;
    const tools = dirname(order.controller.python);
    const probe = await Probe.start(
      { name: LOCALHOST },
      { onSighting, receiptsDir, connect: (script) => double.script(script, tools) },
    );
    return {
      localhost: { kind: 'double', stage: double, receiptsDir },
      hosts,
      probe,
      async [Symbol.asyncDispose]() {
        await probe[Symbol.asyncDispose]();
        await double.stop();
      },
    };
  } catch (error) {
    await double.stop();
    throw error;
  }
}

/** By copies in the shared folder: what changes beside it isn't seen from inside. */
async function reachedFromInside(host: DisposableHost, workDir: string): Promise<DisposableHost> {
  const folder = join(workDir, 'ssh');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const copied = { identityFile: join(folder, 'id'), knownHostsFile: join(folder, 'known_hosts') };
  await copyFile(host.identityFile, copied.identityFile);
  await copyFile(host.knownHostsFile, copied.knownHostsFile);
  return { ...host, ...copied };
}
