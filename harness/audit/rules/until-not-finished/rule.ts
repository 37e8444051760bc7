import type { AsyncTask, AuditedProject, AuditFinding, AuditRule } from '../../../model/audit.ts';
import { byVersion } from '../by-version.ts';
import { evidenceOf, falseRedOf, lossOf, severityOf, shown, shownRed } from '../loss.ts';
import { called } from '../pairs.ts';
import { untilFinished } from '../reap-yaml.ts';

const SAYS = {
  success: (reap: string) =>
    `the until of ${reap} is met while the job still runs: async_status succeeds on an unfinished job`,
  'other-register': (reap: string) =>
    `the until of ${reap} looks at another task's result, which doesn't change from one try to the next`,
  'nothing-set': (reap: string) => `the until of ${reap} names what nothing sets: it fails with the first look`,
};

/** `until` that is true at once, looks at a register that never changes or that nothing sets, or asks what a running job's look hasn't got. */
export const untilNotFinished: AuditRule = {
  id: 'until-not-finished',
  severity: 'error',
  confidence: 'certain',
  summary: "until doesn't wait for finished",
  check: (project) => [
    ...project.asyncTasks.flatMap((task) => byDrill(task, project)),
    ...project.reaps.flatMap((reap) => {
      const { untilReads: reads } = reap;
      if (reap.mode !== 'status' || (reads !== 'success' && reads !== 'other-register' && reads !== 'nothing-set'))
        return [];
      return [
        {
          rule: 'until-not-finished',
          severity: 'error' as const,
          confidence: 'certain' as const,
          message: SAYS[reads](called(reap)),
          place: reap.keywords.until ?? reap.place,
          evidence: [
            `until: ${reap.until}`,
            `the reap's own register is ${reap.register ? `"${reap.register}"` : 'missing'}`,
          ],
          remedy: untilFinished(reap),
          subject: reap.id,
        },
      ];
    }),
  ],
};

/** Any other `until`: what the drill makes of it. */
function byDrill(task: AsyncTask, project: AuditedProject): AuditFinding[] {
  const loss = lossOf(task);
  const red = falseRedOf(task);
  const untilIsRed = red?.reason === 'never-met' || red?.reason === 'until-fails';
  const reap = project.reaps.find((one) => one.id === (untilIsRed ? red.by?.task : loss?.by?.task));
  if (
    !reap ||
    reap.until === undefined ||
    /^(success|other-register|nothing-set)$/.test(reap.untilReads ?? '') ||
    byVersion(task, reap) ||
    task.intent
  )
    return [];
  const finding = {
    rule: 'until-not-finished',
    place: reap.keywords.until ?? reap.place,
    remedy: untilFinished(reap),
    subject: reap.id,
  };
  if (untilIsRed)
    return [
      {
        ...finding,
        severity: red.conditions.length > 0 ? 'warning' : 'error',
        // A job that has ended before the first look has what was asked for.
        confidence: red.conditions.length > 0 || red.reason === 'until-fails' ? 'likely' : 'certain',
        message:
          red.reason === 'never-met'
            ? `the until of ${called(reap)} is not met by a job that has ended well: the play gives up on healthy work`
            : `the until of ${called(reap)} asks for what async_status hasn't got while the job runs: the first look fails, and the play gives up on healthy work`,
        evidence: [
          `until: ${reap.until}`,
          ...(red.reason === 'never-met' ? [] : [red.why]),
          ...(red.conditions.length > 0 ? [`on a way ${red.conditions.join(', ')}`] : []),
        ],
        ...shownRed(task, red),
      },
    ];
  if (loss?.how !== 'no-until') return [];
  return [
    {
      ...finding,
      severity: severityOf(loss),
      confidence: 'certain',
      message: `the until of ${called(reap)} is met while the job still runs, so that it waits for nothing`,
      evidence: [`until: ${reap.until}`, ...evidenceOf(loss)],
      ...shown(loss),
    },
  ];
}
