import type { AuditRule } from '../../../model/audit.ts';
import { reachedAlike } from '../../../model/source.ts';
import { called, pairsOf } from '../pairs.ts';

/** The job file is where the job runs: a reap that runs elsewhere doesn't find it. */
export const reapOnOtherHost: AuditRule = {
  id: 'reap-on-other-host',
  severity: 'error',
  confidence: 'likely',
  summary: 'launch and reap run on different hosts, or with different job directories',
  check: (project) =>
    pairsOf(project).flatMap(({ launch, reap, job }) => {
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
      if (!elsewhere && !dirs) return [];
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
    }),
};
