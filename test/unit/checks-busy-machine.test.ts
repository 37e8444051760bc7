import { expect, test } from 'vitest';
import { falseRedOfBusyMachine } from '../../harness/checks/busy-machine.ts';
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
