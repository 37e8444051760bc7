import { expect, test } from 'vitest';
import { Admission, type ProcessorTime, type Watch } from '../../harness/engine/admission.ts';

const never = new AbortController().signal;

const LOOK_MS = 50;

/** A machine of two cores, all busy or all idle. Its clock goes only when it is told to. */
function machine() {
  let clock = 0;
  let time: ProcessorTime = { idleMs: 0, allMs: 0 };
  const sleepers = new Set<() => void>();
  const watch: Watch = {
    processor: () => time,
    elapsed: () => clock,
    pause: (ms, signal) =>
      new Promise((wake, reject) => {
        const until = clock + ms;
        const sleeper = () => {
          if (signal.aborted) reject(signal.reason);
          else if (clock >= until) wake();
          else return;
          sleepers.delete(sleeper);
        };
        sleepers.add(sleeper);
        signal.addEventListener('abort', sleeper, { once: true });
      }),
  };
  const run = async (ms: number, idle: 0 | 1) => {
    for (const end = clock + ms; clock < end; ) {
      clock += LOOK_MS;
      time = { idleMs: time.idleMs + 2 * LOOK_MS * idle, allMs: time.allMs + 2 * LOOK_MS };
      for (const sleeper of [...sleepers]) sleeper();
      await new Promise(setImmediate);
    }
  };
  return {
    admission: new Admission(watch),
    busy: (ms: number) => run(ms, 0),
    idle: (ms: number) => run(ms, 1),
  };
}

/** Whether its hosts may be up by now, and whether it has begun. */
function entering(admission: Admission, hosts: number, signal = never) {
  const state = { ready: false, in: false, place: undefined as Disposable | undefined };
  const enter = async () => {
    const ticket = await admission.prepare(signal);
    state.place = ticket;
    state.ready = true;
    await ticket.enter(hosts);
    state.in = true;
  };
  void enter().catch(() => state.place?.[Symbol.dispose]());
  return state;
}

test('the first run begins at once, whatever else keeps the machine busy', async () => {
  const { admission, busy } = machine();
  await busy(1_000);
  const first = entering(admission, 8);
  await busy(50);
  expect(first.in).toBe(true);
});

test('the next one begins when the machine has time to spare, and no earlier', async () => {
  const { admission, busy, idle } = machine();
  entering(admission, 1);
  const second = entering(admission, 1);
  await busy(20_000);
  expect(second.in).toBe(false);
  await idle(1_500);
  expect(second.in).toBe(true);
});

test('an idle machine is not believed until the run before has had time to launch on all its hosts', async () => {
  const { admission, idle } = machine();
  entering(admission, 10);
  const second = entering(admission, 1);
  await idle(3_000);
  expect(second.in).toBe(false);
  await idle(3_000);
  expect(second.in).toBe(true);
});

test('they begin one after another, not all in the first idle moment', async () => {
  const { admission, idle } = machine();
  entering(admission, 1);
  const waiting = [1, 2, 3].map(() => entering(admission, 5));
  await idle(2_500);
  expect(waiting.map((one) => one.in)).toEqual([true, false, false]);
});

test('when no other run is left, the next begins on a busy machine', async () => {
  const { admission, busy } = machine();
  const first = entering(admission, 1);
  const second = entering(admission, 1);
  await busy(5_000);
  expect(second.in).toBe(false);
  first.place?.[Symbol.dispose]();
  await busy(500);
  expect(second.in).toBe(true);
});

test('an abort ends the waiting, and leaves the turn to the next', async () => {
  const { admission, busy, idle } = machine();
  entering(admission, 1);
  const stop = new AbortController();
  const second = admission.prepare(stop.signal).then(async (ticket) => {
    using _left = ticket;
    await ticket.enter(1);
  });
  const rejected = expect(second).rejects.toThrow('stopped');
  const third = entering(admission, 1);
  await busy(2_000);
  stop.abort(new Error('stopped'));
  await rejected;
  await idle(2_500);
  expect(third.in).toBe(true);
});

test('few are ready before their turn; when one begins or gives up, the next makes itself ready', async () => {
  const { admission, busy, idle } = machine();
  entering(admission, 1);
  const stop = new AbortController();
  const waiting = [1, 2, 3, 4, 5].map((n) => entering(admission, 1, n === 2 ? stop.signal : never));
  const ready = () => waiting.map((one) => one.ready);
  await busy(1_000);
  expect(ready()).toEqual([true, true, true, false, false]);
  await idle(1_500);
  expect(waiting[0]?.in).toBe(true);
  expect(ready()).toEqual([true, true, true, true, false]);
  stop.abort(new Error('stopped'));
  await busy(500);
  expect(ready()).toEqual([true, true, true, true, true]);
});
