import { expect, test } from 'vitest';
import { boundTogether } from '../../harness/engine/bound-hosts.ts';
import { noneIsPossible, notPossible, notPossibleFindings } from '../../harness/engine/not-possible.ts';
import { batchesOf, bindings, planTrials } from '../../harness/engine/plan.ts';
import { faultsNamed } from '../../harness/faults/catalogue.ts';
import type { Launch } from '../../harness/model/event.ts';
import type { Job } from '../../harness/model/job.ts';
import { HistoryBuilder } from './history-builder.ts';

const OPTIONS = { allItems: false, speed: 1, slowness: 0.7, wants: () => true };

/** One job on each of these hosts, in the order in which they happened to launch. */
function launched(hosts: readonly string[], over: Partial<Launch> = {}): HistoryBuilder {
  const history = new HistoryBuilder().launch();
  for (const [index, host] of hosts.entries()) {
    history.event({
      type: 'launch',
      at: 110 + index,
      since: 50,
      task: 'launch',
      host,
      on: host,
      jid: `j2.${index}`,
      item: null,
      nth: 0,
      limit: 10,
      poll: 0,
      resultsFile: '/root/.ansible_async/x',
      ...over,
    });
  }
  return history;
}

test('one trial for each job and fault, in the play’s order, whichever host was faster', () => {
  const facts = launched(['host-10', 'host-2', 'host-1']).facts();
  const { planned } = planTrials(facts, { ...OPTIONS, faults: faultsNamed(['fail', 'hang']) });
  expect(planned.map(({ trial }) => `${trial.job.host} ${trial.fault}`)).toEqual([
    'h fail',
    'h hang',
    'host-1 fail',
    'host-1 hang',
    'host-2 fail',
    'host-2 hang',
    'host-10 fail',
    'host-10 hang',
  ]);
  expect(new Set(planned.map(({ trial }) => trial.id)).size).toBe(8);
  expect(planned[0]?.trial.id).toBe('01-Start the backup-fail');
  expect(planned[7]?.trial.id).toBe('04-Start the backup-hang');
});

test('a job on localhost: faults of the job alone, and a run of its own', () => {
  const facts = launched(['localhost'], { on: 'localhost' }).facts();
  const faults = faultsNamed(['fail', 'lose-job-file', 'reboot-host', 'cut-link']);
  const planned = planTrials(facts, { ...OPTIONS, faults }).planned.filter(({ job }) => job.on === 'localhost');
  expect(planned.map(({ trial }) => trial.fault)).toEqual(['fail', 'lose-job-file']);
  expect(bindings(facts)).toContain('localhost');
});

test('a fault that a host’s SSH server knows nothing of is left out there, with the reason', () => {
  const link = (sshServer: string, host = 'h') =>
    ({ type: 'link', host, accepted: 1, idleDropped: 0, longestIdleMs: 0, sshServer }) as const;
  const faults = faultsNamed(['fail', 'ssh-penalty']);
  const planned = (history: HistoryBuilder) =>
    planTrials(history.facts(), { ...OPTIONS, faults }).planned.map(({ trial }) => `${trial.job.host} ${trial.fault}`);
  expect(planned(launched([]))).toEqual(['h fail', 'h ssh-penalty']);
  expect(planned(launched([]).sighting(link('SSH-2.0-OpenSSH_10.0p2')))).toEqual(['h fail', 'h ssh-penalty']);
  const old = launched(['host-1', 'host-2'])
    .sighting(link('SSH-2.0-OpenSSH_9.2p1'))
    .sighting(link('SSH-2.0-OpenSSH_9.9p1', 'host-1'))
    .sighting(link('SSH-2.0-OpenSSH_9.2p1', 'host-2'));
  expect(planned(old)).toEqual(['h fail', 'host-1 fail', 'host-1 ssh-penalty', 'host-2 fail']);
  const left = notPossible(old.facts(), faults);
  expect(notPossibleFindings(left)).toEqual([
    expect.objectContaining({
      rule: 'fault-not-possible',
      severity: 'note',
      message: 'ssh-penalty was not tried on h, host-2: its SSH server is OpenSSH 9.2, and penalties came with 9.8',
    }),
  ]);
  expect(noneIsPossible(left)).toMatchObject({ code: 'fault-not-possible', kind: 'usage' });
});

/** Jobs of one task's loop, in this order, each with a limit. */
function loopOf(items: readonly number[], limitOf = (_: number) => 10, reaped: readonly number[] = []) {
  const history = new HistoryBuilder().launch();
  for (const item of items) {
    history.event({
      type: 'launch',
      at: 110,
      since: 50,
      task: 'launch',
      host: 'h',
      on: 'h',
      jid: `j3.${item}`,
      item,
      nth: 1,
      limit: limitOf(item),
      poll: 0,
      resultsFile: '/x',
    });
  }
  for (const [index, item] of reaped.entries()) history.collect({ jid: `j3.${item}`, finished: index > 0, rc: 0 });
  return history.facts();
}
const OF_LOOP = { ...OPTIONS, faults: faultsNamed(['fail']), wants: ({ key }: Job) => key.item !== null };

test('items of a loop are jobs of their own, in the loop’s order', () => {
  const { planned, sampledLoops } = planTrials(loopOf([2, 0, 1]), OF_LOOP);
  expect(planned.map(({ trial }) => trial.job.item)).toEqual([0, 1, 2]);
  expect(sampledLoops).toEqual([]);
});

