import { expect, test } from 'vitest';
import type { PlannedTrial } from '../../harness/engine/plan.ts';
import { waitOf } from '../../harness/engine/trial-wait.ts';
import { faultsNamed } from '../../harness/faults/catalogue.ts';

const planned = (fault: string, via: 'async_status' | 'keep-alive' = 'async_status') =>
  ({
    fault: faultsNamed([fault as never])[0],
    job: { reaps: [{ via, retries: 10, delay: 5 }] },
    target: { via, limitMs: 45_000 },
  }) as unknown as PlannedTrial;

test('a job that hangs is waited for until its limit, one that nobody ends until the window of its reap', () => {
  expect(waitOf(planned('hang'), 90_000, 1)).toEqual({ budgetMs: 90_000, until: { what: 'limit', ms: 45_000 } });
  expect(waitOf(planned('kill-both'), 90_000, 10)).toEqual({ budgetMs: 90_000, until: { what: 'window', ms: 5_000 } });
  expect(waitOf(planned('kill-both', 'keep-alive'), 90_000, 1).until?.what).toBe('limit');
  expect(waitOf(planned('fail'), 90_000, 1)).toEqual({ budgetMs: 90_000 });
});
