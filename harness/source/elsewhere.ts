import type { Use } from '../model/audit.ts';
import { type LaunchSeen, type ReapSeen, remember, type Seen } from './flow/records.ts';

/** Uses of registers in files that no run connected with the launch, by the register's name. */
export class Elsewhere {
  private readonly seen: Seen;
  /** Reaps that found no launch, by each variable that they would have it from. */
  private readonly seekers = new Map<string, ReapSeen[]>();
  /** The files that ask for a job id, by each word in them. */
  private readonly asking = new Map<string, (readonly [path: string, text: string])[]>();

  constructor(seen: Seen, texts: ReadonlyMap<string, string>) {
    this.seen = seen;
    for (const [reap] of seen.reaps.values())
      if (reap && reap.jobs.length === 0 && !reap.own.notAJob)
        for (const name of reap.own.wants) remember(this.seekers, name, reap);
    for (const file of texts) {
      if (!file[1].includes('ansible_job_id')) continue;
      for (const word of new Set(file[1].match(/\w+/g))) remember(this.asking, word, file);
    }
  }

  /** The first use of a launch's register that may be a reap. `all`: each time that the launch came up. */
  use(launch: LaunchSeen, all: readonly LaunchSeen[]): Use | undefined {
    const { register, place } = launch.facts;
    if (!register) return undefined;
    const lost = all.find((one) => one.unresolvedAfter)?.unresolvedAfter;
    if (lost) return { place: lost, what: 'a file that could not be found is included after it' };
    // Two playbooks don't share what they register: where both are read from their playbooks on, all is known.
    const apart = (file: string) => file === place.file || (launch.whole && this.seen.wholeFiles.has(file));
    const reap = this.seekers.get(register)?.find((one) => !apart(one.facts.place.file));
    if (reap) return { place: reap.facts.place, what: `a reap in ${reap.facts.place.file} names "${register}"` };
    const files = this.asking.get(register);
    if (!files) return undefined;
    const asksForId = new RegExp(`\\b${register}\\b[^\\n]*ansible_job_id|\\b${register}\\.results\\b`);
    const sets = new RegExp(`register\\s*:\\s*${register}\\b`);
    const found = files.find(([path, text]) => !apart(path) && asksForId.test(text) && !sets.test(text));
    return found && { place: { file: found[0], line: 1 }, what: `"${register}" is named in ${found[0]}` };
  }
}