test('items that are not reaped alike don’t stand for one another', () => {
  const ten = () => 10;
  const struck = (reaped: readonly number[]) =>
    planTrials(loopOf([0, 1, 2, 3, 4], ten, reaped), OF_LOOP).planned.map(({ trial }) => trial.job.item);
  expect(struck([])).toEqual([0, 2, 4]);
  // The first that is asked for is seen to run.
  expect(struck([4, 3, 2, 1, 0])).toEqual([0, 2, 3, 4]);
  expect(struck([3])).toEqual([0, 2, 3, 4]);
});

test('of many items that are alike the first, the middle and the last one stand for all', () => {
  const facts = loopOf([0, 1, 2, 3, 4, 5, 6]);
  const { planned, sampledLoops } = planTrials(facts, OF_LOOP);
  expect(planned.map(({ trial }) => trial.job.item)).toEqual([0, 3, 6]);
  expect(sampledLoops).toMatchObject([{ host: 'h', items: 7, struck: [0, 3, 6] }]);
  const all = planTrials(facts, { ...OF_LOOP, allItems: true });
  expect(all.planned.map(({ trial }) => trial.job.item)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(all.sampledLoops).toEqual([]);
  // A trial is called the same, whoever else is struck.
  const ids = new Set(all.planned.map(({ trial }) => trial.id));
  expect(planned.filter(({ trial }) => !ids.has(trial.id))).toEqual([]);
});

test('an item with other numbers has no other that could stand for it', () => {
  const { planned } = planTrials(
    loopOf([0, 1, 2, 3, 4, 5], (item) => (item === 4 ? 99 : 10)),
    OF_LOOP,
  );
  expect(planned.map(({ trial }) => trial.job.item)).toEqual([0, 2, 4, 5]);
});

test('a target has the pace of the run: a speed of 10 makes a limit of 10 s one second', () => {
  const [one] = planTrials(launched([]).facts(), { ...OPTIONS, faults: faultsNamed(['fail']), speed: 10 }).planned;
  expect(one?.target).toMatchObject({ limitMs: 1000, via: 'async_status', intervalMs: 500 });
});

test('trials of one job share runs of at most that size, those that wait long first, the short ones last', () => {
  const faults = faultsNamed(['fail', 'hang', 'cut-link', 'slow', 'kill-runner']);
  const { planned } = planTrials(launched(['host-1']).facts(), { ...OPTIONS, faults });
  const glance = (size: number) =>
    batchesOf(planned, size).map((batch) => batch.map(({ trial }) => `${trial.job.host} ${trial.fault}`).join(', '));
  expect(glance(8)).toEqual([
    'h kill-runner, h hang, h cut-link, h slow, h fail',
    'host-1 kill-runner, host-1 hang, host-1 cut-link, host-1 slow, host-1 fail',
  ]);
  expect(glance(2)).toEqual([
    'h kill-runner, h hang',
    'host-1 kill-runner, host-1 hang',
    'h cut-link, h slow',
    'host-1 cut-link, host-1 slow',
    'h fail',
    'host-1 fail',
  ]);
  expect(batchesOf(planned, 1).every((batch) => batch.length === 1)).toBe(true);
});

test('hosts go their ways alone, unless something in the play binds them', () => {
  const play = (over: object) =>
    new HistoryBuilder()
      .event({ type: 'play-start', at: 1, play: 'p', name: 'P', pattern: 'all', ...over })
      .launch()
      .facts();
  expect(bindings(play({}))).toEqual([]);
  expect(bindings(play({ bound: ['serial'] }))).toEqual(['serial']);
  expect(bindings(play({ pattern: 'web[0]' }))).toEqual(['hosts: web[0]']);
  expect(bindings(play({ pattern: 'localhost' }))).toEqual(['hosts: localhost']);
  expect(bindings(launched(['web'], { on: 'db' }).facts())).toEqual(['delegate_to']);
});

test('each attempt of a launch that is retried is a job of its own, and the first is the one that is planned', () => {
  const facts = launched(['h', 'h'], { poll: 2 }).facts();
  expect(facts.jobs.map(({ jid }) => jid)).toEqual(['j1.1', 'j2.0', 'j2.1']);
  const { planned } = planTrials(facts, { ...OPTIONS, faults: faultsNamed(['fail']) });
  expect(planned.map(({ job }) => job.jid)).toEqual(['j1.1']);
});

test('a job that was not seen to end, or lost its file, has no healthy runtime', () => {
  const healthyMs = (history: HistoryBuilder) =>
    planTrials(history.facts(), { ...OPTIONS, faults: faultsNamed(['fail']) }).planned[0]?.target.healthyMs;
  const file = { type: 'job-file', path: '/x/j1.1', jid: 'j1.1', state: 'present', at: 2_600 } as const;
  expect(healthyMs(launched([]))).toBe(null);
  expect(healthyMs(launched([]).sighting({ ...file, finished: true, rc: 0 }))).toBe(2_500);
  expect(healthyMs(launched([]).sighting({ ...file, finished: false }))).toBe(null);
  expect(
    healthyMs(
      launched([])
        .sighting({ ...file, finished: false })
        .sighting({ ...file, state: 'gone' }),
    ),
  ).toBe(null);
});

test('one host shows what two would where hosts only differ by name, or wait for room; not where they do work for one another', () => {
  const play = (...bound: string[]) =>
    boundTogether(
      new HistoryBuilder()
        .event({ type: 'play-start', at: 1, play: 'p', name: 'P', pattern: 'all', bound })
        .launch()
        .facts(),
    );
  expect(play()).toEqual([]);
  expect(play('throttle', 'inventory_hostname')).toEqual([]);
  expect(play('hosts: localhost', 'localhost')).toEqual([]);
  expect(play('run_once', 'inventory_hostname')).toEqual(['run_once']);
  for (const word of ['serial', 'any_errors_fatal', 'max_fail_percentage', 'hostvars', 'groups'])
    expect(play(word)).toEqual([word]);
});
