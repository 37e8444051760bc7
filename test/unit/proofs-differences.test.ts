import { expect, test } from 'vitest';
import type { DrillReport } from '../../harness/model/report.ts';
import { differences, type VerdictCase } from '../proofs/differences.ts';

const play = { name: 'n', why: 'w', play: '' };

type Trial = readonly [task: string, fault: string, outcome: object];

function report(...trials: readonly Trial[]): DrillReport {
  return {
    trials: trials.map(([taskName, fault, outcome]) => ({ trial: { taskName, fault }, outcome })),
  } as unknown as DrillReport;
}

function held(want: VerdictCase['want'], exit: number, ...trials: readonly Trial[]): readonly string[] {
  return differences({ ...play, want }, { exit, report: report(...trials), text: '' });
}

test('a drill that says what was said differs in nothing', () => {
  const want = { exit: 1, trials: { A: { fail: 'swallowed: rescued', slow: 'unharmed' } } };
  expect(
    held(want, 1, ['A', 'fail', { kind: 'swallowed', how: 'rescued' }], ['A', 'slow', { kind: 'unharmed' }]),
  ).toEqual([]);
});

test('another exit code, outcome or mechanism, and a trial that is missing, differ', () => {
  const want = { exit: 0, trials: { A: { fail: 'swallowed: rescued' } } };
  expect(held(want, 2, ['A', 'fail', { kind: 'swallowed', how: 'ignore-errors' }])).toEqual([
    'exit 2, not 0',
    'fail on "A": swallowed: ignore-errors, not swallowed: rescued',
  ]);
  expect(held(want, 0)).toEqual(['fail on "A": no trial, not swallowed: rescued']);
});

test('of several outcomes each has to be seen, and nothing else', () => {
  const want = { exit: 1, trials: { A: { fail: ['surfaced', 'swallowed: never-reaped'] } } };
  const surfaced: Trial = ['A', 'fail', { kind: 'surfaced' }];
  const swallowed: Trial = ['A', 'fail', { kind: 'swallowed', how: 'never-reaped' }];
  expect(held(want, 1, surfaced, swallowed)).toEqual([]);
  expect(held(want, 1, surfaced)).toHaveLength(1);
  expect(held(want, 1, surfaced, swallowed, ['A', 'fail', { kind: 'missed' }])).toHaveLength(1);
});

test('a drill without a report is told by what it printed', () => {
  expect(differences({ ...play, want: { exit: 0 } }, { exit: 3, report: undefined, text: 'no such file' })).toEqual([
    'exit 3, not 0: no such file',
  ]);
  expect(
    differences({ ...play, want: { exit: 2, says: 'mirror' } }, { exit: 2, report: undefined, text: 'the mirror' }),
  ).toEqual([]);
});
