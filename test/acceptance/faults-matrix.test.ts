import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findController } from '../../harness/ansible/controller.ts';
import { drill } from '../../harness/engine/drill.ts';
import { FAULTS } from '../../harness/faults/catalogue.ts';
import type { Fault } from '../../harness/faults/fault.ts';
import { RunStore } from '../../harness/history/store.ts';
import { type Lab, openLab } from '../../harness/lab/lab.ts';
import type { WrapperAct } from '../../harness/model/fault.ts';
import type { LinkControls, Machine } from '../../harness/model/machine.ts';
import type { DrillReport } from '../../harness/model/report.ts';
import { ansibles, nothingLeft, Workplace, withAnsible } from './reapcheck.ts';

const workplace = new Workplace();
afterAll(async () => {
  using _workplace = workplace;
  await nothingLeft(workplace, [], 1_000);
});

const names = (harm: Fault['harm']) => FAULTS.filter((fault) => fault.harm === harm).map(({ name }) => name);

async function drillAll(playbook: string, ansible: string | undefined, ...args: string[]): Promise<DrillReport> {
  const ended = await workplace.drill([
    `playbooks/${playbook}.yml`,
    ...['--preset', 'all', '--json', ...withAnsible(ansible), ...args],
  ]);
  if (!ended.stdout.startsWith('{')) throw new Error(`no report; exit ${ended.code}: ${ended.stderr}`);
  return JSON.parse(ended.stdout);
}

/** Faults by what came of them. */
function byKind(report: DrillReport): Record<string, string[]> {
  const groups = Object.groupBy(report.trials, ({ outcome }) => outcome.kind);
  return Object.fromEntries(
    Object.entries(groups).map(([kind, trials]) => [kind, trials.map(({ trial }) => trial.fault)]),
  );
}

describe.each(ansibles())('with ansible-playbook %s', (ansible) => {
  test('a good playbook surfaces every fatal fault, for a reason that is expected, and stays green for the harmless ones', async () => {
    const report = await drillAll('good/single-job', ansible);
    const { surfaced = [], unharmed = [], ...others } = byKind(report);
    expect(others).toEqual({});
    expect(surfaced).toEqual(expect.arrayContaining(names('fatal')));
    expect(unharmed).toEqual(expect.arrayContaining(names('none')));
    const unexpected = report.trials.filter((one) => one.expectedReason === false);
    expect(unexpected.map(({ trial, outcome }) => [trial.fault, outcome])).toEqual([]);
    expect(report.verdict).toBe('pass');
  });

  test('a playbook that never reaps swallows every fatal fault', async () => {
    const report = await drillAll('bad/parallel-jobs-unreaped', ansible, '--jobs', 'report');
    const { swallowed = [], missed, errored } = byKind(report);
    expect({ missed, errored }).toEqual({});
    // What happens to the host while later tasks run on it turns the play red, whether anybody reaps or not.
    const onTheJob = FAULTS.filter(({ harm, reach }) => harm === 'fatal' && reach === 'job').map(({ name }) => name);
    expect(swallowed).toEqual(expect.arrayContaining(onTheJob));
    expect(report.verdict).toBe('fail');
  });
});

describe('a fault without its effect', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab();
  });
  afterAll(async () => {
    await lab[Symbol.asyncDispose]();
  });

  test('is missed, never surfaced', async () => {
    const controller = await findController({ executable: ansibles()[0], env: process.env });
    const startedAt = new Date();
    const report = await drill({
      setting: {
        lab,
        controller,
        store: new RunStore(workplace.runs, 'playbooks/good/single-job.yml', startedAt),
        playbook: 'playbooks/good/single-job.yml',
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
      faults: FAULTS.map(withoutEffect),
      slowness: 0.7,
      headroomFactor: 2,
      baselineBudgetMs: 60_000,
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
});

/** Its stand-in is a quick and healthy job, and what it strikes from outside does nothing. */
function withoutEffect(fault: Fault): Fault {
  const { strike } = fault;
  let wanted: WrapperAct | undefined;
  return {
    ...fault,
    act: (target) => {
      wanted = fault.act(target);
      return { act: 'run', seconds: 0.2 };
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
    refuse() {},
    hold() {},
    dropIdle() {},
    delay() {},
    heal() {},
  };
  return {
    host: machine.host,
    link: controls,
    reboot: async () => {},
    powerCut: async () => {},
    freeze: async () => {},
    thaw: async () => {},
    isFrozen: () => machine.isFrozen(),
    idleConnection: (...args) => machine.idleConnection(...args),
    roundTrip: () => machine.roundTrip(),
  };
}
