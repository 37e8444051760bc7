import { describe, expect, test } from 'vitest';
import { type FaultName, faultsNamed } from '../../harness/faults/catalogue.ts';
import type { Fault } from '../../harness/faults/fault.ts';
import type { Proof, WrapperAct } from '../../harness/model/fault.ts';
import type { ProcessSeen, Sighting } from '../../harness/model/sighting.ts';
import { HistoryBuilder, LAUNCH_PLACE, type Loose } from './history-builder.ts';

const who = (pid: number) => ({ pid, startTicks: pid * 10 });
const PIDS = { watcher: who(1), runner: who(2), module: who(3), leaf: who(4) };
const PATH = '/root/.ansible_async/j1.1';
const FILE = { type: 'job-file', path: PATH, jid: 'j1.1', state: 'present' } as const;
const TOKEN = 't0k3n';
const present = { ...FILE, finished: false, readable: true, bytes: 74, at: 140 } as const;
const failed = { ...FILE, finished: true, failed: true, readable: true, bytes: 90, at: 1_000 } as const;
const spoilt = { ...FILE, readable: false, at: 1_000 } as const;
const gone = (pid: number, at = 1_500, over: Partial<ProcessSeen> = {}) =>
  ({ type: 'process', ...who(pid), state: 'gone', at, ...over }) as const;
const alive = (pid: number, at = 200) => ({ type: 'process', ...who(pid), state: 'alive', at }) as const;
const looked = (at: number, over: object = {}) => ({ type: 'probe', state: 'looked', at, ...over }) as const;
const receipt = (over: object = {}) =>
  ({ type: 'receipt', token: TOKEN, fault: 'x', jid: 'j1.1', at: 160, struckAt: 150, pids: PIDS, ...over }) as const;

interface Shown {
  readonly act?: WrapperAct;
  readonly receipt?: object | false;
  readonly after?: readonly Loose<Sighting>[];
  readonly speed?: number;
}

/** A job of a limit of 10 s, armed, with these sightings; those of `after` come when the play has ended, at 4.1 s. */
function prove(
  name: FaultName,
  seen: readonly Loose<Sighting>[],
  { act, receipt: own = {}, after, speed = 1 }: Shown = {},
): Proof {
  const history = new HistoryBuilder().launch();
  if (own !== false) history.sighting(receipt(own));
  for (const one of seen) history.sighting(one);
  if (after) history.end();
  for (const one of after ?? []) history.sighting(one);
  const facts = { ...history.facts(), speed };
  const [job] = facts.jobs;
  if (!job) throw new Error('no job');
  const arm = {
    fault: name,
    token: TOKEN,
    job: { host: 'h', place: LAUNCH_PLACE, item: null, nth: 0 },
    act: act ?? ({ act: 'rc', rc: 1, workSeconds: 0, strikeSeconds: 0 } as const),
  };
  return (faultsNamed([name])[0] as Fault).prove(facts, arm, job);
}

