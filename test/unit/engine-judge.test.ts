import { describe, expect, test } from 'vitest';
import { armFault, targetOf } from '../../harness/engine/armed-fault.ts';
import { batchBudgetMs, otherWaitsMs, trialBudgetMs } from '../../harness/engine/budget.ts';
import { isSettled, judge, struckTooLate } from '../../harness/engine/judge.ts';
import { bindings } from '../../harness/engine/plan.ts';
import { errorText, failedTask, printedError } from '../../harness/engine/red-baseline.ts';
import { FAULTS, type FaultName, faultsNamed } from '../../harness/faults/catalogue.ts';
import type { Fault, Target } from '../../harness/faults/fault.ts';
import type { TaskStart } from '../../harness/model/event.ts';
import type { Proof } from '../../harness/model/fault.ts';
import { HistoryBuilder, LAUNCH_PLACE } from './history-builder.ts';
import { factsOf, jobOf, reapOf } from './job-of.ts';

const KEY = { host: 'h', place: LAUNCH_PLACE, item: null, nth: 0 };
const TARGET: Target = { via: 'async_status', limitMs: 60_000, intervalMs: 5_000, slowness: 0.7, healthyMs: 2_000 };
const STRUCK: Proof = { struck: true, at: 500, evidence: ['seen'] };
const NOT_STRUCK: Proof = { struck: false, missing: 'no receipt' };

/** A fault of this kind that proves what it is told to. */
const armed = (name: FaultName, proof: Proof, target: Target = TARGET) =>
  armFault({ ...(faultsNamed([name])[0] as Fault), prove: () => proof }, KEY, 'h', target);
const job = () => new HistoryBuilder().launch();

describe('a fault is armed', () => {
  test('for one job, by a token of its own', () => {
    const [one, other] = [armed('fail', STRUCK), armed('fail', STRUCK)];
    expect(one).toMatchObject({ on: 'h', target: TARGET, fault: { name: 'fail' } });
    expect(one.arm).toEqual({
      fault: 'fail',
      token: expect.stringMatching(/^[0-9a-f]{18}$/),
      job: KEY,
      act: { act: 'rc', rc: 1, workSeconds: 1, strikeSeconds: 2 },
      healthyMs: 2_000,
    });
    expect(one.arm.token).not.toBe(other.arm.token);
  });

  test('with what the baseline has shown of the job, at this pace', () => {
    expect(targetOf(jobOf({ reaps: [reapOf({ delay: 4 })] }), 2, 0.7)).toEqual({
      via: 'async_status',
      limitMs: 5_000,
      intervalMs: 2_000,
      slowness: 0.7,
      healthyMs: 1_900,
    });
    expect(targetOf(jobOf({ poll: 3, reaps: [reapOf({ delay: 4 })] }), 1, 0.7)).toMatchObject({
      via: 'keep-alive',
      intervalMs: 3_000,
    });
    expect(targetOf(jobOf(), 1, 0.7).intervalMs).toBe(5_000);
    expect(targetOf(jobOf({ reaps: [reapOf({ delay: undefined })] }), 1, 0.7).intervalMs).toBe(5_000);
    expect(targetOf(jobOf({ end: 'lost' }), 1, 0.7).healthyMs).toBeNull();
    expect(targetOf(jobOf({ endedAt: undefined }), 1, 0.7).healthyMs).toBeNull();
    expect(targetOf(jobOf({ endedAt: 50 }), 1, 0.7).healthyMs).toBe(0);
  });
});

describe('judge', () => {
  test('of a job that was not launched in this run: missed, whatever the proof', () => {
    const facts = new HistoryBuilder().end().facts();
    const missing = 'the job was not launched in this run';
    expect(judge(facts, armed('fail', STRUCK))).toEqual({
      job: undefined,
      proof: { struck: false, missing },
      outcome: { kind: 'missed', missing },
    });
  });

  test('only the job that was armed counts', () => {
    const facts = factsOf([jobOf({ key: { ...KEY, nth: 1 }, jid: 'other' }), jobOf({ jid: 'mine' })]);
    expect(judge(facts, armed('fail', STRUCK)).job?.jid).toBe('mine');
  });

  test('an unproven fault is missed in a green play and in a red one', () => {
    const red = job()
      .collect({ failed: true })
      .end({ rc: 2, stats: { failures: 1 } });
    for (const history of [job().end(), red])
      expect(judge(history.facts(), armed('fail', NOT_STRUCK)).outcome).toEqual({
        kind: 'missed',
        missing: 'no receipt',
      });
  });

  test('a refused connection voids all of it', () => {
    const history = job().event({ type: 'refused', at: 1, host: 'h', on: 'x', connection: 'ssh', why: 'no-double' });
    expect(judge(history.end().facts(), armed('fail', STRUCK)).outcome).toEqual({
      kind: 'errored',
      why: 'a task would reach x, which is no host of ours: it was not run',
    });
  });

  test('a job whose end the baseline did not show is well as long as it runs, after an outage', () => {
    const running = job().sighting({ type: 'job-file', path: '/j', jid: 'j1.1', state: 'present', finished: false });
    const facts = running.end().facts();
    expect(judge(facts, armed('cut-link', STRUCK)).outcome.kind).toBe('swallowed');
    expect(judge(facts, armed('cut-link', STRUCK, { ...TARGET, healthyMs: null })).outcome.kind).toBe('unharmed');
  });
});

