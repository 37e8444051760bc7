import type { AsyncTask, AuditFinding, AuditRule, RunsAs } from '../../../model/audit.ts';
import { falseRedOf, isWell, shownRed } from '../loss.ts';
import { called, pairsOf } from '../pairs.ts';

/** Job files stand in the home of the user who launched: another one doesn't find them. */
export const reapAsOtherUser: AuditRule = {
  id: 'reap-as-other-user',
  severity: 'error',
  confidence: 'likely',
  summary: 'launch and reap run as different users, who keep their job files apart',
  check: (project) => {
    const written = pairsOf(project).flatMap(({ launch, reap, job }) => {
      // It is meant to fail, and something looks whether it did.
      if (reap.ignoredBy && reap.checked) return [];
      const [from, to] = [userName(launch.runsAs), userName(reap.runsAs)];
      if (
        !from ||
        !to ||
        from === to ||
        launch.asyncDir ||
        reap.asyncDir ||
        job.coverage === 'unknown' ||
        launch.class === 'keep-alive' ||
        isWell(launch)
      )
        return [];
      if (launch.delegate !== '' || reap.delegate !== '' || launch.action.startsWith('win_')) return [];
      return [
        {
          rule: 'reap-as-other-user',
          severity: 'error' as const,
          confidence: 'likely' as const,
          message: `${called(launch)} runs as ${from}, its reap ${called(reap)} as ${to}: the reap won't find the job`,
          place: reap.place,
          evidence: [
            `launch as ${from}`,
            `reap as ${to}`,
            'job files stand in ~/.ansible_async of the user that the task runs as',
          ],
          remedy: 'give both the same become and become_user',
          related: [{ place: launch.place, message: 'launched here' }],
          subject: reap.id,
        },
      ];
    });
    const known = new Set<string | undefined>(written.map((finding) => finding.subject));
    return [...written, ...project.asyncTasks.flatMap(byDrill).filter((finding) => !known.has(finding.subject))];
  },
};

function userName(runsAs: RunsAs): string | undefined {
  return runsAs === undefined ? undefined : runsAs === 'login' ? 'the login user' : runsAs.user;
}

/** Users given by variables, and ways that only some conditions open. */
function byDrill(task: AsyncTask): AuditFinding[] {
  const red = falseRedOf(task);
  if (red?.misplaced?.what !== 'user' || !red.by || task.intent) return [];
  const { from, to } = red.misplaced;
  return [
    {
      rule: 'reap-as-other-user',
      severity: red.conditions.length > 0 ? 'warning' : 'error',
      confidence: 'likely',
      message: `${called(task)} runs as ${from}, its reap "${red.by.name}" as ${to}: the reap won't find the job`,
      place: red.by.place,
      evidence: [`launch as ${from}`, `reap as ${to}`, ...red.conditions],
      remedy: 'give both the same become and become_user',
      related: [{ place: task.place, message: 'launched here' }],
      subject: red.by.task,
      ...shownRed(task, red),
    },
  ];
}
