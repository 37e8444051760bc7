import { expect, test } from 'vitest';
import type { RunReport, ScenarioResult, StepResult } from '../../harness/model/run-report.ts';
import { scenariosPage } from '../../harness/reporters/html/scenarios-page.ts';
import { runJunit } from '../../harness/reporters/run-junit.ts';
import { runText } from '../../harness/reporters/run-text.ts';

const PLACE = { file: '/w/scenarios/t/a.yml', line: 2, column: 7 };
const step = (over: Partial<StepResult> = {}): StepResult => ({
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
const scenario = (
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
const report = (results: readonly ScenarioResult[]): RunReport => ({
  schema: 'reapcheck/run/1',
  coreVersion: '2.19.1',
  watcher: 'new',
  startedAt: '2026-01-01T00:00:00.000Z',
  wallMs: 3000,
  folder: 'runs/x',
  results,
  verdict: 'fail',
});
const text = (results: readonly ScenarioResult[]) => runText(report(results), { cwd: '/w', colour: false });

test('an unmet expectation is told in four parts, at the place where it is written', () => {
  const told = text([scenario('a', 'fail', { steps: [step()] }), scenario('b', 'pass')]);
  expect(told).toContain('unmet: play  scenarios/t/a.yml:5:9');
  expect(told).toMatch(
    /expected: the play ends green\n +seen: it ended red\n +evidence: history.jsonl:7 .*\n +to do: mend the play/,
  );
  expect(told).not.toContain('all were');
  expect(told).toMatch(/1 pass, 1 fail {3}verdict: FAIL/);
});

test('a bad twin that is not caught says which expectation it met', () => {
  const twin = step({ twin: { unmet: ['play', 'took'], wrongly: ['took'] } });
  expect(text([scenario('a', 'fail', { steps: [twin] })])).toMatch(/must not meet: took\n.*it proves nothing/);
});

test('JUnit: a failure fails, unknown is an error, skipped is skipped, and the XML is well-formed', () => {
  const xml = runJunit(
    report([
      scenario('a', 'fail', { steps: [step()] }),
      scenario('b', 'pass'),
      scenario('c', 'unknown', { because: 'no receipt' }),
      scenario('d', 'skipped', { because: 'needs 2.17' }),
    ]),
  );
  expect(xml).toMatch(/<testsuites tests="4" failures="1" errors="1" skipped="1">/);
  expect(xml).toContain('classname="reboots" name="b"');
  expect(xml).toContain('it ended red');
  expect(xml).not.toContain('\u001b');
  expect(xml).not.toContain('"Wait [0m<x>"');
  expect(xml).toContain('needs 2.17');
});

test('the page has what did not pass first, each expectation with what was seen, and a twin’s unmet ones as good', () => {
  const twin = step({ verdict: 'pass', folder: 'trials/twin', twin: { unmet: ['play'], wrongly: [] } });
  const page = scenariosPage({
    report: report([
      scenario('b', 'pass', { steps: [twin] }),
      scenario('d', 'skipped', { because: 'needs 2.17' }),
      scenario('c', 'unknown', { because: 'no receipt' }),
      scenario('a', 'fail', { steps: [step()] }),
    ]),
    run: () => ({ history: [] }),
    cwd: '/w',
  });
  expect(page.says).toBe('4 scenarios: 1 fail, 1 unknown, 1 pass, 1 skipped.');
  expect(page.scenarios.map(({ name, tone }) => [name, tone])).toEqual([
    ['reboots/a', 'bad'],
    ['reboots/c', 'open'],
    ['reboots/b', 'good'],
    ['reboots/d', 'quiet'],
  ]);
  expect(page.scenarios[0]?.steps[0]?.checks.map(({ kind, tone }) => [kind, tone])).toEqual([
    ['play', 'bad'],
    ['reaps', 'good'],
  ]);
  expect(page.scenarios[2]?.steps[0]?.checks[0]?.tone).toBe('good');
  expect(page.runs.map(({ id }) => id)).toEqual(['run-of-trials-a', 'run-of-trials-twin']);
});
