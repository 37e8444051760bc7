import type { AuditRule, Misuse } from '../../../model/audit.ts';

/** Ansible makes a whole number of what `async`, `poll`, `retries` and `delay` say: `yes` becomes 1, `no` 0, and `5m` an error. */
export const notSeconds: AuditRule = {
  id: 'not-seconds',
  severity: 'error',
  confidence: 'certain',
  summary: 'async, poll, retries or delay is no whole number',
  check: (project) =>
    project.misuses
      .filter((misuse) => /^(not-seconds|boolean)$/.test(misuse.how))
      .map((misuse) => ({
        rule: 'not-seconds',
        severity: misuse.keyword === 'async' || misuse.how === 'not-seconds' ? 'error' : 'warning',
        confidence: 'certain',
        message: `${misuse.detail}${meaning(misuse)}`,
        place: misuse.place,
        evidence: [misuse.detail],
        remedy: `give ${misuse.keyword} a whole number${misuse.keyword === 'retries' ? '' : ' of seconds'}, such as ${misuse.keyword}: ${misuse.keyword === 'async' ? 600 : 10}`,
      })),
};

function meaning({ how, keyword, detail }: Misuse): string {
  if (how === 'not-seconds') return ' is no whole number: the task fails before it runs';
  if (keyword === 'async')
    return detail.endsWith('1')
      ? ': a limit of one second, at which the job is killed'
      : ': the task runs in the foreground';
  if (keyword === 'poll') return detail.endsWith('0') ? ': fire and forget' : ' second';
  return '';
}
