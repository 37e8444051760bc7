import type { AsyncTask, AuditedProject, AuditFinding, AuditReap, AuditRule } from '../../../model/audit.ts';
import { isCleared, lossOf, shown } from '../loss.ts';
import { called, launchesOf } from '../pairs.ts';

/** With `retries: 0`, Ansible doesn't evaluate `until`. */
export const zeroRetries: AuditRule = {
  id: 'zero-retries',
  severity: 'error',
  confidence: 'certain',
  summary: 'retries: 0 switches until off',
  check: (project) =>
    project.reaps
      .filter(
        (reap) =>
          reap.mode === 'status' &&
          reap.until !== undefined &&
          reap.retries.known &&
          reap.retries.value === 0 &&
          !reap.retries.soft,
      )
      .map((reap) => finding(project, reap)),
};

const MADE_UP_FOR = '; what looks at its result later makes up for that';

function whatComes(reap: AuditReap, launches: readonly AsyncTask[]): string {
  if (!isCleared(reap, launches)) return ' and a running job counts as reaped';
  const late = launches.map(({ drill }) => drill?.outcomes.get('late'));
  // Where something later asks whether the job has ended, one look is enough: only the until is in vain.
  const isRed = late.some((one) => one?.kind === 'false-red' && one.by?.task === reap.id);
  return isRed ? ', and a running job is called failed' : MADE_UP_FOR;
}

function finding(project: AuditedProject, reap: AuditReap): AuditFinding {
  const launches = launchesOf(project, reap);
  const loss = launches.map(lossOf).find((one) => one?.by?.task === reap.id);
  const comes = whatComes(reap, launches);
  return {
    rule: 'zero-retries',
    severity: comes === MADE_UP_FOR ? 'note' : 'error',
    confidence: 'certain',
    message: `${called(reap)} has retries: 0, so that its until is never evaluated${comes}`,
    place: reap.keywords.retries ?? reap.place,
    evidence: [`until: ${reap.until}`, `retries: ${reap.retries.text}`],
    remedy: "set retries so that retries × delay is at least the job's limit",
    subject: reap.id,
    ...(loss && shown(loss)),
  };
}
