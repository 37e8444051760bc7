import { expect, test } from 'vitest';
import { refusalIn } from '../../harness/checks/refused.ts';
import { judge } from '../../harness/engine/judge.ts';
import { faultsNamed } from '../../harness/faults/catalogue.ts';
import type { Fault } from '../../harness/faults/fault.ts';
import { factsOfHosts } from '../../harness/history/of-hosts.ts';
import { project } from '../../harness/history/project.ts';
import type { Event, Refused } from '../../harness/model/event.ts';
import type { Entry } from '../../harness/model/history.ts';

const start: Event = {
  type: 'task-start',
  at: 1,
  task: 't1',
  play: 'p',
  name: 'Ask the cloud',
  action: 'command',
  place: { file: '/site.yml', line: 7 },
  handler: false,
  async: 0,
  poll: 15,
  until: false,
  ignoreErrors: true,
  failedWhen: false,
  noLog: false,
};

function history(refused: Partial<Refused>): readonly Entry[] {
  const event: Refused = {
    type: 'refused',
    at: 2,
    host: 'web',
    on: 'web',
    task: 't1',
    connection: 'ssh',
    why: 'local',
    ...refused,
  };
  return [start, event].map((one) => ({ kind: 'event', event: one }));
}

test('a refusal names the task, its place, the host and what to do, whatever the play made of it', () => {
  const error = refusalIn(project(history({ on: 'db9', why: 'no-double' })));
  expect(error).toMatchObject({ code: 'connection-refused', where: { file: '/site.yml', line: 7 } });
  expect(error?.message).toContain('"Ask the cloud" would reach db9, which is no host of ours');
  expect(error?.message).toMatch(/to do: delegate it/);
});

test('a run without one has none', () => {
  expect(refusalIn(project([{ kind: 'event', event: start }]))).toBeUndefined();
});

test('a trial with a refusal is errored, and so is each that shared its run', () => {
  const [fault] = faultsNamed(['fail']) as [Fault];
  const job = { host: 'host-1', place: { file: '/site.yml', line: 7 }, item: null, nth: 0 };
  const armed = {
    fault,
    arm: { fault: fault.name, token: 't', job, act: { act: 'rc', rc: 1, workSeconds: 0, strikeSeconds: 0 } as const },
  };
  const facts = project(history({ host: 'host-1', on: 'localhost' }));
  for (const of of [facts, factsOfHosts(facts, ['host-2'])]) {
    expect(judge(of, armed).outcome).toEqual({ kind: 'errored', why: expect.stringContaining('this machine') });
  }
});
