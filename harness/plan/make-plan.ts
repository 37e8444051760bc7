import { dirname, isAbsolute, relative, resolve } from 'node:path';
import type { Inputs, Plan, TrialPlan } from '../model/plan.ts';
import type { FaultTrial } from '../model/trial.ts';
import { sha256 } from './inputs.ts';

/** A trial, and what its fault is given: nothing that was measured, which is another number each time. */
export interface Planned {
  readonly trial: FaultTrial;
  readonly on: string;
  readonly numbers: Readonly<Record<string, number | string | boolean>>;
  readonly weightMs: number;
}

/** Where the playbook stands. */
export interface Where {
  readonly playbook: string;
  readonly cwd: string;
}

export function makePlan(inputs: Inputs, planned: readonly Planned[], where: Where): Plan {
  const trials = planned.map(
    ({ trial, on, numbers, weightMs }): TrialPlan => ({
      trial,
      digest: sha256([inputs.digest, identityOf(trial, where), on, Object.entries(numbers).toSorted()]),
      weightMs: Math.round(weightMs),
    }),
  );
  return { digest: sha256(trials.map(({ trial, digest }) => [trial.id, digest])), inputs, trials };
}

/** What a trial is, wherever the project lies. */
function identityOf({ fault, taskName, job }: FaultTrial, { playbook, cwd }: Where): readonly unknown[] {
  const { host, item, nth, place } = job;
  return [fault, taskName, host, item, nth, besidePlaybook(place.file, { playbook, cwd }), place.line];
}

/** As it is called from the folder of the playbook; a file that is in another place altogether keeps its whole path. */
function besidePlaybook(file: string, { playbook, cwd }: Where): string {
  const way = relative(dirname(resolve(cwd, playbook)), resolve(cwd, file));
  return isAbsolute(way) ? file : way;
}
