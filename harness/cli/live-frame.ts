import type { styleText } from 'node:util';
import sliceAnsi from 'slice-ansi';
import stringWidth from 'string-width';
import type { TrialWait } from '../engine/progress.ts';
import { FAULTS } from '../faults/catalogue.ts';
import type { BaselineResult } from '../model/baseline.ts';
import type { Outcome } from '../model/outcome.ts';
import type { FaultTrial } from '../model/trial.ts';
import { visible } from '../model/visible.ts';
import { count } from '../reporters/count.ts';
import { toneOf } from '../reporters/html/tones.ts';
import { jobName } from '../reporters/job-name.ts';
import { formatDuration } from '../time/duration.ts';
import { waitWords } from './wait-words.ts';

export type LiveTrial = { readonly trial: FaultTrial } & (
  | { readonly is: 'waiting' | 'interrupted' }
  /** Since when, in ms of the process's clock. */
  | { readonly is: 'running'; readonly since: number; readonly wait: TrialWait }
  | { readonly is: 'ended'; readonly outcome: Outcome }
);

/** What is known of a drill while it runs. Times are ms of the process's clock. */
export interface LiveDrill {
  readonly playbook: string;
  readonly beganAt: number;
  baseline: BaselineResult | undefined;
  /** By id, in the order of the plan. */
  readonly trials: Map<string, LiveTrial>;
  trialsBeganAt: number;
}

type Style = Parameters<typeof styleText>[0];

export interface Canvas {
  readonly columns: number;
  readonly now: number;
  readonly paint: (style: Style, text: string) => string;
}

type State = 'good' | 'bad' | 'open' | 'quiet' | 'running' | 'waiting' | 'interrupted';

/** A cell's sign, and what the legend says of it. */
const SIGNS: Readonly<Record<State, { readonly sign: string; readonly style: Style; readonly says: string }>> = {
  good: { sign: '✓', style: 'green', says: 'told the truth' },
  bad: { sign: '✗', style: 'red', says: 'did not' },
  open: { sign: '?', style: 'yellow', says: 'unknown' },
  quiet: { sign: '○', style: 'dim', says: 'job came through' },
  running: { sign: '▸', style: 'cyan', says: 'running' },
  waiting: { sign: '·', style: 'dim', says: 'waiting' },
  interrupted: { sign: '!', style: 'yellow', says: 'interrupted' },
};
/** Rows of jobs at most; a terminal has no more to show at once. */
const MOST_ROWS = 15;
const MOST_RUNNING = 4;
const SUMMARIES = new Map<string, string>(FAULTS.map(({ name, summary }) => [name, summary]));

/** The drill as it stands: a row for each job, a cell for each of its trials, what runs now, and how long it may go on. */
export function liveFrame(drill: LiveDrill, canvas: Canvas): string {
  const { columns, now, paint } = canvas;
  const trials = [...drill.trials.values()];
  const head = `${paint('bold', visible(drill.playbook))}  ${baselineWords(drill, now)}`;
  if (trials.length === 0) return fitted(head, columns);
  const rows = [...Map.groupBy(trials, rowTitle)];
  const most = Math.max(...rows.map(([, ones]) => ones.length));
  const gap = most * 2 <= columns / 2 ? ' ' : '';
  const cellsWide = most * (1 + gap.length);
  const nameWide = Math.max(8, Math.min(longest(rows.map(([name]) => name)), columns - cellsWide - 12));
  const lines = rows.slice(0, MOST_ROWS).map(([name, ones]) => {
    const done = ones.filter(({ is }) => is === 'ended').length;
    const cells = ones.map((one) => paint(SIGNS[stateOf(one)].style, SIGNS[stateOf(one)].sign)).join(gap);
    const space = ' '.repeat(cellsWide - ones.length * (1 + gap.length) + (gap === '' ? 0 : 1));
    return `  ${padded(name, nameWide)}  ${cells}${space} ${done}/${ones.length}`;
  });
  const rest = rows.length - MOST_ROWS;
  return [
    head,
    ...lines,
    ...(rest > 0 ? [`  and ${count(rest, 'job')} more`] : []),
    legend(trials, paint),
    ...runningLines(trials, canvas),
    progressLine(drill, trials, now),
  ]
    .map((line) => fitted(line, columns))
    .join('\n');
}

function baselineWords({ baseline, beganAt }: LiveDrill, now: number): string {
  if (!baseline) return `healthy run, with no fault: ${formatDuration(now - beganAt)}`;
  return `healthy run ${baseline.status}, ${formatDuration(baseline.wallMs)}, ${count(baseline.jobs.length, 'async job')}`;
}

function rowTitle({ trial }: LiveTrial): string {
  return visible(`${jobName(trial.taskName, trial.job)} on ${trial.job.host}`);
}

function stateOf(one: LiveTrial): State {
  return one.is === 'ended' ? toneOf(one.outcome) : one.is;
}

function legend(trials: readonly LiveTrial[], paint: Canvas['paint']): string {
  const counts = (Object.keys(SIGNS) as State[]).flatMap((state) => {
    const found = trials.filter((one) => stateOf(one) === state).length;
    const { sign, style, says } = SIGNS[state];
    return found === 0 ? [] : [`${paint(style, sign)} ${found} ${says}`];
  });
  return `  ${counts.join('   ')}`;
}

/** What goes on now, the longest first: what its fault does explains why it takes long. */
function runningLines(trials: readonly LiveTrial[], { now, paint }: Canvas): readonly string[] {
  const running = trials
    .flatMap((one) => (one.is === 'running' ? [one] : []))
    .toSorted((a, b) => a.since - b.since)
    .map(({ trial, since, wait }) => {
      const why = SUMMARIES.get(trial.fault);
      return `  ${paint('cyan', '▸')} ${trial.fault} on ${visible(jobName(trial.taskName, trial.job))}, ${formatDuration(now - since)}, ${waitWords(wait)}${why ? paint('dim', `  ${why}`) : ''}`;
    });
  const rest = running.length - MOST_RUNNING;
  return [...running.slice(0, MOST_RUNNING), ...(rest > 0 ? [`    and ${rest} more`] : [])];
}

function progressLine({ beganAt, trialsBeganAt }: LiveDrill, trials: readonly LiveTrial[], now: number): string {
  const done = trials.filter(({ is }) => is === 'ended').length;
  const left = trials.filter(({ is }) => is === 'waiting' || is === 'running').length;
  const guess = done === 0 ? 0 : ((now - trialsBeganAt) / done) * left;
  const more = left > 0 && done > 0 ? `; about ${formatDuration(Math.max(1_000, guess))} more` : '';
  return `  ${done} of ${count(trials.length, 'trial')}, ${formatDuration(now - beganAt)}${more}`;
}

function longest(texts: readonly string[]): number {
  return Math.max(...texts.map((text) => stringWidth(text)));
}

function padded(text: string, wide: number): string {
  const cut = fitted(text, wide);
  return cut + ' '.repeat(Math.max(0, wide - stringWidth(cut)));
}

function fitted(text: string, wide: number): string {
  return stringWidth(text) <= wide ? text : `${sliceAnsi(text, 0, wide - 1)}…`;
}
