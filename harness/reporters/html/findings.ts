import type { FindingShown, Step, Tone } from '../../model/drill-page.ts';
import type { Finding } from '../../model/finding.ts';
import { type Place, samePlace } from '../../model/place.ts';
import type { DrillReport } from '../../model/report.ts';
import { trialWords } from '../job-name.ts';
import { runId } from './matrix.ts';
import type { Names } from './names.ts';
import { hasNoResult, NO_RESULT, openFindings } from './open.ts';

const WORST = { error: 0, warning: 1, note: 2 } as const;
const TONES: Readonly<Record<Finding['severity'], Tone>> = { error: 'bad', warning: 'open', note: 'quiet' };
/** More than that, nobody does first. */
const FIRST = 5;

/** A finding for the page, with its place for who sets it beside its task. */
export type PlacedFinding = FindingShown & { readonly place?: Place };

/** All that was found, and what the drill could not tell, the worst first. */
export function findingsShown(report: DrillReport, names: Names): readonly PlacedFinding[] {
  return worstFirst([...report.findings, ...openFindings(report)]).map((finding) =>
    findingShown(finding, names, runsOf(finding, report)),
  );
}

export function worstFirst<One extends Finding>(findings: readonly One[]): readonly One[] {
  return findings.toSorted((a, b) => WORST[a.severity] - WORST[b.severity]);
}

export function withoutPlace({ place: _, ...finding }: PlacedFinding): FindingShown {
  return finding;
}

/** `runs`: the ids of those in the page that show it. */
export function findingShown(finding: Finding, names: Names, runs: readonly string[] = []): PlacedFinding {
  const { severity, rule, place, related = [] } = finding;
  const places = placesOf(finding);
  const words = (text: string) => names.words(text, places);
  const [remedy = '', ...code] = words(finding.remedy).split('\n');
  return {
    severity,
    rule,
    message: words(finding.message),
    evidence: finding.evidence.map(words),
    remedy,
    related: related.map((one) => ({ at: names.at(one.place), message: one.message })),
    runs,
    ...(place ? { at: names.at(place), place } : {}),
    ...(code.length > 0 ? { code: code.join('\n') } : {}),
  };
}

function placesOf({ place, related = [] }: Finding): readonly Place[] {
  return [...(place ? [place] : []), ...related.map((one) => one.place)];
}

/** Trials that ended in this: of a job, or at a task, that it names. A finding of the healthy run is shown by that. */
function runsOf(finding: Finding, { trials, baseline }: DrillReport): readonly string[] {
  const { rule, evidence, message } = finding;
  const places = placesOf(finding);
  const ofJob = (one: Place) => places.some((place) => samePlace(place, one));
  if (rule === NO_RESULT)
    return trials
      .filter((one) => hasNoResult(one) && evidence.includes(trialWords(one.trial)))
      .map(({ trial }) => runId(trial));
  const kinds = KINDS[rule];
  if (!kinds) return baseline.jobs.some(({ key }) => ofJob(key.place)) ? ['baseline'] : [];
  return trials
    .filter(({ outcome }) => kinds.includes(outcome.kind))
    .filter(({ trial }) => ofJob(trial.job.place) && [message, ...evidence].some((text) => names(text, trial.fault)))
    .map(({ trial }) => runId(trial));
}

/** As the checks write it: `fail on host-1: …`, or at the end of a sentence `(fail)`. */
function names(text: string, fault: string): boolean {
  return text.includes(`${fault} on `) || text.endsWith(`(${fault})`);
}

const KINDS: Readonly<Record<string, readonly string[]>> = {
  'swallowed-failure': ['swallowed'],
  'hung-play': ['hung'],
  'false-red': ['false-red'],
};

/** What to do first. */
export function stepsOf(findings: readonly FindingShown[]): readonly Step[] {
  const steps = findings
    .filter(({ severity }) => severity !== 'note')
    .map(
      ({ severity, message, at, remedy, code, runs }): Step => ({
        tone: TONES[severity],
        text: message,
        remedy,
        ...(at === undefined ? {} : { at }),
        ...(code === undefined ? {} : { code }),
        ...(runs[0] === undefined ? {} : { run: runs[0] }),
      }),
    );
  return steps.slice(0, FIRST);
}