describe('what proves a strike is told', () => {
  test.each<[FaultName, readonly Loose<Sighting>[], number, readonly string[]]>([
    [
      'fail',
      [{ ...failed, rc: 1, token: TOKEN }],
      1_000,
      [`job file ${PATH}: finished, rc 1, written by the stand-in (token ${TOKEN})`],
    ],
    [
      'fail-json',
      [{ ...failed, token: TOKEN }],
      1_000,
      [`job file ${PATH}: failed, no rc, written by the stand-in (token ${TOKEN})`],
    ],
    [
      'silent',
      [present, failed, gone(3)],
      1_000,
      ["the module's process, pid 3, is gone", `job file ${PATH}: failed, without an answer of the module's`],
    ],
    [
      'silent',
      [present, failed],
      1_000,
      ["the module's process, pid 3, was replaced", `job file ${PATH}: failed, without an answer of the module's`],
    ],
    [
      'kill-leaf',
      [gone(4), { ...failed, rc: -9, token: TOKEN }],
      1_500,
      ['command pid 4 is gone', `job file ${PATH}: rc -9, the signal that ended it`],
    ],
    [
      'kill-runner',
      [present, gone(2)],
      1_500,
      ['runner pid 2 (start 20) is gone', expect.stringContaining(`job file ${PATH}`)],
    ],
    [
      'kill-both',
      [present, gone(2, 1_400), gone(1, 1_600)],
      1_600,
      ['runner pid 2 and watcher pid 1 are gone', expect.stringContaining('no result was ever written')],
    ],
    [
      'kill-watcher',
      [present, gone(1), gone(3, 4_900)],
      1_500,
      ["watcher pid 1 was gone while the job's process, pid 3, still ran"],
    ],
    [
      'own-started-key',
      [{ ...present, token: TOKEN }, gone(3)],
      140,
      [expect.stringContaining(`(token ${TOKEN}), and does not look finished`)],
    ],
    [
      'empty-job-file',
      [present, { ...spoilt, bytes: 0 }, gone(2)],
      1_500,
      [expect.stringContaining(`job file ${PATH}: `), 'runner pid 2 is gone: nobody will mend it'],
    ],
    [
      'hang',
      [present, failed, { ...failed, timedOut: true, at: 10_500 }],
      10_500,
      [`job file ${PATH}: the watcher stopped it at its limit of 10 s`],
    ],
    [
      'hang',
      [present, alive(3), gone(3, 11_000)],
      10_140,
      ['process 3 of the job was there 10.9 s after its start; its limit is 10.0 s'],
    ],
    [
      'held-stdout',
      [present, alive(4), gone(4, 11_000)],
      10_140,
      ['process 4 of the job was there 10.9 s after its start; its limit is 10.0 s'],
    ],
  ])('%s', (name, seen, at, evidence) => {
    const proof = prove(name, seen);
    expect(proof).toMatchObject({ struck: true, evidence });
    if (
      proof.struck &&
      name !== 'kill-runner' &&
      name !== 'empty-job-file' &&
      name !== 'own-started-key' &&
      name !== 'kill-leaf'
    )
      expect(proof.at).toBe(at);
  });

  test('a reboot: both boot ids', () => {
    const history = new HistoryBuilder().launch().sighting({ type: 'boot', bootId: 'a', at: 90 }).sighting(receipt());
    history.sighting(present).strike({ type: 'struck', at: 500, token: TOKEN, evidence: ['it answers again'] });
    const facts = history.sighting({ type: 'boot', bootId: 'b', at: 2_000 }).facts();
    const [job] = facts.jobs;
    const arm = {
      fault: 'x',
      token: TOKEN,
      job: { host: 'h', place: LAUNCH_PLACE, item: null, nth: 0 },
      act: { act: 'hold', seconds: 0 },
    } as const;
    expect(job && faultsNamed(['power-cut'])[0]?.prove(facts, arm, job)).toMatchObject({
      struck: true,
      evidence: ['it answers again', 'boot id a before, b after'],
    });
  });
});

describe('what was seen elsewhere, or of others, proves nothing', () => {
  const fails = [{ ...failed, rc: 1, token: TOKEN }];
  test.each<[string, FaultName, readonly Loose<Sighting>[], Shown?]>([
    ['a receipt of another arm', 'fail', fails, { receipt: { token: 'other' } }],
    ['a receipt on another host', 'fail', fails, { receipt: { host: 'g' } }],
    ['no receipt', 'fail', fails, { receipt: false }],
    ['a job file on another host', 'fail', [{ ...failed, rc: 1, token: TOKEN, host: 'g' }]],
    ['a job file of another job', 'fail', [{ ...failed, rc: 1, token: TOKEN, jid: 'j9.9' }]],
    ['a process on another host', 'kill-runner', [present, gone(2, 1_500, { host: 'g' })]],
    ['another process with its start', 'kill-runner', [present, gone(9, 1_500, { startTicks: 20 })]],
    ['another process with its pid', 'kill-runner', [present, gone(2, 1_500, { startTicks: 21 })]],
    ['the stand-in of another wrote it, and it ended', 'kill-leaf', [gone(4), { ...failed, rc: -9, token: 'other' }]],
    ['the command ended with 0', 'kill-leaf', [gone(4), { ...failed, rc: 0, token: TOKEN }]],
    ['no job file was ever seen', 'empty-job-file', [gone(2)]],
    ['the file is gone, not empty', 'empty-job-file', [present, { ...spoilt, state: 'gone', bytes: 0 }, gone(2)]],
    ['the file is gone, not garbled', 'garble-job-file', [present, { ...spoilt, state: 'gone', bytes: 9 }, gone(2)]],
    ['the file is empty, not garbled', 'garble-job-file', [present, { ...spoilt, bytes: 0 }, gone(2)]],
    ['the file is gone, not left as it was', 'full-disk', [present, { ...FILE, state: 'gone' }, gone(2)]],
    ['the file holds something else', 'full-disk', [present, { ...spoilt, bytes: 20 }, gone(2)]],
    ['the process was never seen', 'hang', [present, { type: 'probe', state: 'stopped', at: 12_000 }]],
    ['the process was gone within its limit', 'hang', [present, gone(3, 9_000)]],
    ['a result that went well is no broken one', 'silent', [present, { ...failed, failed: false }, gone(3)]],
    ['the file ends nowhere', 'truncate-job-file', [present, { ...spoilt, state: 'gone', bytes: 20 }, gone(2)]],
    ['the file is empty, not truncated', 'truncate-job-file', [present, { ...spoilt, bytes: 0 }, gone(2)]],
  ])('%s', (_, name, seen, shown) => {
    expect(prove(name, seen, shown)).toMatchObject({ struck: false });
  });

  test('a watcher that went within one look of its job', () => {
    expect(prove('kill-watcher', [present, gone(1, 4_400), gone(3, 4_900)])).toMatchObject({ struck: true });
    expect(prove('kill-watcher', [present, gone(1, 4_401), gone(3, 4_900)])).toMatchObject({ struck: false });
    // Whichever of the job's end and its result was seen first.
    const result = { ...failed, failed: false, at: 4_600 };
    expect(prove('kill-watcher', [present, gone(1, 4_400), gone(3, 9_000), result])).toMatchObject({ struck: false });
    expect(prove('kill-watcher', [present, gone(1, 4_400)])).toMatchObject({ struck: true });
  });
});

