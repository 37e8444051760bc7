import type { Recorder } from '../history/recorder.ts';
import type { StartedHost } from '../lab/started-host.ts';
import type { Sighting } from '../model/sighting.ts';
import { Probe } from '../probe/probe.ts';
import { now } from '../time/clock.ts';

/** How long a look at every host may take after the play. */
const LOOK_WITHIN_MS = 10_000;

/** The probes of one run, each on a host of its own. What they see goes into its history. */
export class Watch implements AsyncDisposable {
  readonly #recorder: Recorder;
  readonly #probes = new Map<string, Probe>();
  /** For everything else that sees something in this run. */
  readonly onSighting: (sighting: Sighting) => void;

  constructor(recorder: Recorder, heard: (sighting: Sighting) => void) {
    this.#recorder = recorder;
    this.onSighting = (sighting) => {
      recorder.record({ kind: 'sighting', sighting });
      heard(sighting);
    };
  }

  /** Begins to watch these hosts. Where one can't be reached, none is watched alone: throws what it said. */
  async begin(machines: readonly StartedHost[]): Promise<void> {
    const begun = await Promise.allSettled(machines.map(async (machine) => this.add(await this.#probe(machine))));
    for (const one of begun) if (one.status === 'rejected') throw one.reason;
  }

  add(probe: Probe): void {
    this.#probes.set(probe.hostName, probe);
  }

  /** Past the link: what is done to that must not blind us. */
  #probe(machine: StartedHost): Promise<Probe> {
    const { receiptsDir } = machine.host;
    return Probe.start(machine.host, { onSighting: this.onSighting, receiptsDir, port: () => machine.directPort });
  }

  /** A job of this host has its file in a folder that may not be watched yet. */
  onJobFile(host: string, file: string): void {
    this.#probes.get(host)?.watchDir(file.replace(/\/[^/]*$/, ''));
  }

  /** Resolves when all that stands on the hosts by now is recorded, as far as they answer. */
  async look(): Promise<void> {
    await Promise.all(
      [...this.#probes.values()].map(async (probe) => {
        const told = await probe.sync(LOOK_WITHIN_MS);
        const looked = { type: 'probe', state: 'looked', at: now(), host: probe.hostName } as const;
        if (told) this.#recorder.record({ kind: 'sighting', sighting: looked });
      }),
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#probes.values()].map((probe) => probe[Symbol.asyncDispose]()));
  }
}