test('a strike came too late where the job had done its own work by then, and the play stayed green: then that tells how long it took', () => {
  const late = (work: 'none' | 'stopped' | 'done', rc = 0, token?: string) => {
    const one = armed('fail', STRUCK);
    const what = { token: token ?? one.arm.token, jid: 'j1.1', work, workedSeconds: 2.5 };
    const seen = job().sighting({ type: 'progress', ...what });
    const history = rc ? seen.collect({ failed: true }).end({ rc, stats: { failures: 1 } }) : seen.end();
    return struckTooLate(history.facts(), one, judge(history.facts(), one));
  };
  expect(late('done')).toBe(2_500);
  expect(late('stopped')).toBeUndefined();
  expect(late('none')).toBeUndefined();
  // A play that went red saw the failure itself.
  expect(late('done', 2)).toBeUndefined();
  expect(late('done', 0, 'of another')).toBeUndefined();
});

test('a trial is looked at until the strike is proven, and after an outage until the job has ended', () => {
  const settled = (name: FaultName, proof: Proof, end?: Parameters<typeof jobOf>[0]) =>
    isSettled(factsOf(end ? [jobOf(end)] : []), armed(name, proof));
  expect(settled('fail', NOT_STRUCK)).toBe(true);
  expect(settled('fail', NOT_STRUCK, { end: 'failed' })).toBe(false);
  expect(settled('fail', STRUCK, { end: 'running' })).toBe(true);
  expect(settled('fail', STRUCK, { end: 'unknown' })).toBe(true);
  expect(settled('cut-link', STRUCK, { end: 'running' })).toBe(false);
  expect(settled('cut-link', STRUCK, { end: 'unknown' })).toBe(false);
  expect(settled('cut-link', STRUCK, { end: 'succeeded' })).toBe(true);
  expect(settled('cut-link', NOT_STRUCK, { end: 'succeeded' })).toBe(false);
  expect(settled('cut-link', NOT_STRUCK)).toBe(true);
  expect(FAULTS.some(({ harm }) => harm === 'outage')).toBe(true);
});

describe('budgets', () => {
  test('three times the healthy run, the limit, each window with its looks, and slack', () => {
    expect(trialBudgetMs(10_000, jobOf())).toBe(30_000 + 10_000 + 30_000);
    const looks = reapOf({ retries: 8, delay: 2 });
    expect(trialBudgetMs(10_000, jobOf({ reaps: [looks] }))).toBe(70_000 + 16_000 + 9 * 3_000);
    expect(trialBudgetMs(10_000, jobOf({ reaps: [looks, looks] }))).toBe(70_000 + 2 * (16_000 + 9 * 3_000));
    expect(trialBudgetMs(10_000, jobOf({ reaps: [looks] }), 2)).toBe(65_000 + 8_000 + 9 * 3_000);
    const defaults = reapOf({ retries: undefined, delay: undefined });
    expect(trialBudgetMs(10_000, jobOf({ reaps: [defaults] }))).toBe(70_000 + 15_000 + 4 * 3_000);
    const kept = (poll: number) => jobOf({ poll, reaps: [reapOf({ via: 'keep-alive' })] });
    expect(trialBudgetMs(10_000, kept(5))).toBe(70_000 + 10_000 + 2 * 3_000);
    expect(trialBudgetMs(10_000, kept(0))).toBe(70_000 + 10_000 + 10 * 3_000);
  });

  test('nobody is given more than ten minutes for what nobody asks for', () => {
    expect(trialBudgetMs(0, jobOf({ limit: 601 }))).toBe(600_000 + 30_000);
    expect(trialBudgetMs(0, jobOf({ limit: 1_202 }), 2)).toBe(600_000 + 30_000);
  });

  test('a shared run: twice the longest, and a second for each task on each host', () => {
    expect(batchBudgetMs(10_000, 3, 20)).toBe(20_000 + 60_000);
  });

  test('other waits: modules by their own defaults, loops as written, at the pace of the play', () => {
    const task = (over: Partial<TaskStart>) => ({ action: 'command', ...over }) as TaskStart;
    const waits = ['wait_for', 'ansible.builtin.wait_for_connection', 'reboot', 'a.b.shell'].map((action) =>
      task({ action }),
    );
    expect(waits.map((one) => otherWaitsMs([one]))).toEqual([300_000, 600_000, 600_000, 0]);
    expect(otherWaitsMs(waits)).toBe(1_500_000);
    expect(otherWaitsMs([task({ retries: 4, delay: '{{ d }}' })])).toBe(20_000);
    expect(otherWaitsMs([task({ retries: 4, delay: 3 })], 2)).toBe(6_000);
  });
});

