import { expect, test } from 'vitest';
import { FAULTS, type FaultName, faultsNamed } from '../../harness/faults/catalogue.ts';
import { fail } from '../../harness/faults/fail.ts';
import type { Fault } from '../../harness/faults/fault.ts';
import { hang } from '../../harness/faults/hang.ts';
import { killRunner } from '../../harness/faults/kill-runner.ts';
import type { Arm, WrapperAct } from '../../harness/model/fault.ts';
import type { Sighting } from '../../harness/model/sighting.ts';
import { HistoryBuilder, LAUNCH_PLACE, type Loose } from './history-builder.ts';

const ARM: Arm = {
  fault: 'any',
  token: 't0k3n',
  job: { host: 'h', place: LAUNCH_PLACE, item: null, nth: 0 },
  act: { act: 'rc', rc: 1, workSeconds: 0, strikeSeconds: 0 },
};
const who = (pid: number) => ({ pid, startTicks: pid * 10 });
const PIDS = { watcher: who(1), runner: who(2), module: who(3) };
const FILE = { type: 'job-file', path: '/root/.ansible_async/j1.1', jid: 'j1.1', state: 'present' } as const;

const job = () => new HistoryBuilder().launch();
const struck = () =>
  job().sighting({ type: 'receipt', token: 't0k3n', fault: 'any', jid: 'j1.1', struckAt: 150, pids: PIDS });

function prove(fault: Fault, history: HistoryBuilder) {
  const facts = history.facts();
  const [first] = facts.jobs;
  if (!first) throw new Error('no job in this history');
  return fault.prove(facts, ARM, first);
}

test('without a receipt nothing has struck', () => {
  for (const fault of [fail, killRunner, hang]) {
    expect(prove(fault, job().sighting({ ...FILE, finished: true, rc: 1, token: 't0k3n' }))).toMatchObject({
      struck: false,
    });
  }
});

test('fail: a receipt alone is a claim; the job file with our token and a bad rc proves it', () => {
  expect(prove(fail, struck())).toMatchObject({ struck: false });
  expect(prove(fail, struck().sighting({ ...FILE, finished: true, rc: 1 }))).toMatchObject({ struck: false });
  expect(prove(fail, struck().sighting({ ...FILE, finished: true, rc: 0, token: 't0k3n' }))).toMatchObject({
    struck: false,
  });
  expect(prove(fail, struck().sighting({ ...FILE, finished: true, rc: 1, token: 't0k3n' }))).toMatchObject({
    struck: true,
    at: 1000,
  });
});

test('kill-runner: the runner is gone, and no result was written', () => {
  const gone = { type: 'process', ...PIDS.runner, state: 'gone' } as const;
  expect(prove(killRunner, struck().sighting({ ...FILE, finished: false }))).toMatchObject({ struck: false });
  expect(prove(killRunner, struck().sighting({ ...gone, startTicks: 999 }))).toMatchObject({ struck: false });
  expect(
    prove(
      killRunner,
      struck()
        .sighting(gone)
        .sighting({ ...FILE, finished: true, rc: 0 }),
    ),
  ).toMatchObject({ struck: false });
  expect(
    prove(
      killRunner,
      struck()
        .sighting({ ...FILE, finished: false })
        .sighting(gone),
    ),
  ).toMatchObject({ struck: true });
});

test('hang: killed at the limit by the watcher, or seen alive beyond it; not one that left early', () => {
  const module = { type: 'process', ...PIDS.module } as const;
  expect(prove(hang, struck().sighting({ ...FILE, finished: true, timedOut: true, at: 10_500 }))).toMatchObject({
    struck: true,
  });
  expect(
    prove(
      hang,
      struck()
        .sighting({ ...module, state: 'alive', at: 200 })
        .sighting({ ...module, state: 'gone', at: 4_000 }),
    ),
  ).toMatchObject({ struck: false });
  expect(
    prove(
      hang,
      struck()
        .sighting({ ...module, state: 'alive', at: 200 })
        .sighting({ ...module, state: 'gone', at: 11_000 }),
    ),
  ).toMatchObject({ struck: true });
  expect(
    prove(
      hang,
      struck()
        .sighting({ ...module, state: 'alive', at: 200 })
        .sighting({ type: 'probe', state: 'stopped', at: 12_000 }),
    ),
  ).toMatchObject({ struck: true });
  expect(prove(hang, struck().sighting({ ...module, state: 'alive', at: 200 }))).toMatchObject({ struck: false });
});

