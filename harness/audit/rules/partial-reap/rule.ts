import type { AuditRule, Coverage } from '../../../model/audit.ts';
import { called, pairsOf } from '../pairs.ts';

const SAYS: Partial<Record<Coverage, string>> = {
  first: 'only the first of the jobs',
  last: 'only the last of the jobs',
  some: 'only some of the jobs',
  'not-in-results': 'none of the jobs: a loop’s register holds its job ids in .results',
};

/** Of a loop's jobs, some are never asked. */
export const partialReap: AuditRule = {
  id: 'partial-reap',
  severity: 'error',
  confidence: 'likely',
  summary: 'the reap collects only part of a loop’s jobs',
  check: (project) =>
    pairsOf(project).flatMap(({ launch, reap, job }) => {
      const says = SAYS[job.coverage];
      if (!says || reap.mode !== 'status') return [];
      const others = pairsOf(project).some(
        (other) => other.launch.id === launch.id && other.reap.id !== reap.id && other.reap.mode === 'status',
      );
      if (others && job.coverage !== 'not-in-results') return [];
      return [
        {
          rule: 'partial-reap',
          severity: 'error' as const,
          confidence: job.coverage === 'some' ? ('possible' as const) : ('certain' as const),
          message: `${called(reap)} collects ${says} that ${called(launch)} launches`,
          place: reap.place,
          evidence: [
            `jid: ${reap.jid}`,
            launch.looped ? 'the launch has a loop' : 'the launch runs once per round of a loop around it',
          ],
          remedy: `loop over all of them:\n  jid: "{{ item.ansible_job_id }}"\n  loop: "{{ ${launch.register ?? 'jobs'}.results }}"`,
          related: [{ place: launch.place, message: 'launched here' }],
          subject: reap.id,
        },
      ];
    }),
};
