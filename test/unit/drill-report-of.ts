import type { DrillReport } from '../../harness/model/report.ts';
import type { TrialResult } from '../../harness/model/trial.ts';

export const SITE = '/w/site.yml';

/** A trial of a job at line 6 of the playbook. */
export function trialOf(fault: string, outcome: TrialResult['outcome'], over: Partial<TrialResult> = {}): TrialResult {
  const job = { place: { file: SITE, line: 6, column: 7 }, host: 'host-1', item: null, nth: 0 } as const;
  return {
    trial: { kind: 'fault', id: `01-${fault}`, job, taskName: 'Build <it>', fault },
    outcome,
    evidence: ['job file: failed \u001b[0m'],
    wallMs: 1500,
    folder: `trials/01-${fault}`,
    ...over,
  };
}

/** A drill of that playbook that found nothing, unless it is said. */
export function drillReportOf(over: Partial<DrillReport> = {}): DrillReport {
  return {
    schema: 'reapcheck/drill/3',
    playbook: SITE,
    coreVersion: '2.19.1',
    watcher: 'new',
    speed: 1,
    startedAt: '2026-01-01T00:00:00.000Z',
    wallMs: 9000,
    folder: '/w/runs/x',
    baseline: { status: 'green', wallMs: 2000, jobs: [], folder: 'baseline' },
    trials: [],
    notCovered: [],
    uncoveredAccepted: false,
    findings: [],
    score: { surfaced: 0, counted: 0, unharmed: 0, recovered: 0, uncounted: 0, notCovered: 0 },
    verdict: 'pass',
    ...over,
  };
}