// From here on: one row per fault, with what proves it, and what looks like it and does not.

type Row = {
  readonly act?: WrapperAct;
  /** After the receipt. */
  readonly struck: readonly Loose<Sighting>[];
  /** Of a strike from outside: what was seen of it. */
  readonly strike?: string;
  /** By name: the same job with no fault in it, or with another one. */
  readonly not: Readonly<Record<string, readonly Loose<Sighting>[]>>;
};

const LEAF = who(4);
const present = { ...FILE, finished: false, readable: true, bytes: 74 } as const;
const well = { ...FILE, finished: true, rc: 0, readable: true, bytes: 200, token: 't0k3n', at: 5_000 } as const;
const gone = (pid: number, at = 1_500) => ({ type: 'process', ...who(pid), state: 'gone', at }) as const;
const alive = (pid: number, at = 200) => ({ type: 'process', ...who(pid), state: 'alive', at }) as const;
const boot = (bootId: string, at = 1_000) => ({ type: 'boot', bootId, at }) as const;
const broken = { ...FILE, finished: true, failed: true, readable: true, bytes: 90 } as const;
const spoilt = { ...FILE, readable: false } as const;

const brokeWithoutAnswer: Row = {
  struck: [present, broken, gone(3)],
  not: {
    'the job ended well': [present, well],
    'the module answered that it failed': [present, { ...broken, token: 't0k3n' }],
    'the watcher ended it at its limit': [present, { ...broken, timedOut: true }],
    'no result yet': [present, gone(3)],
  },
};
const spoilsFile = (last: Loose<Sighting>): Row => ({
  struck: [present, last, gone(2)],
  not: {
    'a result was seen': [present, well, last, gone(2)],
    'its writer is still there': [present, last],
    // A full disk leaves the file as it was before the write.
    ...(last === present ? {} : { 'the file is as it was': [present, gone(2)] }),
  },
});
const anotherBoot: Row = {
  struck: [boot('a', 90), present, boot('b')],
  strike: 'it answers again',
  not: {
    'the same boot': [boot('a', 90), present, boot('a')],
    'never seen to boot again': [boot('a', 90), present],
    'the job had ended before': [boot('a', 90), well, boot('b', 6_000)],
  },
};
const fromOutside: Row = { struck: [present], strike: 'seen by the strike itself', not: {} };

