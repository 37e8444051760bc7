import { join } from 'node:path';
import { storedRun } from '../history/stored-run.ts';
import { ReapcheckError } from '../model/error.ts';
import { type Entry, toldBy } from '../model/history.ts';
import type { DrillReport } from '../model/report.ts';
import type { Sighting } from '../model/sighting.ts';
import type { TrialResult } from '../model/trial.ts';
import { timeline } from '../reporters/timeline.ts';

/** A line of a run's history, in words. */
export interface ToldLine {
  /** In the history file, from 1. */
  readonly line: number;
  /** Since the run's start, in ms. */
  readonly atMs: number;
  readonly text: string;
}

export interface ExplainedTrial {
  readonly result: TrialResult;
  readonly told: readonly ToldLine[];
  /** What the history lacks, in words. */
  readonly lacks: string | undefined;
}

/** What happened in a trial, line by line: launches, looks, reaps, and what was seen of the strike. `folder`: of the report. */
export function explainTrial(report: DrillReport, folder: string, trial: string): ExplainedTrial {
  const result = report.trials.find(({ trial: { id } }) => id === trial);
  if (!result)
    throw new ReapcheckError({
      code: 'no-such-trial',
      kind: 'usage',
      what: `there is no trial "${trial}" in this drill`,
      expected: report.trials.map(({ trial: { id } }) => id).join(', ') || 'none: no trial has ended',
      remedy: 'name one of these',
    });
  const { history, lacks } = storedRun(join(folder, result.folder));
  const { host } = result.trial.job;
  const words = wordsFor();
  const begins = history[0] ? toldBy(history[0]).at : 0;
  const told = history.flatMap((entry, index) => {
    const text = isOf(entry, host) ? words(entry) : undefined;
    return text === undefined ? [] : [{ line: index + 1, atMs: toldBy(entry).at - begins, text }];
  });
  return { result, told, lacks };
}

/** A run may be shared by trials of other hosts. */
function isOf(entry: Entry, host: string): boolean {
  const told = toldBy(entry);
  return !('host' in told) || told.host === host;
}

/** Keep one for each run. Undefined for what says nothing of a job. */
function wordsFor(): (entry: Entry) => string | undefined {
  const ofEvent = timeline();
  const seen = new Map<string, string>();
  return (entry) => {
    switch (entry.kind) {
      case 'event':
        return ofEvent(entry.event);
      case 'strike':
        return strikeWords(entry.strike);
      case 'run':
        return entry.run.type === 'ended' ? `the play ended: ${entry.run.how}, rc ${entry.run.rc}` : undefined;
      case 'sighting': {
        const words = sightingWords(entry.sighting);
        if (!words || seen.get(words.of) === words.text) return undefined;
        seen.set(words.of, words.text);
        return words.text;
      }
    }
  };
}

function strikeWords(strike: Extract<Entry, { kind: 'strike' }>['strike']): string | undefined {
  switch (strike.type) {
    case 'armed':
      return `armed: ${strike.arm.fault}`;
    case 'struck':
      return `struck: ${strike.evidence.join('; ')}`;
    case 'failed':
      return `not struck: ${strike.why}`;
    case 'healed':
      return 'healed';
  }
}

/** `of`: what it is about. The same again is not told again. */
function sightingWords(sighting: Sighting): { readonly of: string; readonly text: string } | undefined {
  switch (sighting.type) {
    case 'job-file': {
      const { jid, state, finished, failed, readable, rc } = sighting;
      const end = failed ? 'it says failed' : finished ? 'it says that the job went well' : 'no result in it';
      const text =
        state === 'gone'
          ? `job file of ${jid}: gone`
          : `job file of ${jid}: ${readable === false ? 'it can’t be read' : end}${rc === undefined ? '' : `, rc ${rc}`}`;
      return { of: `file ${jid}`, text };
    }
    case 'receipt':
      return { of: 'receipt', text: `a stand-in took the place of job ${sighting.jid} (${sighting.fault})` };
    case 'boot':
      return { of: 'boot', text: `boot ${sighting.bootId}` };
    case 'process':
      return sighting.jid === undefined
        ? undefined
        : {
            of: `process ${sighting.pid}`,
            text: `process ${sighting.pid} (${sighting.role ?? 'unknown'}) of ${sighting.jid}: ${sighting.state}`,
          };
    default:
      return undefined;
  }
}
