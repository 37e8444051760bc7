import { expect, test } from 'vitest';
import { fail } from '../../harness/faults/fail.ts';
import type { Fault } from '../../harness/faults/fault.ts';
import { hang } from '../../harness/faults/hang.ts';
import { killRunner } from '../../harness/faults/kill-runner.ts';
import type { Arm } from '../../harness/model/fault.ts';
import { HistoryBuilder, LAUNCH_PLACE } from './history-builder.ts';

const ARM: Arm = {
  fault: 'any',
  token: 't0k3n',
  job: { host: 'h', place: LAUNCH_PLACE, item: null, nth: 0 },
  act: { act: 'rc', rc: 1 },
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
