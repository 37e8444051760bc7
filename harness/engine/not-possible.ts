import type { Fault } from '../faults/fault.ts';
import { ReapcheckError } from '../model/error.ts';
import type { Facts } from '../model/facts.ts';
import type { Finding } from '../model/finding.ts';

/** A fault that a host of this run can't have, and why. */
interface NotPossible {
  readonly fault: string;
  readonly on: string;
  readonly why: string;
}

/** Why a host of this run can't have the fault; undefined where it can, and where nobody knows. */
export function whyNot(facts: Pick<Facts, 'sightings'>, fault: Fault, on: string): string | undefined {
  const seen = facts.sightings('link').findLast(({ host }) => host === on);
  return seen?.sshServer === undefined ? undefined : fault.cantOn?.(seen.sshServer);
}

/** Of these faults, and hosts on which jobs of the run were. */
export function notPossible(facts: Facts, faults: readonly Fault[]): readonly NotPossible[] {
  const hosts = [...new Set(facts.jobs.map((job) => job.on))];
  return faults.flatMap((fault) =>
    hosts.flatMap((on) => {
      const why = whyNot(facts, fault, on);
      return why === undefined ? [] : [{ fault: fault.name, on, why }];
    }),
  );
}

/** Says of each fault that was left out on some host why it was: hosts with the same reason together. */
export function notPossibleFindings(left: readonly NotPossible[]): readonly Finding[] {
  const alike = Map.groupBy(left, ({ fault, why }) => `${fault} ${why}`);
  return [...alike.values()].map((ones) => {
    const [{ fault, why } = { fault: '', why: '' }] = ones;
    const hosts = ones.map(({ on }) => on).join(', ');
    return {
      rule: 'fault-not-possible',
      severity: 'note',
      confidence: 'certain',
      message: `${fault} was not tried on ${hosts}: ${why}`,
      evidence: [],
      remedy: 'nothing, unless your own hosts can have it: then drill with an image that is as they are (--image)',
    };
  });
}

/** Where nothing is left of what was asked for. */
export function noneIsPossible(left: readonly NotPossible[]): ReapcheckError {
  return new ReapcheckError({
    code: 'fault-not-possible',
    kind: 'usage',
    what: `none of these faults can be struck: ${left.map(({ fault, on, why }) => `${fault} on ${on}: ${why}`).join('; ')}`,
    remedy: 'take other hosts (--image), or name other faults as well',
  });
}