const ROWS: Readonly<Record<FaultName, Row>> = {
  fail: {
    struck: [{ ...well, rc: 1, failed: true }],
    not: { 'it ended well': [well], 'another wrote the result': [{ ...FILE, finished: true, rc: 1 }] },
  },
  'fail-json': {
    struck: [{ ...broken, token: 't0k3n' }],
    not: {
      'it has an rc': [{ ...broken, rc: 1, token: 't0k3n' }],
      'another wrote it': [broken],
      'it ended well': [well],
    },
  },
  traceback: brokeWithoutAnswer,
  garbage: brokeWithoutAnswer,
  silent: brokeWithoutAnswer,
  'kill-module': brokeWithoutAnswer,
  'kill-leaf': {
    struck: [gone(4), { ...well, rc: -9, failed: true }],
    not: {
      'the command lives': [{ ...well, rc: -9, failed: true }],
      'the command ended by itself': [gone(4), { ...well, rc: 1, failed: true }],
    },
  },
  'kill-runner': {
    struck: [present, gone(2)],
    not: { 'it lives': [present], 'a result was written': [well, gone(2)] },
  },
  'kill-watcher': {
    act: { act: 'kill-watcher', seconds: 3 },
    struck: [present, gone(1), gone(3, 4_900), well],
    not: {
      'it ended with its job': [present, gone(3, 4_900), gone(1, 5_000), well],
      'it lives': [present, gone(3), well],
    },
  },
  'kill-both': {
    struck: [present, gone(2), gone(1)],
    not: {
      'the watcher lives': [present, gone(2)],
      'the runner lives': [present, gone(1)],
      'a result': [well, gone(1), gone(2)],
    },
  },
  hang: {
    struck: [present, alive(3), gone(3, 11_000)],
    not: { 'it left early': [present, alive(3), gone(3, 4_000)] },
  },
  slow: {
    act: { act: 'hold', seconds: 7 },
    struck: [present, gone(3, 8_100), { ...well, at: 8_200 }],
    not: { 'it was quick': [present, gone(3, 2_000), well] },
  },
  'own-started-key': {
    struck: [{ ...present, token: 't0k3n' }, gone(3)],
    not: {
      'it looks finished': [{ ...present, token: 't0k3n' }, { ...well }, gone(3)],
      'the module lives': [{ ...present, token: 't0k3n' }],
      'no answer': [present, gone(3)],
    },
  },
  'held-stdout': {
    struck: [present, alive(4), gone(4, 11_000)],
    not: { 'the child left early': [present, alive(4), gone(4, 3_000), gone(3, 12_000)] },
  },
  'lose-job-file': spoilsFile({ ...FILE, state: 'gone' }),
  'wipe-async-dir': spoilsFile({ ...FILE, state: 'gone' }),
  'truncate-job-file': spoilsFile({ ...spoilt, bytes: 20 }),
  'empty-job-file': spoilsFile({ ...spoilt, bytes: 0 }),
  'garble-job-file': spoilsFile({ ...spoilt, bytes: 27 }),
  'full-disk': spoilsFile(present),
  'reboot-host': anotherBoot,
  'power-cut': anotherBoot,
  'pause-host': fromOutside,
  'cut-link': fromOutside,
  'blackhole-link': fromOutside,
  'drop-idle': fromOutside,
  'slow-link': { ...fromOutside, not: { 'the job met its limit': [present, { ...broken, timedOut: true }] } },
  'ssh-penalty': fromOutside,
};

/** What the probe saw, and what was made of the strike, if the fault is struck from outside. */
function proveRow(name: string, seen: readonly Loose<Sighting>[], mark: 'struck' | 'failed' | 'none', receipt = true) {
  const row = ROWS[name as FaultName];
  const history = job();
  if (receipt)
    history.sighting({
      type: 'receipt',
      token: 't0k3n',
      fault: name,
      jid: 'j1.1',
      at: 160,
      struckAt: 150,
      pids: { ...PIDS, leaf: LEAF },
    });
  const { strike } = row;
  if (strike && mark === 'struck') history.strike({ type: 'struck', at: 500, token: 't0k3n', evidence: [strike] });
  if (strike && mark === 'failed') history.strike({ type: 'failed', at: 500, token: 't0k3n', why: 'nothing happened' });
  for (const one of seen) history.sighting(one);
  const facts = history.facts();
  const arm: Arm = { ...ARM, fault: name, act: row.act ?? ARM.act };
  return (faultsNamed([name])[0] as Fault).prove(facts, arm, facts.jobs[0] as (typeof facts.jobs)[0]);
}

test('every fault has a row here', () => {
  expect(Object.keys(ROWS)).toEqual(FAULTS.map(({ name }) => name));
});

test.each(Object.keys(ROWS))('%s is proven by what it does, and by nothing less', (name) => {
  const { struck, strike, not } = ROWS[name as FaultName];
  expect(proveRow(name, struck, 'struck')).toMatchObject({ struck: true });
  expect(proveRow(name, struck, 'struck', false), 'without a receipt').toMatchObject({ struck: false });
  for (const [why, seen] of Object.entries(not)) {
    expect(proveRow(name, seen, 'struck'), why).toMatchObject({ struck: false });
  }
  if (strike) {
    expect(proveRow(name, struck, 'none'), 'no strike').toMatchObject({ struck: false });
    expect(proveRow(name, struck, 'failed'), 'a strike without effect').toEqual({
      struck: false,
      missing: 'nothing happened',
    });
  }
});

