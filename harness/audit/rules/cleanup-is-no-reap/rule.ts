import type { AsyncTask, AuditFinding, AuditRule } from '../../../model/audit.ts';
import { evidenceOf, falseRedOf, lossOf, shown, shownRed } from '../loss.ts';
import { called } from '../pairs.ts';

/** `mode: cleanup` removes the job file: it neither asks the job nor stops it, and a reap that follows finds nothing. */
export const cleanupIsNoReap: AuditRule = {
  id: 'cleanup-is-no-reap',
  severity: 'warning',
  confidence: 'likely',
  summary: 'mode: cleanup taken for a cancel or a reap',
  check: (project) => project.asyncTasks.flatMap((task) => [...inPlaceOfReap(task), ...beforeReap(task)]),
};

function inPlaceOfReap(task: AsyncTask): AuditFinding[] {
  const loss = lossOf(task);
  if (loss?.how !== 'cleaned-up' || !loss.by || task.class === 'keep-alive' || task.escapes.length > 0) return [];
  return [
    {
      rule: 'cleanup-is-no-reap',
      severity: 'warning',
      confidence: 'likely',
      message: `"${loss.by.name}" only removes the job file of ${called(task)}: the job isn't stopped, and its outcome is lost`,
      place: loss.by.place,
      evidence: ['mode: cleanup', 'no reap with mode: status has seen how the job ended', ...evidenceOf(loss)],
      remedy: 'reap it first with until: … is finished, then clean up; to stop it, kill its process',
      related: [{ place: task.place, message: 'launched here' }],
      subject: loss.by.task,
      ...shown(loss),
    },
  ];
}

function beforeReap(task: AsyncTask): AuditFinding[] {
  const red = falseRedOf(task);
  if (!red?.cleanedUp || !red.by || red.misplaced || task.class === 'keep-alive') return [];
  return [
    {
      rule: 'cleanup-is-no-reap',
      severity: red.conditions.length > 0 ? 'warning' : 'error',
      confidence: 'likely',
      message: `"${red.cleanedUp.name}" removes the job file of ${called(task)} before "${red.by.name}" looks at it: the reap won't find the job`,
      place: red.cleanedUp.place,
      evidence: ['mode: cleanup', 'what async_status says of it then: could not find job', ...red.conditions],
      remedy: 'clean up after the reap, not before it',
      related: [
        { place: task.place, message: 'launched here' },
        { place: red.by.place, message: 'looked for here' },
      ],
      subject: red.cleanedUp.task,
      ...shownRed(task, red),
    },
  ];
}
