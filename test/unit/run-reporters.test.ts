import { expect, test } from 'vitest';
import { runChangesSince } from '../../harness/checks/run-changes.ts';
import type { ScenarioResult } from '../../harness/model/run-report.ts';
import { scenariosPage } from '../../harness/reporters/html/scenarios-page.ts';
import { RUN_REPORTERS } from '../../harness/reporters/run/catalogue.ts';
import { runText } from '../../harness/reporters/run/text.ts';
import { junitCases, junitErrors, schemaComplaint, told, validSarif } from './reporter-kit.ts';
import { report, scenario, step } from './run-report-of.ts';

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

const OPEN_TWIN = step({
  ...{ name: 'twin', verdict: 'unknown', twin: { unmet: ['took'], wrongly: [] } },
  checks: [
    {
      ...{
        kind: 'took',
        is: 'unknown',
        expected: 'the play takes at most 9 s',
        seen: 'it took 12 s, on a busy machine',
      },
      ...{ evidence: [], remedy: 'look where it waits' },
    },
  ],
});

test('a bad twin of which nobody knows is unknown everywhere, and says why', async () => {
  const unknown = report([scenario('a', 'unknown', { steps: [OPEN_TWIN] })]);
  const said = text(unknown.results);
  expect(said).toMatch(/was not shown\n +unknown: took\n.*\n +seen: it took 12 s, on a busy machine/);
  expect(said).not.toContain('it met');
  const sarif = await told(RUN_REPORTERS, 'sarif', unknown);
  expect(sarif).toContain('it took 12 s, on a busy machine');
  expect(validSarif(sarif).runs[0].results.map(({ level }) => level)).toEqual(['warning']);
});

const MISSED = step({
  ...{ name: 'struck', verdict: 'unknown' },
  struck: [{ fault: 'hang', taskName: 'Wait', outcome: { kind: 'missed', missing: 'it was never seen' } }],
});
const GONE = step({
  name: 'gone',
  struck: [
    {
      ...{ fault: 'silence', taskName: 'Wait' },
      outcome: {
        ...{ kind: 'surfaced', reason: 'unreachable', taskName: 'Wait' },
        ...{ place: undefined, delayMs: 1, msg: undefined },
      },
    },
  ],
});
/** Each way in which a scenario does not pass. */
const ALL = report([
  scenario('a', 'fail', { steps: [step(), step({ twin: { unmet: ['took'], wrongly: ['took'] } })] }),
  scenario('b', 'pass'),
  scenario('c', 'unknown', { because: 'no receipt' }),
  scenario('d', 'skipped', { because: 'needs 2.17' }),
  scenario('e', 'unknown', { steps: [MISSED] }),
  scenario('f', 'fail', { steps: [GONE] }),
]);

test('JUnit: a failure fails, unknown is an error, skipped is skipped, and the XML is valid', async () => {
  const xml = await told(RUN_REPORTERS, 'junit', ALL);
  expect(await junitErrors(xml)).toEqual([]);
  expect(junitCases(xml)).toEqual(['a: failure', 'b: pass', 'c: error', 'd: skipped', 'e: error', 'f: failure']);
  expect(xml).toContain('classname="reboots" name="b"');
  expect(xml).toContain('it ended red');
  expect(xml).not.toContain('\u001b');
  expect(xml).not.toContain('"Wait [0m<x>"');
  expect(xml).toContain('needs 2.17');
  expect(xml).toContain('surfaced, unreachable');
});

test('SARIF and annotations: each expectation that is not met at its line, and what nobody knows as a warning', async () => {
  const [{ results, properties }] = validSarif(await told(RUN_REPORTERS, 'sarif', ALL)).runs;
  const lines = results.map(
    ({ level, ruleId, locations: [first] }) => `${level} ${ruleId} ${first?.physicalLocation.region.startLine}`,
  );
  expect(lines).toEqual([
    'error unmet-expectation 5',
    'error bad-twin-met 2',
    'warning no-result 2',
    'note not-run 2',
    'warning no-result 2',
    'error unmet-expectation 5',
  ]);
  expect(results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe('scenarios/t/a.yml');
  // What is unmet where the fault did not strike is no finding.
  expect(results[4]?.message.text).toContain('hang on "Wait" has no result: it was never seen');
  expect(properties?.scenarios).toContainEqual({ name: 'reboots/b', verdict: 'pass' });
  const annotations = (await told(RUN_REPORTERS, 'github', ALL)).trimEnd().split('\n');
  expect(annotations.map((one) => one.slice(0, one.indexOf(' ')))).toEqual([
    ...['::error', '::error', '::warning', '::notice', '::warning', '::error'],
  ]);
});

test('Markdown and JSON: all of it, as its schema says', async () => {
  const page = await told(RUN_REPORTERS, 'markdown', ALL);
  expect(page).toMatch(/^## FAIL: 6 scenarios: 2 fail, 2 unknown, 1 pass, 1 skipped\n/);
  expect(page).toContain('reboots/c | `scenarios/t/a.yml:2:7` | **unknown** | no receipt');
  expect(schemaComplaint('run', JSON.parse(await told(RUN_REPORTERS, 'json', ALL)))).toBeUndefined();
});

test('what is different from an earlier run stands in each of them', async () => {
  const was = report([scenario('a', 'pass', { steps: [step({ verdict: 'pass', checks: [] })] })]);
  const is = report([scenario('a', 'fail', { steps: [step()] })]);
  const changed = { ...is, changes: runChangesSince('old.json', was, is) };
  expect(await told(RUN_REPORTERS, 'terminal', changed)).toContain('new: reboots/a, play (scenarios/t/a.yml:5:9)');
  expect(await told(RUN_REPORTERS, 'markdown', changed)).toContain('- new: reboots/a');
  expect(schemaComplaint('run', changed)).toBeUndefined();
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
  // Who follows a link to one of its runs is told there why its verdict is what it is.
  expect(page.runs.map(({ id, words }) => [id, words])).toEqual([
    ['run-of-trials-a', expect.stringMatching(/^play unmet: expected .+; seen: .+/)],
    ['run-of-trials-twin', 'a bad twin: it must not meet play'],
  ]);
});
