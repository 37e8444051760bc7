import type { AsyncTask, AuditedProject, AuditFinding, AuditReap, AuditRule } from '../../../model/audit.ts';
import { falseRedOf, shownRed } from '../loss.ts';
import { called, type Pair, pairsOf } from '../pairs.ts';
import { loopOverResults } from '../reap-yaml.ts';

/** The job id is asked of a register that never holds one. */
export const reapOfNoJob: AuditRule = {
  id: 'reap-of-no-job',
  severity: 'error',
  confidence: 'likely',
  summary: 'jid is read from the register of a task that launches no job',
  check: (project) => [
    ...project.reaps.filter((reap) => reap.notAJob).map(ofOtherTask),
    ...pairsOf(project).flatMap(ofKeepAlive),
    ...project.asyncTasks.flatMap((task) => notFound(task, project)),
  ],
};

function ofOtherTask(reap: AuditReap): AuditFinding {
  return {
    rule: 'reap-of-no-job',
    severity: 'error',
    confidence: 'likely',
    message: `${called(reap)} reads its job id from a task that launches no job`,
    place: reap.place,
    evidence: [`jid: ${reap.jid}`, `that register is set at ${reap.notAJob?.what ?? ''}, without async`],
    remedy: 'name the register of the launch, or give that task async and poll: 0',
    subject: reap.id,
  };
}

/** Ansible removes a keep-alive's job file as soon as it has the result: measured on 2.14 and 2.19. */
function ofKeepAlive({ launch, reap }: Pair): AuditFinding[] {
  const { poll } = launch;
  if (launch.class !== 'keep-alive' || !poll.known || poll.soft || poll.value < 1) return [];
  if (reap.mode !== 'status' || reap.jobs.length > 1 || reap.ignoredBy) return [];
  // Its condition may ask whether there is anything left to wait for: there never is.
  if (launch.drill && launch.drill.cut === undefined && !launch.drill.looks.has(reap.id)) return [];
  return [
    {
      rule: 'reap-of-no-job',
      severity: 'error',
      confidence: 'likely',
      message: `${called(reap)} comes too late: ${called(launch)} polls its own job, whose file is gone when it ends`,
      place: reap.place,
      evidence: [
        `jid: ${reap.jid}`,
        launch.keywords.poll ? `poll: ${poll.value}` : 'poll isn’t set: 15',
        'what async_status says of it: could not find job',
      ],
      remedy: 'remove the reap, or give the launch poll: 0',
      related: [{ place: launch.place, message: 'launched, and polled to its end, here' }],
      subject: reap.id,
    },
  ];
}

/** Healthy work that its reap can't find: the drill says why. */
function notFound(task: AsyncTask, project: AuditedProject): AuditFinding[] {
  const red = falseRedOf(task);
  if (!red?.by || red.misplaced || red.cleanedUp || task.class === 'keep-alive' || task.intent) return [];
  if (!red.restarted && red.reason !== 'lost' && red.reason !== 'no-job-id') return [];
  const { by } = red;
  const reap = project.reaps.find((one) => one.id === by.task);
  // A register that never held the job at all is another rule's.
  if (!reap || reap.jobs.some((job) => /results/.test(job.coverage))) return [];
  return [
    {
      rule: 'reap-of-no-job',
      severity: red.conditions.length > 0 ? 'warning' : 'error',
      confidence: 'likely',
      message: red.restarted
        ? `the host is restarted between ${called(task)} and its reap: the job is gone, and "${by.name}" waits in vain`
        : `"${by.name}" doesn't find the job of ${called(task)}: ${red.why}`,
      place: by.place,
      evidence: [`jid: ${reap.jid}`, ...red.conditions],
      remedy: red.restarted
        ? 'reap the job before the restart'
        : `hand it one job id:\n${task.looped ? loopOverResults(task) : `  jid: "{{ ${task.register ?? 'job'}.ansible_job_id }}"`}`,
      related: [{ place: task.place, message: 'launched here' }],
      subject: by.task,
      ...shownRed(task, red),
    },
  ];
}