describe('hang, by age', () => {
  const act = { act: 'hang', seconds: 700, workSeconds: 0, strikeSeconds: 3 } as const;

  test('beyond a healthy run, and after the play, as the probe last looked', () => {
    expect(prove('hang', [present, alive(3)], { act, after: [looked(5_140)] })).toEqual({
      struck: true,
      at: 3_140,
      evidence: [
        'process 3 of the job was there after the play’s end, 5.0 s after its start; a healthy one takes 3.0 s, and its limit is 10.0 s',
      ],
    });
    expect(prove('hang', [present, alive(3)], { act, after: [looked(5_139)] })).toMatchObject({ struck: false });
    expect(prove('hang', [present, alive(3)], { act, after: [looked(9_000, { host: 'g' })] })).toMatchObject({
      struck: false,
    });
    const lost = { type: 'probe', state: 'lost', at: 9_000 } as const;
    expect(prove('hang', [present, alive(3)], { act, after: [lost] })).toMatchObject({ struck: false });
  });

  test('a look at the very end of the play is one after it; one before is not', () => {
    expect(
      prove('hang', [present, alive(3)], { act: { ...act, strikeSeconds: 1 }, after: [looked(4_100)] }).struck,
    ).toBe(true);
    expect(
      prove('hang', [present, alive(3)], { act: { ...act, strikeSeconds: 1 }, after: [looked(4_099)] }).struck,
    ).toBe(false);
  });

  test('one that is gone by the look after the play was there no longer, however old it had become', () => {
    const early = prove('hang', [present, alive(3)], { act, after: [gone(3, 5_500), looked(9_000)] });
    expect(early).toMatchObject({ struck: false });
    // A job file that is gone began nothing.
    const lost = { ...FILE, state: 'gone', at: 100 } as const;
    expect(prove('hang', [lost, alive(3), gone(3, 9_149)]).struck).toBe(true);
  });

  test('without the play’s end only the limit counts, within the lag of the probe', () => {
    expect(prove('hang', [present, alive(3), gone(3, 9_140)]).struck).toBe(true);
    expect(prove('hang', [present, alive(3), gone(3, 9_139)])).toEqual({
      struck: false,
      missing: 'process 3 was gone after 8999 ms, before the limit of 10000 ms',
    });
  });

  test('in a faster play the limit is shorter', () => {
    expect(prove('hang', [present, alive(3), gone(3, 6_000)], { speed: 2 }).struck).toBe(true);
  });
});

