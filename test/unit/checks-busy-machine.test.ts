import { expect, test } from 'vitest';
import { falseRedOfBusyMachine, tooBusy } from '../../harness/checks/busy-machine.ts';
import { falseReds, isTooShort } from '../../harness/checks/false-red.ts';
import { HistoryBuilder, LAUNCH_PLACE } from './history-builder.ts';
import { factsOf, jobOf, reapOf } from './job-of.ts';

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
    where: LAUNCH_PLACE,
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

test('how busy a machine is, is counted by its processors', () => {
  const history = new HistoryBuilder().launch();
  for (const [load, processors] of [
    [20, 8],
    [12, 2],
    [30, 16],
  ] as const)
    history.sighting({ type: 'load', load, processors });
  expect(tooBusy(history.end().facts())).toMatchObject({ load: 12, processors: 2 });
});

test('one window that is too short by its numbers is enough for all to count', () => {
  const window = { verdict: 'gave-up', failed: true, delay: 2 } as const;
  const job = (jid: string, retries: number) =>
    jobOf({ jid, end: 'running', reaps: [reapOf({ ...window, retries, attempts: retries + 1 })] });
  const busy = new HistoryBuilder().sighting({ type: 'load', load: 30, processors: 2 }).end();
  expect(falseRedOfBusyMachine(factsOf([job('j1', 8), job('j2', 9)], busy))).toBeDefined();
  expect(falseRedOfBusyMachine(factsOf([job('j1', 8), job('j2', 2)], busy))).toBeUndefined();
});

test('a window is too short where it ends before the limit, and nobody knows that of a keep-alive', () => {
  const short = (over: Parameters<typeof reapOf>[0]) => isTooShort(jobOf({ limit: 10 }), reapOf(over));
  expect(short({ retries: 4, delay: 2 })).toBe(true);
  expect(short({ retries: 5, delay: 2 })).toBe(false);
  expect(short({ retries: 4, delay: 2, via: 'keep-alive' })).toBe(false);
  expect(short({ retries: undefined, delay: 2 })).toBe(false);
});