// After the play: nobody waits for a limit.

const looked = (at: number) => ({ type: 'probe', state: 'looked', at }) as const;
const late: WrapperAct = { act: 'hang', seconds: 700, workSeconds: 0, strikeSeconds: 3 };

/** A job of a limit of 10 s whose play ended 4.1 s after its own beginning. */
function proveAfterPlay(name: string, act: WrapperAct, seen: readonly Loose<Sighting>[]) {
  const history = struck().sighting(present).sighting(alive(3)).sighting(alive(4)).end();
  for (const one of seen) history.sighting(one);
  const facts = history.facts();
  return (faultsNamed([name])[0] as Fault).prove(facts, { ...ARM, act }, facts.jobs[0] as (typeof facts.jobs)[0]);
}

test('hang: there after the play, when a healthy job would have ended, is proven without its limit', () => {
  expect(proveAfterPlay('hang', late, [looked(5_200)])).toMatchObject({ struck: true, at: 3_150 });
  expect(proveAfterPlay('hang', late, [looked(4_500)]), 'a healthy one might still run').toMatchObject({
    struck: false,
  });
  expect(proveAfterPlay('hang', late, []), 'nobody looked').toMatchObject({ struck: false });
  for (const at of [9_000, 20_000])
    expect(proveAfterPlay('hang', late, [gone(3, 4_800), looked(at)]), 'it was gone').toMatchObject({ struck: false });
});

test('slow: still held back when the play had ended, or ended well after that; never one that failed', () => {
  const hold: WrapperAct = { act: 'hold', seconds: 5 };
  expect(proveAfterPlay('slow', hold, [looked(4_200)])).toMatchObject({ struck: true });
  expect(proveAfterPlay('slow', hold, [])).toMatchObject({ struck: false });
  expect(proveAfterPlay('slow', hold, [{ ...well, at: 7_000 }, gone(3, 7_000)])).toMatchObject({
    struck: true,
    evidence: ['it was held back for 5.0 s, and ended well after 6.8 s, 69 % of its limit'],
  });
  for (const not of [{ rc: 1, failed: true }, { timedOut: true }])
    expect(proveAfterPlay('slow', hold, [{ ...well, ...not, at: 7_000 }, gone(3, 7_000)])).toMatchObject({
      struck: false,
    });
  // Old watchers write it down, and are too late to stop the job that then writes its own result.
  const beyond = [{ ...broken, timedOut: true, at: 10_200 }, { ...well, at: 10_300 }, gone(3, 10_300)];
  expect(proveAfterPlay('slow', hold, beyond), 'at its limit').toMatchObject({ struck: false });
  expect(proveAfterPlay('slow', hold, [{ ...well, at: 10_600 }, gone(3, 10_600)]), 'past its limit').toMatchObject({
    struck: false,
  });
  expect(proveAfterPlay('slow', hold, [gone(3, 7_000)]), 'without a result').toMatchObject({ struck: false });
});

test('slow: a job that is slow enough, or has no end, is not held back, and that is said', () => {
  const proof = proveAfterPlay('slow', { act: 'hold', seconds: 0 }, [{ ...well, at: 7_000 }, gone(3, 7_000)]);
  expect(proof).toMatchObject({ struck: true, evidence: [expect.stringContaining('nothing was held back')] });
});

test('what the job had done by itself is told with the proof', () => {
  const work = (work: 'none' | 'stopped' | 'done') =>
    ({ type: 'progress', token: 't0k3n', jid: 'j1.1', work }) as const;
  const said = (what: 'none' | 'stopped' | 'done') => {
    const proof = proveAfterPlay('hang', late, [work(what), looked(9_000)]);
    return proof.struck ? proof.evidence.at(-1) : proof.missing;
  };
  expect(said('none')).toBe('struck 3.0 s after its start: its own work was not begun');
  expect(said('stopped')).toContain('begun, and stopped before its end');
  expect(said('done')).toContain('its own work was done');
});
