import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { type LiveDrill, type LiveTrial, liveFrame } from '../../harness/cli/live-frame.ts';
import { showLines } from '../../harness/cli/plain-progress.ts';
import { FAULTS } from '../../harness/faults/catalogue.ts';
import type { Outcome } from '../../harness/model/outcome.ts';
import type { FaultTrial } from '../../harness/model/trial.ts';
import { trialOf } from './drill-report-of.ts';

const SURFACED: Outcome = {
  kind: 'surfaced',
  reason: 'failed',
  taskName: 'Wait',
  place: undefined,
  delayMs: 1,
  msg: '',
};
const SWALLOWED: Outcome = { kind: 'swallowed', how: 'never-reaped', taskName: undefined, place: undefined };
const BASELINE = { status: 'green', wallMs: 2_000, jobs: [], folder: 'baseline' } as const;

const SHORT = { budgetMs: 50_000 };
const LONG = { budgetMs: 3_900_000, until: { what: 'limit', ms: 2_400_000 } } as const;

const trial = (fault: string, taskName = 'Build', item: string | null = null): FaultTrial => {
  const { trial: one } = trialOf(fault, SURFACED);
  return { ...one, id: `${taskName}-${item}-${fault}`, taskName, job: { ...one.job, item: item as never } };
};
const drillOf = (trials: readonly LiveTrial[]): LiveDrill => ({
  ...{ playbook: 'site.yml', beganAt: 0, trialsBeganAt: 10_000, baseline: BASELINE },
  trials: new Map(trials.map((one) => [one.trial.id, one])),
});
const plain = { now: 30_000, paint: (_: unknown, text: string) => text };
const frame = (trials: readonly LiveTrial[], columns = 80) => liveFrame(drillOf(trials), { ...plain, columns });

describe('the picture on a terminal', () => {
  test('a row for each job, a cell for each trial by what became of it', () => {
    const shown = frame([
      { trial: trial('fail'), is: 'ended', outcome: SURFACED },
      { trial: trial('hang'), is: 'ended', outcome: SWALLOWED },
      { trial: trial('slow'), is: 'running', since: 20_000, wait: SHORT },
      { trial: trial('hang', 'Warm'), is: 'running', since: 15_000, wait: LONG },
      { trial: trial('fail', 'Warm'), is: 'waiting' },
    ]);
    expect(shown.split('\n')).toEqual([
      'site.yml  healthy run green, 2.0 s, 0 async jobs',
      '  Build on host-1  ✓ ✗ ▸  2/3',
      '  Warm on host-1   ▸ ·    0/2',
      '  ✓ 1 told the truth   ✗ 1 did not   ▸ 2 running   · 1 waiting',
      expect.stringMatching(/^ {2}▸ hang on Warm, 15\.0 s, until its limit of 40 min 00 s, at most 1 h 05 min {2}\S/),
      expect.stringMatching(/^ {2}▸ slow on Build, 10\.0 s, at most 50\.0 s {2}\S/),
      '  2 of 5 trials, 30.0 s; about 30.0 s more',
    ]);
  });

  test.each([20, 80, 120])('%i columns: no line is wider, with every fault on many jobs with long names', (columns) => {
    const names = ['x'.repeat(200), 'Überprüfung 日本語 '.repeat(9), 'Build'];
    const trials = names.flatMap((name) => FAULTS.map((fault) => trial(fault.name, name)));
    const shown = frame(
      trials.map((one) => ({ trial: one, is: 'running', since: 0, wait: LONG })),
      columns,
    );
    for (const line of shown.split('\n')) expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
  });

  test('what did not end is interrupted, and no cell of it looks well', () => {
    const shown = frame([{ trial: trial('fail'), is: 'interrupted' }]);
    expect(shown).toContain('! 1 interrupted');
    expect(shown).not.toContain('✓');
  });

  test("somebody else's name moves no cursor", () => {
    expect(frame([{ trial: trial('fail', '\u001b[2JBuild'), is: 'waiting' }])).not.toContain('\u001b');
  });

  test('before anything is planned: the healthy run, and for how long', () => {
    const drill = { ...drillOf([]), baseline: undefined };
    expect(liveFrame(drill, { ...plain, columns: 80 })).toBe('site.yml  healthy run, with no fault: 30.0 s');
  });
});

test('plain lines: trials that begin in one run have one line, others their own', async () => {
  const lines: string[] = [];
  const shown = showLines('site.yml', (line) => lines.push(line.replace(/^\[[^\]]*\] /, '')));
  shown.planned([trial('fail'), trial('hang'), trial('slow')]);
  shown.trialStarted(trial('fail'), SHORT);
  shown.trialStarted(trial('hang'), LONG);
  await Promise.resolve();
  shown.trialStarted(trial('slow'), SHORT);
  await Promise.resolve();
  shown.trialEnded(trial('fail'), SURFACED);
  await shown.stopped();
  expect(lines).toEqual([
    '3 trials',
    'started   one run for 2 trials, each on a host of its own: Build: fail, hang',
    '          hang waits until its limit of 40 min 00 s, at most 1 h 05 min',
    'started   slow on "Build" of host-1',
    expect.stringMatching(/^surfaced {2}fail on "Build" of host-1 \(failed; .*; 1\/3\)$/),
    'interrupted "Build" of host-1: hang, slow',
  ]);
});
