import { REBOOT_TIMEOUT_S } from '../model/ansible-core.ts';
import type { ChosenNumber, DesignRequest, WantedJob } from '../model/design.ts';
import { limitFor, lookEveryS, windowFor } from '../model/limits.ts';
import { hasPipe, wantsShell } from './command.ts';
import type { Stage } from './stages.ts';

/** A task as it is written, and the numbers in it. */
export interface DesignedTask {
  readonly yaml: Readonly<Record<string, unknown>>;
  readonly numbers: readonly ChosenNumber[];
}

/** The tasks of one stage, in their order: launches, then reaps, then the restart of the host. */
export function tasksOf(stage: Stage, request: DesignRequest, registers: ReadonlyMap<string, string>): DesignedTask[] {
  const { jobs, way } = stage;
  const restarts = jobs.filter(({ reboots }) => reboots).map((job) => restart(job, request));
  if (way === 'keep-alive') return [...jobs.map((job) => keepAlive(job, request)), ...restarts];
  const soonest = jobs.toSorted((a, b) => a.runtimeS - b.runtimeS);
  return [
    ...jobs.map((job) => launch(job, request, registers.get(job.name) as string)),
    ...soonest.map((job) => reap(job, request, registers.get(job.name) as string)),
    ...restarts,
  ];
}

export function limitOf({ runtimeS }: WantedJob, { headroom }: DesignRequest): number {
  return limitFor(runtimeS, headroom);
}

/** Seconds that a restart of the host may take in each of its phases. */
export function rebootTimeoutS({ bootS, headroom }: DesignRequest): number {
  return bootS === undefined ? REBOOT_TIMEOUT_S : limitFor(bootS, headroom);
}

function keepAlive(job: WantedJob, request: DesignRequest): DesignedTask {
  const limit = limitOf(job, request);
  const poll = lookEveryS(limit);
  return {
    yaml: { name: job.name, ...actionOf(job), async: limit, poll },
    numbers: [
      limitNumber(job, request, limit),
      { task: job.name, keyword: 'poll', value: poll, why: `a look every ${poll} s: a failure is seen that soon` },
    ],
  };
}

function launch(job: WantedJob, request: DesignRequest, register: string): DesignedTask {
  const limit = limitOf(job, request);
  return {
    yaml: { name: job.name, ...actionOf(job), async: limit, poll: 0, register },
    numbers: [
      limitNumber(job, request, limit),
      { task: job.name, keyword: 'poll', value: 0, why: 'launched, and reaped below' },
    ],
  };
}

function reap(job: WantedJob, request: DesignRequest, register: string): DesignedTask {
  const limit = limitOf(job, request);
  const { retries, delay } = windowFor(limit);
  const name = `Wait for: ${job.name}`;
  const result = `${register}_result`;
  return {
    yaml: {
      name,
      'ansible.builtin.async_status': { jid: `{{ ${register}.ansible_job_id }}` },
      register: result,
      until: `${result} is finished`,
      retries,
      delay,
    },
    numbers: [
      {
        task: name,
        keyword: 'retries',
        value: retries,
        why: `${retries} × ${delay} s outlasts the limit of ${limit} s, and a watcher that is late`,
      },
      { task: name, keyword: 'delay', value: delay, why: `a look every ${delay} s: a failure is seen that soon` },
    ],
  };
}

function restart(job: WantedJob, request: DesignRequest): DesignedTask {
  const value = rebootTimeoutS(request);
  const name = `Restart the host after: ${job.name}`;
  const why =
    request.bootS === undefined
      ? 'the default of reboot, for each of its phases: say how long a restart takes at worst (boot) for a number of your own'
      : `${request.headroom} × the slowest restart, ${seconds(request.bootS)}, for each of its phases`;
  return {
    yaml: { name, 'ansible.builtin.reboot': { reboot_timeout: value } },
    numbers: [{ task: name, keyword: 'reboot_timeout', value, why }],
  };
}

function limitNumber({ name, runtimeS }: WantedJob, { headroom }: DesignRequest, limit: number): ChosenNumber {
  const why = `${headroom} × the slowest runtime, ${seconds(runtimeS)}${limit > runtimeS * headroom ? ', rounded up' : ''}`;
  return { task: name, keyword: 'async', value: limit, why };
}

function seconds(value: number): string {
  return `${Number(value.toFixed(1))} s`;
}

function actionOf({ work }: WantedJob): Readonly<Record<string, unknown>> {
  if (work.kind === 'module') return { [work.module]: work.args };
  const { command } = work;
  if (!wantsShell(command)) return { 'ansible.builtin.command': { cmd: command } };
  if (!hasPipe(command)) return { 'ansible.builtin.shell': { cmd: command } };
  return { 'ansible.builtin.shell': { cmd: `set -o pipefail\n${command}\n`, executable: '/bin/bash' } };
}
