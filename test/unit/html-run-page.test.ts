import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { RunPage, Track } from '../../harness/model/drill-page.ts';
import { lanesOf } from '../../harness/report-page/lanes.ts';
import { runPage } from '../../harness/reporters/html/run-page.ts';
import { recordedDrill } from './recorded-drill.ts';

const NAMES = [
  ...new Set(
    globSync('*.jsonl', { cwd: new URL('../replay/histories', import.meta.url).pathname }).map((file) =>
      file.replace(/\.[\w-]+\.jsonl$/, ''),
    ),
  ),
].toSorted();

function pagesOf(name: string) {
  const { report, run } = recordedDrill(name);
  return report.trials.map((trial) => ({
    trial,
    history: run(trial.folder).history,
    page: runPage(run(trial.folder), trial),
  }));
}

const single = recordedDrill('single-job@2.19.14');
function pageOf(fault: string): RunPage {
  const trial = single.report.trials.find((one) => one.trial.fault === fault);
  return runPage(single.run(fault), trial);
}

function tracks(page: RunPage, kind: Track['kind']): readonly Track[] {
  return page.tracks.filter((one) => one.kind === kind);
}

test.each(NAMES)('%s: all that a page points at is a line of the history, as it is stored', (name) => {
  for (const { page, history } of pagesOf(name)) {
    const lines = new Map(page.lines.map((line) => [line.n, line]));
    const pointed = [
      ...page.proof.flatMap((step) => step.lines),
      ...page.tracks.flatMap(({ spans, marks }) => [...spans, ...marks].flatMap((one) => one.lines)),
      ...page.said.map(({ line }) => line),
    ];
    expect(pointed.filter((n) => !lines.has(n))).toEqual([]);
    for (const { n, json } of page.lines) expect(JSON.parse(json)).toEqual(history[n - 1]);
    expect(page.lines.length + page.leftOut).toBe(history.length);
  }
});

test.each(NAMES)('%s: everything is within its run, and begins before it ends', (name) => {
  for (const { page } of pagesOf(name)) {
    for (const { spans, marks } of page.tracks) {
      for (const { from, to } of spans) expect([0 <= from, from <= to, to <= page.spanMs]).toEqual([true, true, true]);
      for (const { at } of marks) expect(0 <= at && at <= page.spanMs).toBe(true);
    }
  }
});

test.each(NAMES)('%s: a struck job shows its strike, and the play its end', (name) => {
  for (const { page, trial } of pagesOf(name)) {
    if (trial.outcome.kind === 'missed' || trial.outcome.kind === 'errored') continue;
    const [fault] = page.tracks.filter(({ kind, struck }) => kind === 'fault' && struck);
    expect([trial.trial.fault, fault?.marks.some(({ look }) => look === 'strike')]).toEqual([trial.trial.fault, true]);
    const [play] = tracks(page, 'play');
    const end = play?.marks.at(-1)?.look;
    expect([trial.trial.fault, end]).toEqual([trial.trial.fault, trial.outcome.kind === 'surfaced' ? 'red' : 'green']);
    expect(page.proof.at(-1)?.text).toContain(trial.outcome.kind);
    expect(page.proof.at(-1)?.lines.length).toBeGreaterThan(0);
  }
});

test('the proof goes from the arm to the red task, each with its lines', () => {
  const { proof, lines } = pageOf('fail');
  expect(proof.map(({ text }) => text)).toEqual([
    'The fault fail was made ready for "Start the backup" on host-2',
    expect.stringMatching(/^The play launched it: job j\S+, limit 10 s, poll 0 s$/),
    'It struck, as was seen from outside',
    expect.stringMatching(/^The job itself failed, [\d.]+ s after its launch$/),
    '"Wait for the backup" asked once: it had failed; the task failed',
    'surfaced: failed',
  ]);
  const whats = proof.map((step) => step.lines.map((n) => lines.find((line) => line.n === n)?.what));
  expect(whats).toEqual([
    ['strike armed'],
    ['event launch'],
    expect.arrayContaining(['sighting receipt', 'sighting job-file']),
    ['sighting job-file'],
    ['event collect'],
    ['event result', 'event stats', 'run ended'],
  ]);
});

test('the window of a reap and the limit of its job are as long as they are', () => {
  const page = pageOf('kill-runner');
  const [reap] = tracks(page, 'reap');
  const window = reap?.spans.find(({ look }) => look === 'window');
  expect(window && window.to - window.from).toBe(Math.min(16_000, page.spanMs - (window?.from ?? 0)));
  const limit = tracks(page, 'job')[0]?.spans.find(({ look }) => look === 'limit');
  expect(limit && limit.to - limit.from).toBe(10_000);
  expect(reap?.marks.filter(({ look }) => look === 'ask').length).toBeGreaterThan(3);
});

test('a reboot is a boot on the host’s row', () => {
  const [host] = tracks(pageOf('reboot-host'), 'host');
  expect(host?.marks.map(({ look }) => look)).toContain('boot');
});

test('nothing asked, nothing known: a history without sightings says so', () => {
  const { report, run } = recordedDrill('parallel-jobs-unreaped@2.19.14');
  const trial = report.trials.find((one) => one.trial.fault === 'fail');
  const history = run('fail').history.filter(({ kind }) => kind !== 'sighting');
  const page = runPage({ history }, trial && { ...trial, evidence: [] });
  expect(page.proof.map(({ text }) => text)).toEqual(
    expect.arrayContaining([
      'Nothing proves that it struck',
      'The job itself was not seen to end',
      'No task asked for it',
    ]),
  );
});

test('an empty history gives a page that says nothing', () => {
  const page = runPage({ history: [], lacks: 'it is missing' }, single.report.trials[0]);
  expect(page).toMatchObject({ tracks: [], said: [], lines: [], notes: ['it is missing'] });
});

test('spans at the same time are in lanes of their own, frames behind them', () => {
  const span = (from: number, to: number, look: 'job' | 'limit' = 'job') =>
    ({ from, to, look, label: '', tone: 'quiet', lines: [] }) as const;
  const { behind, lanes } = lanesOf([span(5, 9), span(0, 4), span(2, 6), span(0, 20, 'limit')]);
  expect(behind).toEqual([span(0, 20, 'limit')]);
  expect(lanes).toEqual([[span(0, 4), span(5, 9)], [span(2, 6)]]);
});