describe('what binds hosts together', () => {
  const play = (over: object) =>
    new HistoryBuilder().event({ type: 'play-start', at: 1, play: 'p', name: 'P', pattern: 'web', ...over });

  test('keywords of plays and tasks, patterns that count or name this machine, delegated jobs', () => {
    expect(bindings(play({}).launch().end().facts())).toEqual([]);
    expect(
      bindings(
        play({ bound: ['serial'] })
          .task({ task: 't', bound: ['run_once'] })
          .facts(),
      ),
    ).toEqual(['serial', 'run_once']);
    expect(bindings(play({ pattern: 'web[0]' }).facts())).toEqual(['hosts: web[0]']);
    expect(bindings(play({ pattern: 'localhost' }).facts())).toEqual(['hosts: localhost']);
    expect(bindings(play({ pattern: '127.0.0.1' }).facts())).toEqual(['hosts: 127.0.0.1']);
    expect(bindings(factsOf([jobOf({ on: 'g' })]))).toEqual(['delegate_to']);
    expect(bindings(factsOf([jobOf({ on: 'localhost' })]))).toEqual(['delegate_to', 'localhost']);
  });
});

describe('why a baseline is red', () => {
  test('a sentence, with its task where one is known', () => {
    expect(errorText({ taskName: 'Install', place: undefined, said: 'failed' })).toBe('"Install" failed');
    expect(errorText({ taskName: undefined, place: undefined, said: 'ERROR! no' })).toBe('ERROR! no');
  });

  test('the task’s own end comes before its items’; an item’s only where there is no other', () => {
    const red = (...results: object[]) => {
      const history = new HistoryBuilder().task({ task: 'a', name: 'A' }).task({ task: 'b', name: 'B' });
      for (const one of results)
        history.event({
          type: 'result',
          at: 1,
          task: 'a',
          host: 'h',
          item: null,
          status: 'failed',
          ignored: false,
          changed: false,
          ...one,
        });
      return failedTask(history.facts());
    };
    expect(red({ msg: 'whole' }, { item: 1, msg: 'item', task: 'b' })).toMatchObject({
      taskName: 'A',
      said: 'failed: whole',
    });
    expect(red({ item: 1, msg: 'item', task: 'b' })).toMatchObject({ taskName: 'B' });
    expect(red({ task: 'unknown', msg: 'x' })).toBeUndefined();
    expect(red({ item: 1, msg: 'of b', task: 'b' }, { msg: 'One or more items failed' })?.said).toBe(
      'failed: One or more items failed',
    );
    expect(red({ item: 2, msg: 'disk full' }, {})?.said).toBe('failed for item 2: disk full');
    expect(red({ item: 2, msg: 'disk full' }, { msg: 'I say: one or more items failed' })?.said).toBe(
      'failed: I say: one or more items failed',
    );
  });

  test('what was printed: without carriage returns, blank lines, and what stands below', () => {
    expect(printedError('\r\n\r\nERROR! bad\r\n\r\nsecond line\r\n').said).toBe('ERROR! bad\n    second line');
    expect(printedError('said: ERROR! quoted\nlast').said).toBe('said: ERROR! quoted\n    last');
    expect(printedError('ERROR! a\nsee usage: x\nusage: y').said).toBe('ERROR! a\n    see usage: x');
    expect(printedError('usage: before\n[ERROR]: a').said).toBe('[ERROR]: a');
    expect(printedError('a note on Origin: /x.yml:3').place).toBeUndefined();
    expect(printedError('ERROR! a\nOrigin: /x.yml:34:5')).toMatchObject({
      place: { file: '/x.yml', line: 34 },
      said: 'ERROR! a',
    });
    expect(printedError("ERROR! a\nThe error appears to be in '/y z.yml': line 56, column 3").place).toEqual({
      file: '/y z.yml',
      line: 56,
    });
  });
});
