import type { AuditRule } from '../../../model/audit.ts';
import { called, pairsOf } from '../pairs.ts';
import { retriesFor } from '../reap-yaml.ts';

/** The reap gives up while the job may still run: the play fails a healthy job and leaves it behind. */
export const windowShorterThanLimit: AuditRule = {
  id: 'window-shorter-than-limit',
  severity: 'warning',
  confidence: 'likely',
  summary: 'the reap gives up before the job’s limit',
  check: (project) =>
    pairsOf(project).flatMap(({ launch, reap }) => {
      const { window, delay } = reap;
      const { limit } = launch;
      if (
        reap.mode !== 'status' ||
        reap.until === undefined ||
        reap.untilReads === 'success' ||
        !window.known ||
        !limit.known ||
        !delay.known
      )
        return [];
      if (
        launch.class === 'keep-alive' ||
        (reap.retries.known && reap.retries.value === 0) ||
        window.value >= limit.value
      )
        return [];
      const share = window.value / limit.value;
      const soft = window.soft || limit.soft;
      const defaults = [
        ...(reap.keywords.retries ? [] : ['retries isn’t set: 3']),
        ...(reap.keywords.delay ? [] : ['delay isn’t set: 5 s']),
      ];
      return [
        {
          rule: 'window-shorter-than-limit',
          severity: share < 0.5 ? ('warning' as const) : ('note' as const),
          confidence: soft ? ('likely' as const) : ('certain' as const),
          message: `${called(reap)} waits ${window.value} s (${window.text}) for ${called(launch)}, which may run ${limit.value} s: the play gives up on a healthy job`,
          place: reap.keywords.retries ?? reap.keywords.until ?? reap.place,
          evidence: [
            `window ${window.value} s = retries × delay`,
            `limit ${limit.value} s at line ${launch.keywords.async?.line ?? launch.place.line} of ${launch.place.file}`,
            `the window is ${Math.round(share * 100)} % of the limit`,
            ...defaults,
          ],
          remedy: `retries: ${retriesFor(limit.value, delay.value)}, or lower the job's async to what it needs`,
          related: [{ place: launch.place, message: 'launched here' }],
          subject: reap.id,
        },
      ];
    }),
};
