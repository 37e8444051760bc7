import { expect, test } from 'vitest';
import { falseRedOfBusyMachine } from '../../harness/checks/busy-machine.ts';
import { falseReds } from '../../harness/checks/false-red.ts';
import { HistoryBuilder } from './history-builder.ts';

/** A healthy run whose job came to its limit, on two processors with this load. */
function stopped(load: number) {
  return new HistoryBuilder()
    .launch()
    .sighting({ type: 'load', load: 1, processors: 2 })
    .sighting({
      type: 'job-file',
      jid: 'j1.1',
      path: '/j1.1',
      state: 'present',
      finished: true,
      failed: true,
      timedOut: true,
    })
    .collect({ failed: true, msg: 'Timeout exceeded' })
    .sighting({ type: 'load', load, processors: 2 })
    .end({ rc: 2, stats: { failures: 1 } })
    .facts();
}

test('a limit that strikes healthy work counts, unless the machine had no time for it', () => {
  expect(falseRedOfBusyMachine(stopped(8))).toBeUndefined();
  expect(falseRedOfBusyMachine(stopped(15.5))).toMatchObject({
    code: 'machine-too-busy',
    kind: 'unknown',
    message: expect.stringContaining('15.5 processes for 2 processors'),
  });
});

test('a busy machine on which nothing went wrong is no error', () => {
  const well = new HistoryBuilder().launch().collect({ rc: 0 }).sighting({ type: 'load', load: 30, processors: 2 });
  expect(falseRedOfBusyMachine(well.end().facts())).toBeUndefined();
});

/** A healthy run that gave up on a job that still ran; its limit is 10 s. */
function gaveUp(retries: number) {
  return new HistoryBuilder()
    .launch()
    .collect({ finished: false, failed: true, attempts: retries + 1, retries, delay: 2 })
    .sighting({ type: 'load', load: 30, processors: 2 })
    .end({ rc: 2, stats: { failures: 1 } })
    .facts();
}

test('a window below the limit is too short on any machine', () => {
  expect(falseRedOfBusyMachine(gaveUp(2))).toBeUndefined();
  expect(falseReds(gaveUp(2))).toHaveLength(1);
  expect(falseRedOfBusyMachine(gaveUp(8))).toMatchObject({ code: 'machine-too-busy' });
});
