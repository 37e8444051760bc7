import { preflight } from '../../checks/smoke/preflight.ts';
import { ReapcheckError } from '../../model/error.ts';
import type { ComingRun, Condition } from '../../model/smoke.ts';
import { type Looked, lookAtHosts } from './look.ts';
import { refuseBad, refuseRun } from './refusals.ts';
import type { SmokeOrder } from './setting.ts';

export interface Approached {
  readonly before: Looked;
  readonly conditions: readonly Condition[];
}

type ApproachOrder = Pick<SmokeOrder, 'setting' | 'proof' | 'progress'>;

/** Looks at the hosts, and asks: whoever comes back may run the playbook for real on them. Throws where it may not; nothing is run by then. */
export async function approach(order: ApproachOrder): Promise<Approached> {
  const { setting, progress } = order;
  progress.looking();
  const before = await lookAtHosts(setting);
  setting.signal.throwIfAborted();
  refuseRun(setting, before);
  const conditions = preflight(before.looks);
  refuseBad(conditions);
  if (!(await progress.confirm(intentOf(order, before), conditions))) throw declined();
  setting.signal.throwIfAborted();
  return { before, conditions };
}

function intentOf({ proof }: ApproachOrder, { limit, plans }: Looked): ComingRun {
  return {
    hosts: limit?.hosts ?? [],
    tasks: plans.reduce((sum, plan) => sum + plan.tasks, 0),
    jobs: plans.flatMap((plan) => plan.jobs),
    delegated: plans.flatMap((plan) => plan.delegated),
    proof,
  };
}

function declined(): ReapcheckError {
  return new ReapcheckError({
    code: 'not-confirmed',
    kind: 'usage',
    what: 'the run was not confirmed; nothing was run',
    remedy: 'answer yes, or give --yes',
  });
}
