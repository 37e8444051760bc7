import { describe, expect, test } from 'vitest';
import { FAULTS, type FaultName, faultsNamed } from '../../harness/faults/catalogue.ts';
import { type Fault, NoEffect } from '../../harness/faults/fault.ts';
import type { Machine } from '../../harness/model/machine.ts';

const TARGET = { via: 'async_status', limitMs: 60_000, intervalMs: 4_000, slowness: 0.5, healthyMs: 2_000 } as const;
const OUTAGE_MS = 8_000;

const fault = (name: FaultName) => faultsNamed([name])[0] as Fault;

interface Answers {
  readonly frozen?: readonly boolean[];
  readonly greets?: boolean;
  readonly bytes?: number;
  readonly refuses?: number;
}

/** A machine that notes what is done to it; `over` is how it answers. */
class Noted {
  readonly done: string[] = [];
  readonly #traffic = { refused: 3, passed: 100 };
  readonly #over: Answers;

  constructor(over: Answers = {}) {
    this.#over = over;
  }

  /** What the strike saw, or why it had no effect. */
  async strike(name: FaultName): Promise<readonly string[]> {
    const { done } = this;
    const note = (what: string) => async () => void done.push(what);
    const frozen = [...(this.#over.frozen ?? [true, true])];
    const machine = {
      host: { name: 'h' },
      reboot: note('reboot'),
      powerCut: note('power cut'),
      freeze: note('freeze'),
      thaw: note('thaw'),
      isFrozen: async () => frozen.shift(),
      idleConnection: async () => {
        if (!this.#over.greets) throw new Error('refused');
      },
      link: {
        traffic: this.#traffic,
        openFlows: 2,
        hold: () => done.push('hold'),
        refuse: () => done.push('refuse'),
        cut: () => {
          done.push('cut');
          return 4;
        },
        heal: () => done.push('heal'),
      },
    } as unknown as Machine;
    const pause = async (ms: number) => {
      done.push(`wait ${ms}`);
      this.#traffic.passed += this.#over.bytes ?? 0;
      this.#traffic.refused += this.#over.refuses ?? 0;
    };
    return (await fault(name).strike?.act(machine, TARGET, pause, () => {})) ?? [];
  }
}

describe('strikes from outside: what is done, in order, and what is told of it', () => {
  test('reboot-host and power-cut', async () => {
    const [reboot, cut] = [new Noted(), new Noted()];
    expect(await reboot.strike('reboot-host')).toEqual([
      'h was told to reboot; its address took connections again 8.0 s after its boot',
    ]);
    expect(await cut.strike('power-cut')).toEqual([
      'h lost its power; its address took connections again 8.0 s after its boot',
    ]);
    expect(reboot.done).toEqual(['refuse', 'reboot', `wait ${OUTAGE_MS}`, 'heal']);
    expect(cut.done).toEqual(['refuse', 'power cut', `wait ${OUTAGE_MS}`, 'heal']);
  });

  test('pause-host: frozen at the beginning and at the end, else without effect; thawed in any case', async () => {
    const still = new Noted();
    expect(await still.strike('pause-host')).toEqual(['h stood still for 8.0 s']);
    expect(still.done).toEqual(['freeze', `wait ${OUTAGE_MS}`, 'thaw']);
    for (const frozen of [
      [false, true],
      [true, false],
      [false, false],
    ]) {
      const moved = new Noted({ frozen });
      await expect(moved.strike('pause-host')).rejects.toThrow(new NoEffect('h did not stand still'));
      expect(moved.done).toEqual(['freeze', `wait ${OUTAGE_MS}`, 'thaw']);
    }
  });

  test('cut-link: ours is refused, else it is without effect; healed in any case', async () => {
    const cut = new Noted({ refuses: 5 });
    expect(await cut.strike('cut-link')).toEqual([
      '4 open connections were reset, and 5 new ones in 8.0 s, one of them ours',
    ]);
    expect(cut.done).toEqual(['refuse', 'cut', `wait ${OUTAGE_MS}`, 'heal']);
    const open = new Noted({ greets: true });
    await expect(open.strike('cut-link')).rejects.toThrow(NoEffect);
    expect(open.done).toEqual(['refuse', 'cut', 'heal']);
  });

  test('blackhole-link: not a byte, and no greeting for ours; healed in any case', async () => {
    const still = new Noted();
    expect(await still.strike('blackhole-link')).toEqual([
      'no byte passed for 8.0 s; 2 connections waited, one of them ours',
    ]);
    expect(still.done).toEqual(['hold', `wait ${OUTAGE_MS}`, 'heal']);
    for (const over of [{ bytes: 1 }, { greets: true }] as Answers[]) {
      const leaky = new Noted(over);
      await expect(leaky.strike('blackhole-link')).rejects.toThrow(
        new NoEffect(`${over.bytes ?? 0} bytes passed all the same`),
      );
      expect(leaky.done).toEqual(['hold', `wait ${OUTAGE_MS}`, 'heal']);
    }
  });
});

/** What each makes of the job on its host: with a healthy run of 2 s and a limit of 60 s, and with a run that nobody saw end. */
const ACTS: Readonly<Partial<Record<FaultName, readonly [object, object?]>>> = {
  fail: [
    { act: 'rc', rc: 1, workSeconds: 1, strikeSeconds: 2 },
    { act: 'rc', rc: 1, workSeconds: 0, strikeSeconds: 0 },
  ],
  'fail-json': [{ act: 'fail-json', workSeconds: 1, strikeSeconds: 2 }],
  traceback: [{ act: 'traceback', workSeconds: 1, strikeSeconds: 2 }],
  garbage: [{ act: 'garbage', workSeconds: 1, strikeSeconds: 2 }],
  silent: [{ act: 'silent', workSeconds: 1, strikeSeconds: 2 }],
  'kill-module': [{ act: 'kill-module', workSeconds: 1, strikeSeconds: 2 }],
  'kill-leaf': [{ act: 'kill-leaf', workSeconds: 1, strikeSeconds: 2 }],
  'kill-runner': [{ act: 'kill-runner', workSeconds: 1, strikeSeconds: 2 }],
  'kill-both': [{ act: 'kill-both', workSeconds: 1, strikeSeconds: 2 }],
  'kill-watcher': [
    { act: 'kill-watcher', seconds: 1 },
    { act: 'kill-watcher', seconds: 0 },
  ],
  hang: [{ act: 'hang', seconds: 840, workSeconds: 1, strikeSeconds: 2 }],
  'held-stdout': [{ act: 'held-stdout', seconds: 840, workSeconds: 1, strikeSeconds: 2 }],
  slow: [
    { act: 'hold', seconds: 28 },
    { act: 'hold', seconds: 0 },
  ],
  'own-started-key': [{ act: 'own-started-key', workSeconds: 1, strikeSeconds: 2 }],
  'lose-job-file': [{ act: 'job-file', how: 'lose', workSeconds: 1, strikeSeconds: 2 }],
  'reboot-host': [{ act: 'hang', seconds: 52, workSeconds: 1, strikeSeconds: 2 }],
  'pause-host': [
    { act: 'hold', seconds: 6 },
    { act: 'hold', seconds: 0 },
  ],
  'cut-link': [{ act: 'hold', seconds: 6 }],
  'blackhole-link': [{ act: 'hold', seconds: 6 }],
};

test.each(Object.entries(ACTS))('%s: what takes the place of the job', (name, [healthy, endless]) => {
  expect(fault(name as FaultName).act(TARGET)).toEqual(healthy);
  if (endless) expect(fault(name as FaultName).act({ ...TARGET, healthyMs: null })).toEqual(endless);
});

test('a job is doomed within its limit, whatever its limit is', () => {
  const { act } = fault('reboot-host');
  expect(act({ ...TARGET, limitMs: 6_000 })).toEqual({ act: 'hang', seconds: 4.4, workSeconds: 0, strikeSeconds: 1 });
  expect(act({ ...TARGET, limitMs: 4_000 })).toEqual({ act: 'hang', seconds: 3.6, workSeconds: 0, strikeSeconds: 0 });
});

/** How long after the play a forgotten job is watched for the proof. */
test.each<[FaultName, number, number]>([
  ['slow', 32_000, 30_000],
  ['hang', 4_000, 2_000],
  ['kill-watcher', 3_000, 3_000],
  ['pause-host', 16_000, 16_000],
  ['cut-link', 16_000, 16_000],
  ['blackhole-link', 16_000, 16_000],
])('%s is watched for %d ms after the play, or %d where nobody saw the job end', (name, healthy, endless) => {
  expect(fault(name).settlesMs(TARGET)).toBe(healthy);
  expect(fault(name).settlesMs({ ...TARGET, healthyMs: null })).toBe(endless);
});

test('a job that takes longer than the outage does is watched for as long', () => {
  for (const name of ['pause-host', 'cut-link', 'blackhole-link'] as const)
    expect(fault(name).settlesMs({ ...TARGET, healthyMs: 20_000 })).toBe(28_000);
  expect(fault('kill-watcher').settlesMs({ ...TARGET, healthyMs: 20_000 })).toBe(20_000);
});

test('every fault says of itself what the catalogue lists', () => {
  for (const { name, summary, proof, heal } of FAULTS) {
    expect(name).toMatch(/^[a-z-]+$/);
    for (const text of [summary, proof, heal]) expect(text).not.toBe('');
  }
  expect(new NoEffect('x').name).toBe('NoEffect');
});
