import type { RunReport, ScenarioResult, StepResult } from '../../harness/model/run-report.ts';

export const PLACE = { file: '/w/scenarios/t/a.yml', line: 2, column: 7 };
export const step = (over: Partial<StepResult> = {}): StepResult => ({
  name: 'play',
  playbook: '/w/site.yml',
  verdict: 'fail',
  checks: [
    {
      kind: 'play',
      is: 'unmet',
      expected: 'the play ends green',
      seen: 'it ended red',
      evidence: ['history.jsonl:7  2.0 s  result "Wait \u001b[0m<x>" on h: failed'],
      remedy: 'mend the play',
      place: { file: '/w/scenarios/t/a.yml', line: 5, column: 9 },
    },
    { kind: 'reaps', is: 'met', expected: 'reaps', seen: 'all were', evidence: [], remedy: 'x' },
  ],
  struck: [],
  wallMs: 1000,
  folder: 'trials/a',
  ...over,
});
export const scenario = (
  name: string,
  verdict: ScenarioResult['verdict'],
  over: Partial<ScenarioResult> = {},
): ScenarioResult => ({
  name,
  theme: 'reboots',
  why: 'because',
  place: PLACE,
  verdict,
  steps: [],
  wallMs: 1500,
  ...over,
});
export const report = (results: readonly ScenarioResult[]): RunReport => ({
  schema: 'reapcheck/run/1',
  coreVersion: '2.19.1',
  watcher: 'new',
  startedAt: '2026-01-01T00:00:00.000Z',
  wallMs: 3000,
  folder: 'runs/x',
  results,
  verdict: 'fail',
});
