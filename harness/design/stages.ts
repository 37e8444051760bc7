import { FORKS } from '../model/ansible-core.ts';
import type { ChosenWay, DesignRequest, WantedJob } from '../model/design.ts';

/** Jobs that run at the same time, each launched before the first is reaped; or one by itself. */
export interface Stage {
  readonly jobs: readonly WantedJob[];
  readonly way: ChosenWay['way'];
  readonly why: string;
}

/** One after the other: neighbours that may run in parallel share a stage, but for those after which the host is restarted. */
export function stagesOf({ jobs, hostCount }: DesignRequest): readonly Stage[] {
  const groups: WantedJob[][] = [];
  for (const job of jobs) {
    const last = groups.at(-1);
    if (last && mayJoin(last, job)) last.push(job);
    else groups.push([job]);
  }
  return groups.map((group) => stageOf(group, hostCount));
}

function mayJoin(group: readonly WantedJob[], job: WantedJob): boolean {
  return [...group, job].every(({ parallel, reboots }) => parallel && !reboots);
}

function stageOf(jobs: readonly WantedJob[], hostCount: number): Stage {
  if (jobs.length > 1)
    return {
      jobs,
      way: 'launch-and-reap',
      why: `${jobs.length} jobs run at the same time: each is launched with poll: 0, and reaped once all of them are under way`,
    };
  if (hostCount > FORKS)
    return {
      jobs,
      way: 'launch-and-reap',
      why: `a keep-alive holds one of the ${FORKS} forks for its whole runtime, so that ${hostCount} hosts would have it in ${Math.ceil(hostCount / FORKS)} rounds, one after the other; launched with poll: 0, it runs on all of them at once`,
    };
  return {
    jobs,
    way: 'keep-alive',
    why: 'nothing runs beside it, so the play waits for it: poll keeps the connection short, and a failure ends the task red by itself',
  };
}
