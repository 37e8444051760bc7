import { ReapcheckError } from '../model/error.ts';
import { fail } from './fail.ts';
import type { JobFault } from './fault.ts';
import { hang } from './hang.ts';
import { killRunner } from './kill-runner.ts';

/** In the order in which a drill shows them. */
export const FAULTS: readonly JobFault[] = [fail, killRunner, hang];

/** The faults of these names; an unknown one is a usage error that lists those there are. */
export function faultsNamed(names: readonly string[]): readonly JobFault[] {
  return names.map((name) => {
    const fault = FAULTS.find((one) => one.name === name);
    if (fault) return fault;
    throw new ReapcheckError({
      code: 'unknown-fault',
      kind: 'usage',
      what: `there is no fault "${name}"`,
      expected: FAULTS.map((one) => one.name).join(', '),
      remedy: 'name one or more of these with --faults, separated by commas',
    });
  });
}