describe('slow', () => {
  const act = { act: 'hold', seconds: 5 } as const;
  const well = (at: number) => ({ ...FILE, finished: true, rc: 0, readable: true, bytes: 90, at }) as const;

  test('its end is that of its process, or else its result', () => {
    expect(prove('slow', [present, well(7_150)], { act })).toMatchObject({
      struck: true,
      at: 150,
      evidence: ['it was held back for 5.0 s, and ended well after 7.0 s, 70 % of its limit'],
    });
  });

  test('there after the play’s end', () => {
    expect(prove('slow', [present, alive(3)], { act, after: [looked(4_150)] })).toEqual({
      struck: true,
      at: 150,
      evidence: ['it was held back for 5.0 s, and the job was there after the play’s end, 4.0 s after its start'],
    });
    expect(prove('slow', [present, alive(3)], { act, after: [looked(4_100)] }).struck).toBe(true);
    expect(prove('slow', [present, alive(3)], { act, after: [looked(4_099)] }).struck).toBe(false);
    expect(prove('slow', [present, alive(3), looked(5_000)], { act }).struck).toBe(false);
  });

  test('its very limit is within it; in a faster play that is shorter', () => {
    expect(prove('slow', [present, well(10_150)], { act }).struck).toBe(true);
    expect(prove('slow', [present, well(10_151)], { act })).toMatchObject({
      missing: expect.stringContaining('went past its limit of 10 s'),
    });
    expect(prove('slow', [present, well(7_150)], { act, speed: 2 }).struck).toBe(false);
  });

  test('one that was quicker than it was held back, but for what the wrapper takes, was not held back', () => {
    expect(prove('slow', [present, well(4_150)], { act }).struck).toBe(true);
    expect(prove('slow', [present, well(4_149)], { act })).toMatchObject({
      missing: 'the job ran for 3999 ms only, and was to be held back for 5000 ms',
    });
  });

  test('one that failed by itself, with an rc or without', () => {
    expect(prove('slow', [present, { ...well(7_150), failed: true, rc: 3 }], { act })).toMatchObject({
      missing: 'the job failed by itself, with rc 3',
    });
    const { rc: _, ...mute } = well(7_150);
    expect(prove('slow', [present, { ...mute, failed: true }], { act })).toMatchObject({
      missing: 'the job failed by itself',
    });
    expect(prove('slow', [present, gone(3, 7_150)], { act })).toMatchObject({
      missing: 'the job was gone after 7.0 s, without a result',
    });
  });
});

test('what the job had done is told of this arm’s, on this host, with its moment if it had one', () => {
  const progress = (over: object) => ({ type: 'progress', token: TOKEN, jid: 'j1.1', work: 'done', ...over }) as const;
  const told = (over: object, act?: WrapperAct) => {
    const proof = prove('fail', [{ ...failed, rc: 1, token: TOKEN }, progress(over)], act ? { act } : {});
    return proof.struck ? proof.evidence.length === 2 && proof.evidence[1] : undefined;
  };
  expect(told({})).toBe('struck: its own work was done');
  expect(told({}, { act: 'rc', rc: 1, workSeconds: 1, strikeSeconds: 2.5 })).toBe(
    'struck 2.5 s after its start: its own work was done',
  );
  expect(told({}, { act: 'hold', seconds: 3 })).toBe('struck: its own work was done');
  expect(told({ token: 'other' })).toBe(false);
  expect(told({ host: 'g' })).toBe(false);
});

test('a strike from outside counts only with this arm’s mark, and on this host', () => {
  const marked = (token: string, boots: readonly Loose<Sighting>[]) => {
    const history = new HistoryBuilder().launch().sighting(receipt()).sighting(present);
    history.strike({ type: 'struck', at: 500, token, evidence: [] });
    for (const one of boots) history.sighting(one);
    const facts = history.facts();
    const [job] = facts.jobs;
    const key = { host: 'h', place: LAUNCH_PLACE, item: null, nth: 0 };
    const arm = { fault: 'x', token: TOKEN, job: key, act: { act: 'hold', seconds: 0 } } as const;
    return job && faultsNamed(['power-cut'])[0]?.prove(facts, arm, job).struck;
  };
  const boot = (bootId: string, at: number, host = 'h') => ({ type: 'boot', bootId, at, host }) as const;
  expect(marked(TOKEN, [boot('a', 90), boot('b', 2_000)])).toBe(true);
  expect(marked('other', [boot('a', 90), boot('b', 2_000)])).toBe(false);
  expect(marked(TOKEN, [boot('a', 90), boot('b', 2_000, 'g')])).toBe(false);
  expect(marked(TOKEN, [])).toBe(false);
});
