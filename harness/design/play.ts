import { type Document, isScalar, type Node, Document as YamlDocument } from 'yaml';
import { FORKS } from '../model/ansible-core.ts';
import type { ChosenNumber, Designed, DesignRequest } from '../model/design.ts';
import { hasPipe } from './command.ts';
import { registersFor } from './register.ts';
import { type Stage, stagesOf } from './stages.ts';
import { limitOf, rebootTimeoutS, tasksOf } from './tasks.ts';

const WIDTH = 120;

/** A play whose jobs are all reaped, with limits and windows that outlast what was seen; each number says where it comes from. */
export function designPlay(request: DesignRequest): Designed {
  const stages = stagesOf(request);
  const registers = registersFor(request.jobs.map(({ name }) => name));
  const tasks = stages.flatMap((stage) => tasksOf(stage, request, registers));
  const numbers = tasks.flatMap((task) => task.numbers);
  const play = {
    name: request.name,
    hosts: request.hosts,
    gather_facts: false,
    ...(request.become ? { become: true } : {}),
    tasks: tasks.map(({ yaml }) => yaml),
  };
  const document = new YamlDocument([play]);
  for (const [index, task] of tasks.entries())
    for (const number of task.numbers) comment(document, [0, 'tasks', index], number);
  return {
    playbook: spaced(document.toString({ lineWidth: WIDTH })),
    ways: stages.flatMap(({ jobs, way, why }) => jobs.map(({ name }) => ({ job: name, way, why }))),
    numbers,
    notes: notesOn(request, stages),
    longestS: stages.reduce((sum, stage) => sum + longestOf(stage, request), 0),
  };
}

/** Beside the number, in the play itself. */
function comment(document: Document, task: readonly (string | number)[], { keyword, why }: ChosenNumber): void {
  const inside = keyword === 'reboot_timeout' ? ['ansible.builtin.reboot'] : [];
  const node = document.getIn([...task, ...inside, keyword], true) as Node | undefined;
  if (isScalar(node)) node.comment = ` ${why}`;
}

/** An empty line between two tasks. */
function spaced(yaml: string): string {
  return yaml.replace(/\n {4}- /g, (text, at: number) => (/tasks:$/.test(yaml.slice(0, at)) ? text : `\n${text}`));
}

function longestOf({ jobs }: Stage, request: DesignRequest): number {
  const restart = jobs.some(({ reboots }) => reboots) ? rebootTimeoutS(request) : 0;
  return Math.max(...jobs.map((job) => limitOf(job, request))) + restart;
}

function notesOn({ hostCount, jobs }: DesignRequest, stages: readonly Stage[]): string[] {
  const piped = jobs.filter(({ work }) => work.kind === 'command' && hasPipe(work.command));
  return [
    ...(stages.some(({ jobs: together }) => together.length > 1)
      ? [
          'Reaps come in the order of runtimes: the first job that fails ends the play red for its host, and jobs beside it go on there until they end, or meet their limits.',
        ]
      : []),
    ...(piped.length > 0
      ? [
          `Of a pipe a shell tells the last program's end only: pipefail, which needs bash on the hosts, has it tell of each (${piped.map(({ name }) => `"${name}"`).join(', ')}).`,
        ]
      : []),
    ...(hostCount > FORKS
      ? [
          `With ${FORKS} forks, ${hostCount} hosts are launched and reaped ${FORKS} at a time, which lengthens the play by round trips only; -f ${Math.min(hostCount, 50)} has them all at once.`,
        ]
      : []),
  ];
}
