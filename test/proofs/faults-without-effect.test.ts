import { afterAll, expect, test } from 'vitest';
import { findController } from '../../harness/ansible/controller.ts';
import { drill } from '../../harness/engine/drill.ts';
import { FAULTS } from '../../harness/faults/catalogue.ts';
import type { Fault } from '../../harness/faults/fault.ts';
import { RunStore } from '../../harness/history/store.ts';
import { openLab } from '../../harness/lab/lab.ts';
import type { WrapperAct } from '../../harness/model/fault.ts';
import type { LinkControls, Machine } from '../../harness/model/machine.ts';
import { byKind } from '../acceptance/by-kind.ts';
import { nothingLeft, Workplace } from '../acceptance/reapcheck.ts';
import { ansibles } from '../ansibles.ts';

const workplace = new Workplace();
afterAll(async () => {
  using _workplace = workplace;
  await nothingLeft(workplace, [], 1_000);
});

const PLAYBOOK = 'test/acceptance/plays/far-below-its-limit.yml';

test('a fault without its effect is missed, never surfaced', async () => {
  await using lab = await openLab();
  const controller = await findController({ ansible: ansibles()[0], env: process.env });
  const startedAt = new Date();
  const report = await drill({
    setting: {
      lab,
      controller,
      store: new RunStore(workplace.runs, PLAYBOOK, startedAt),
      playbook: PLAYBOOK,
      args: [],
      cwd: process.cwd(),
      env: process.env,
      hostNames: ['host-1'],
      groups: [],
      kind: 'light',
      speed: 1,
      standIns: [],
      signal: new AbortController().signal,
    },
    source: [],
    playFiles: [],
    acceptUncovered: false,
    faults: FAULTS.map(withoutEffect),
    slowness: 0.7,
    headroomFactor: 2,
    baselineBudgetMs: 60_000,
    hostsChosen: true,
    hostsAtATime: 28,
    batchSize: 14,
    failFast: false,
    startedAt,
    progress: {
      baselineStarted() {},
      baselineEnded() {},
      planned() {},
      trialStarted() {},
      trialEnded() {},
    },
  });
  expect(byKind(report)).toEqual({ missed: FAULTS.map(({ name }) => name) });
  expect(report.verdict).toBe('unknown');
});

/** Its stand-in is a quick and healthy job, and what it strikes from outside does nothing. */
function withoutEffect({ cantOn: _, ...fault }: Fault): Fault {
  const { strike } = fault;
  let wanted: WrapperAct | undefined;
  return {
    ...fault,
    act: (target) => {
      wanted = fault.act(target);
      return { act: 'hold', seconds: 0 };
    },
    // Held against what it should have done.
    prove: (facts, arm, job) => fault.prove(facts, { ...arm, act: wanted ?? arm.act }, job),
    settlesMs: () => 0,
    ...(strike ? { strike: { ...strike, act: (machine, ...rest) => strike.act(inert(machine), ...rest) } } : {}),
  };
}

function inert(machine: Machine): Machine {
  const { link } = machine;
  const controls: LinkControls = {
    get traffic() {
      return link.traffic;
    },
    get openFlows() {
      return link.openFlows;
    },
    cut: () => 0,
    endIdle: () => 0,
    refuse() {},
    hold() {},
    dropIdle() {},
    delay() {},
    heal() {},
  };
  return {
    host: machine.host,
    link: controls,
    // Whatever it is: one that could be struck.
    sshServer: 'SSH-2.0-OpenSSH_10.0',
    reboot: async () => {},
    powerCut: async () => {},
    freeze: async () => {},
    thaw: async () => {},
    isFrozen: () => machine.isFrozen(),
    idleConnection: (...args) => machine.idleConnection(...args),
    roundTrip: () => machine.roundTrip(),
    firstWord: () => machine.firstWord(),
    knock: async () => 0,
  };
}
