import type { AuditedProject, AuditReap, AuditRule } from '../../../model/audit.ts';
import { called, pairsOf, reapedElsewhere, staysUp } from '../pairs.ts';

/** The reap sees the failure, and something makes it look well; nothing later asks. */
export const failureLostInReap: AuditRule = {
  id: 'failure-lost-in-reap',
  severity: 'error',
  confidence: 'likely',
  summary: "the reap hides the job's failure, and nothing later looks at it",
  check: (project) =>
    project.reaps.flatMap((reap) => {
      if (reap.mode !== 'status' || reap.checked || staysUp(project, reap) || reapedElsewhere(project, reap)) return [];
      const { ignoredBy, failedWhenReads: reads } = reap;
      if (!ignoredBy && !reads) return [];
      const place = ignoredBy?.place ?? reads?.place ?? reap.place;
      const what = ignoredBy?.what ?? `failed_when: ${reads?.text ?? ''}`;
      const why = ignoredBy
        ? 'swallows every failure of the job'
        : reads?.how === 'finished-only'
          ? "takes the place of Ansible's own judgement, and asks only whether the job ended, not how"
          : "looks at the launch's register, which never holds the job's result";
      return [
        {
          rule: 'failure-lost-in-reap',
          severity: 'error' as const,
          confidence:
            ignoredBy?.via === 'rescue' || isOnlyTried(project, reap)
              ? ('possible' as const)
              : ignoredBy
                ? ('certain' as const)
                : ('likely' as const),
          message: `${called(reap)} loses the job's failure: ${what} ${why}`,
          place,
          evidence: [
            what,
            reap.register
              ? `nothing later looks at "${reap.register}"`
              : 'it has no register, so that nothing later can look at its result',
          ],
          remedy:
            ignoredBy?.via === 'failed_when' || reads
              ? 'remove failed_when, or look at rc and failed of the reap’s own register in it'
              : 'remove it, or fail later where the result says so:\n- ansible.builtin.fail:\n    msg: the job failed\n  when: '.concat(
                  reap.register ?? 'reaped',
                  ' is failed',
                ),
          subject: reap.id,
        },
      ];
    }),
};

/** A launch with ignore_errors of its own says that nobody minds. */
function isOnlyTried(project: AuditedProject, reap: AuditReap): boolean {
  const launches = pairsOf(project).flatMap((pair) => (pair.reap.id === reap.id ? [pair.launch] : []));
  return launches.length > 0 && launches.every((launch) => launch.keywords.ignore_errors !== undefined);
}
