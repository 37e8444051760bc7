import { relative } from 'node:path';
import { styleText } from 'node:util';
import type { Checked } from '../../model/expectation.ts';
import { inSeconds } from '../../model/in-seconds.ts';
import { formatPlace, type Place } from '../../model/place.ts';
import type { RunReport, ScenarioResult, StepResult } from '../../model/run-report.ts';
import { outcomeWords } from '../outcome-words.ts';
import type { TextOptions } from '../terminal.ts';
import { runChangesLines } from './changes.ts';
import { mergedWords, ofWhat } from './of-what.ts';

type Colour = 'green' | 'red' | 'yellow' | 'bold' | 'dim';
const COLOURS = { pass: 'green', fail: 'red', unknown: 'yellow', skipped: 'dim' } as const;

/** What was run, and for each scenario that did not pass: expected, seen, evidence, what to do. */
export function runText(report: RunReport, options: TextOptions): string {
  const paint = (colour: Colour, text: string) =>
    options.colour ? styleText(colour, text, { validateStream: false }) : text;
  const place = (one: Place) => formatPlace({ ...one, file: relative(options.cwd, one.file) || one.file });
  const rows = report.results.map(
    (one) =>
      `${paint(COLOURS[one.verdict], one.verdict.padEnd(7))}  ${one.theme}/${one.name}  ${paint('dim', tail(one))}`,
  );
  const troubles = report.results.filter(({ verdict }) => verdict === 'fail' || verdict === 'unknown');
  const count = (verdict: ScenarioResult['verdict']) => report.results.filter((one) => one.verdict === verdict).length;
  const counts = (['pass', 'fail', 'unknown', 'skipped'] as const)
    .filter((verdict) => count(verdict) > 0)
    .map((verdict) => `${count(verdict)} ${verdict}`);
  const merged = mergedWords(report);
  return [
    '',
    `ansible-core ${report.coreVersion} (${report.watcher} watcher)`,
    ...(merged === undefined ? [] : [merged]),
    ...rows,
    ...troubles.flatMap((one) => ['', troubleText(one, report.folder, place, paint)]),
    ...(report.changes ? ['', ...runChangesLines(report.changes, place)] : []),
    '',
    `${counts.join(', ') || 'no scenarios'}   verdict: ${paint(COLOURS[report.verdict], report.verdict.toUpperCase())}${ofWhat(report)}   ${inSeconds(report.wallMs)}`,
    paint('dim', `report.html, histories and output: ${report.folder}`),
  ].join('\n');
}

function tail({ wallMs, verdict, because, steps }: ScenarioResult): string {
  if (verdict === 'skipped') return because ?? '';
  const twins = steps.filter(({ twin }) => twin).length;
  const stubs = steps.some((step) => step.stubs !== undefined) ? ', on stubs' : '';
  return `${inSeconds(wallMs)}${stubs}${twins > 0 ? `, with ${twins === 1 ? 'its bad twin' : `${twins} bad twins`}` : ''}`;
}

function troubleText(
  result: ScenarioResult,
  folder: string,
  place: (one: Place) => string,
  paint: (colour: Colour, text: string) => string,
): string {
  const head = `${paint(COLOURS[result.verdict], result.verdict.toUpperCase())}  ${paint('bold', `${result.theme}/${result.name}`)}  ${place(result.place)}`;
  const why = result.because ? [`  ${result.because}`] : [];
  const steps = result.steps.filter(({ verdict }) => verdict !== 'pass');
  return [
    head,
    `  ${result.why.replaceAll('\n', ' ')}`,
    ...why,
    ...steps.flatMap((one) => stepText(one, folder, place)),
  ].join('\n');
}

/** Also the failure message of a JUnit test case and of a vitest matcher: plain text. */
export function stepText(step: StepResult, folder: string, place: (one: Place) => string): readonly string[] {
  const struck = step.struck.map(
    (one) => `  ${one.fault} on "${one.taskName}": ${one.outcome.kind}, ${outcomeWords(one.outcome)}`,
  );
  return [
    `  ${step.name}: ${step.playbook}  (${folder}/${step.folder})`,
    ...struck,
    ...bodyOf(step, place).map((line) => `  ${line}`),
  ];
}

function bodyOf({ twin, verdict, checks }: StepResult, place: (one: Place) => string): readonly string[] {
  if (!twin) return checks.filter(({ is }) => is !== 'met').flatMap((one) => checkText(one, place));
  if (verdict === 'unknown') {
    const open = checks.filter(({ kind, is }) => is === 'unknown' && twin.unmet.includes(kind));
    return [
      '  a bad twin: whether it fails as it should was not shown',
      ...open.flatMap((one) => checkText(one, place)),
    ];
  }
  return [
    `  it met what a bad twin must not meet: ${twin.wrongly.join(', ')}`,
    '  to do: make the twin worse, or the expectation sharper: as it is, it proves nothing',
  ];
}

/** One expectation that was not met, four parts. */
export function checkText(check: Checked, place: (one: Place) => string = formatPlace): readonly string[] {
  return [
    `${check.is}: ${check.kind}${check.place ? `  ${place(check.place)}` : ''}`,
    `  expected: ${check.expected}`,
    `  seen: ${check.seen}`,
    ...check.evidence.map((line) => `  evidence: ${line}`),
    `  to do: ${check.remedy}`,
  ];
}
