import type { Checked } from '../../model/expectation.ts';
import type { Finding } from '../../model/finding.ts';
import {
  countsOf,
  type RunReport,
  type ScenarioResult,
  type StepResult,
  type VerdictCounts,
} from '../../model/run-report.ts';
import { count } from '../count.ts';
import { findingFrom } from '../finding-names.ts';
import { outcomeWords } from '../outcome-words.ts';
import type { SarifRule } from '../sarif.ts';

type Twin = NonNullable<StepResult['twin']>;

/** What a run of scenarios can find, for readers that want their rules named beforehand. */
export const RUN_RULES: readonly SarifRule[] = [
  rule('unmet-expectation', 'error', 'A run did not show what its scenario expects.'),
  rule('bad-twin-met', 'error', 'A bad twin met what it must not meet, so that the expectation proves nothing.'),
  rule('no-result', 'warning', 'The run could not tell: no pass, and no finding.'),
  rule('not-run', 'note', 'A scenario was skipped.'),
];

/** What a reader should see at a line of a scenario, with files as they are called from the folder `cwd`: all that is not a pass. */
export function runFindings({ results, folder }: RunReport, cwd: string): readonly Finding[] {
  return results.flatMap((result) => findingsOf(result, folder)).map((finding) => findingFrom(finding, cwd));
}

function findingsOf(result: ScenarioResult, folder: string): readonly Finding[] {
  const { verdict, because } = result;
  if (verdict === 'pass') return [];
  if (verdict === 'skipped')
    return [finding(result, 'not-run', because ?? 'it was skipped', 'run it where what it needs is there')];
  const found = result.steps
    .filter((step) => step.verdict !== 'pass')
    .flatMap((step) => (step.twin ? ofTwin(result, step, step.twin) : ofStep(result, step)));
  if (because === undefined && found.length > 0) return found;
  return [...found, finding(result, 'no-result', because ?? 'nobody knows why', `see what is in ${folder}`)];
}

function ofStep(result: ScenarioResult, step: StepResult): readonly Finding[] {
  const missed = unproven(result, step);
  // Where a fault did not strike, what is unmet shows nothing.
  const checks = step.checks.filter(({ is }) => is === 'unknown' || (is === 'unmet' && missed.length === 0));
  return [...missed, ...checks.map((check) => ofCheck(result, step, check))];
}

function ofCheck(result: ScenarioResult, step: StepResult, check: Checked): Finding {
  const id = check.is === 'unmet' ? 'unmet-expectation' : 'no-result';
  const message = `${step.name}: expected: ${check.expected}; seen: ${check.seen}`;
  const { remedy, evidence, place = result.place } = check;
  return { ...finding(result, id, message, remedy), evidence, place };
}

function ofTwin(result: ScenarioResult, step: StepResult, { unmet, wrongly }: Twin): readonly Finding[] {
  if (step.verdict === 'unknown') {
    const open = step.checks.filter(({ kind, is }) => is === 'unknown' && unmet.includes(kind));
    return [...unproven(result, step), ...open.map((check) => ofCheck(result, step, check))];
  }
  return [
    finding(
      result,
      'bad-twin-met',
      `${step.name}: a bad twin met what it must not meet: ${wrongly.join(', ')}`,
      'make the twin worse, or the expectation sharper: as it is, it proves nothing',
    ),
  ];
}

/** Faults that are not proven to have struck. */
function unproven(result: ScenarioResult, { name, struck, folder }: StepResult): readonly Finding[] {
  return struck
    .filter(({ outcome }) => outcome.kind === 'missed' || outcome.kind === 'errored')
    .map(({ fault, taskName, outcome }) =>
      finding(
        result,
        'no-result',
        `${name}: ${fault} on "${taskName}" has no result: ${outcomeWords(outcome)}`,
        `run it again; its history is in ${folder}`,
      ),
    );
}

function finding({ theme, name, place }: ScenarioResult, id: string, message: string, remedy: string): Finding {
  const severity = RUN_RULES.find((one) => one.id === id)?.severity ?? 'warning';
  return {
    ...{ rule: id, severity, confidence: 'certain', place, evidence: [], remedy },
    message: `${theme}/${name}: ${message}`,
  };
}

function rule(id: string, severity: SarifRule['severity'], summary: string): SarifRule {
  return { id, severity, confidence: 'certain', summary };
}

/** How many there are of each verdict. */
export function verdictCounts(results: readonly ScenarioResult[]): string {
  const all = count(results.length, 'scenario');
  return results.length === 0 ? all : `${all}: ${countsWords(countsOf(results))}`;
}

/** The worst first, without those that there are none of. */
export function countsWords(counts: VerdictCounts): string {
  const told = (['fail', 'unknown', 'pass', 'skipped'] as const).filter((verdict) => counts[verdict] > 0);
  return told.map((verdict) => `${counts[verdict]} ${verdict}`).join(', ') || 'none';
}
