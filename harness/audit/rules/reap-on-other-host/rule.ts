import type { AsyncTask, AuditFinding, AuditRule } from '../../../model/audit.ts';
import { reachedAlike } from '../../../model/reach.ts';
import { falseRedOf, isWell, shownRed } from '../loss.ts';
import { called, pairsOf } from '../pairs.ts';

/** The job file is where the job runs: a reap that runs elsewhere doesn't find it. */
export const reapOnOtherHost: AuditRule = {
  id: 'reap-on-other-host',
  severity: 'error',
  confidence: 'likely',
  summary: 'launch and reap run on different hosts, or with different job directories',
  check: (project) => {
    const written = pairsOf(project).flatMap(({ launch, reap, job }) => {
      // It is meant to fail, and something looks whether it did.
      if (reap.ignoredBy && reap.checked) return [];
      if (
        job.coverage === 'unknown' ||
        !reachedAlike(launch, reap) ||
        launch.delegate === undefined ||
        reap.delegate === undefined
      )
        return [];
      const templated = launch.delegate.includes('{{') && reap.delegate.includes('{{');
      const elsewhere = launch.delegate !== reap.delegate && !templated;
      const dirs = launch.asyncDir !== reap.asyncDir;
      if ((!elsewhere && !dirs) || isWell(launch)) return [];
      const on = (host: string) => (host === '' ? 'the host itself' : host);
      return [
        {
          rule: 'reap-on-other-host',
          severity: 'error' as const,
          confidence: 'likely' as const,
          message: elsewhere
            ? `${called(launch)} runs on ${on(launch.delegate)}, its reap ${called(reap)} on ${on(reap.delegate)}: the reap won't find the job`
            : `${called(launch)} and its reap ${called(reap)} use different job directories: the reap won't find the job`,
          place: reap.place,
          evidence: elsewhere
            ? [`launch: ${on(launch.delegate)}`, `reap: ${on(reap.delegate)}`]
            : [`launch: ${launch.asyncDir || 'the default'}`, `reap: ${reap.asyncDir || 'the default'}`],
          remedy: elsewhere
            ? 'give both the same delegate_to and connection'
            : 'set the variable ansible_async_dir for both: on the play or the block',
          related: [{ place: launch.place, message: 'launched here' }],
          subject: reap.id,
        },
      ];
    });
    const known = new Set<string | undefined>(written.map((finding) => finding.subject));
    return [...written, ...project.asyncTasks.flatMap(byDrill).filter((finding) => !known.has(finding.subject))];
  },
};

/** Connections, variables and run_once: where the drill sees that the job runs where the reap doesn't look. */
function byDrill(task: AsyncTask): AuditFinding[] {
  const red = falseRedOf(task);
  if (!red?.misplaced || !red.by || red.misplaced.what === 'user' || task.intent) return [];
  const { what, from, to } = red.misplaced;
  return [
    {
      rule: 'reap-on-other-host',
      severity: red.conditions.length > 0 ? 'warning' : 'error',
      confidence: 'likely',
      message:
        what === 'first-host'
          ? `${called(task)} runs on the first host only, and "${red.by.name}" looks for its job on each: the others fail`
          : `${called(task)} has the ${what} "${from}", its reap "${red.by.name}" has "${to}": the reap won't find the job`,
      place: red.by.place,
      evidence: [`launch: ${from}`, `reap: ${to}`, ...red.conditions],
      remedy: what === 'first-host' ? 'give both run_once, or neither' : `give both the same ${what}`,
      related: [{ place: task.place, message: 'launched here' }],
      subject: red.by.task,
      ...shownRed(task, red),
    },
  ];
}
