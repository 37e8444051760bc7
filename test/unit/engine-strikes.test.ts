import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ArmedFault } from '../../harness/engine/armed-fault.ts';
import { Strikes } from '../../harness/engine/strikes.ts';
import { NoEffect, type Strike } from '../../harness/faults/fault.ts';
import { Recorder } from '../../harness/history/recorder.ts';
import type { Machine } from '../../harness/model/machine.ts';

/** A run with one fault that strikes like this, and what is recorded of the strike. */
function run(strike: Strike) {
  const folder = mkdtempSync(join(tmpdir(), 'reapcheck-'));
  const recorder = new Recorder(join(folder, 'history.jsonl'));
  onTestFinished(() => {
    recorder[Symbol.dispose]();
    rmSync(folder, { recursive: true });
  });
  const machine = { link: { heal() {} } } as unknown as Machine;
  const one = { fault: { strike }, arm: { token: 't' }, on: 'host-1', target: {} } as unknown as ArmedFault;
  const strikes = new Strikes([one], new Map([['host-1', machine]]), recorder, new AbortController().signal);
  const told = () => recorder.facts.history.map((entry) => (entry.kind === 'strike' ? entry.strike.type : entry.kind));
  return { strikes, told };
}

test('a strike for the whole play lets it begin when it is in force, and is told when it is proven', async () => {
  const proven = Promise.withResolvers<void>();
  const { strikes, told } = run({
    moment: 'before',
    async act(_machine, _target, _pause, inForce) {
      inForce();
      await proven.promise;
      return ['seen'];
    },
  });
  await strikes.before();
  expect(told()).toEqual([]);
  proven.resolve();
  await strikes.settled();
  expect(told()).toEqual(['struck']);
});

test('one that doesn’t say when it is in force holds the play back until its end, or its failure', async () => {
  const set = Promise.withResolvers<void>();
  const { strikes, told } = run({
    moment: 'before',
    async act() {
      await set.promise;
      throw new NoEffect('nothing came of it');
    },
  });
  let begun = false;
  const before = strikes.before().then(() => {
    begun = true;
  });
  await new Promise(setImmediate);
  expect(begun).toBe(false);
  set.resolve();
  await before;
  expect(told()).toEqual(['failed']);
});
