import { describe, expect, test } from 'vitest';
import { cutOff } from '../../harness/checks/cut-off.ts';
import { withFetched } from '../../harness/checks/fetched.ts';
import { refusalIn } from '../../harness/checks/refused.ts';
import { putUpWith } from '../../harness/engine/baseline.ts';
import { judge } from '../../harness/engine/judge.ts';
import { faultsNamed } from '../../harness/faults/catalogue.ts';
import type { Fault } from '../../harness/faults/fault.ts';
import { factsOfHosts } from '../../harness/history/of-hosts.ts';
import { project } from '../../harness/history/project.ts';
import type { Event, Refused } from '../../harness/model/event.ts';
import type { Facts } from '../../harness/model/facts.ts';
import type { Entry } from '../../harness/model/history.ts';
import type { Fetch, Sighting, WallHit } from '../../harness/model/sighting.ts';

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

test('a packet that went astray voids the run as a refusal does, and is told with the task that was under way', () => {
  const hit: WallHit = { type: 'wall', at: 5, host: 'web', to: '192.0.2.7', protocol: 'tcp', port: 443 };
  const facts = project([
    { kind: 'event', event: start },
    { kind: 'sighting', sighting: hit },
    { kind: 'event', event: { ...start, at: 9, task: 't2', name: 'Later' } },
  ]);
  const error = refusalIn(facts);
  expect(error).toMatchObject({ code: 'outside-refused', kind: 'usage', where: { line: 7 } });
  expect(error?.message).toContain('web called for 192.0.2.7, tcp port 443');
  expect(error?.message).toContain('"Ask the cloud"');
  expect(refusalIn(factsOfHosts(facts, ['another']))).toMatchObject({ code: 'outside-refused' });
});

test('a name that was looked up is told as it was asked for', () => {
  const hit: WallHit = {
    ...{ type: 'wall', at: 5, host: 'localhost', to: '192.0.2.53' },
    protocol: 'udp',
    port: 53,
    lookup: 'api.example',
  };
  const error = refusalIn(project([{ kind: 'sighting', sighting: hit }]));
  expect(error?.message).toContain('the controller called for the address of api.example');
});

test('of several packets the first is told, and how many others there were; one of no task is told as such', () => {
  const hit: WallHit = { type: 'wall', at: 1, host: 'web', to: '192.0.2.7', protocol: 'tcp', port: 443 };
  const said = (at: number, ...more: readonly WallHit[]) =>
    refusalIn(
      project([
        { kind: 'event', event: start },
        ...[{ ...hit, at }, ...more].map((sighting) => ({ kind: 'sighting' as const, sighting })),
      ]),
    )?.message;
  expect(said(1)).toContain('seen: a packet while "Ask the cloud" was the latest task; it got no further');
  expect(said(0)).toContain('seen: a packet while no task was under way; it got no further');
  expect(said(5, hit, hit)).toContain('was the latest task, and 2 to other places; it got');
});

describe('calls that are put up with', () => {
  const hit: WallHit = { type: 'wall', at: 5, host: 'web', to: '192.0.2.7', protocol: 'tcp', port: 443 };
  const facts = (...hits: readonly WallHit[]) =>
    project([{ kind: 'event', event: start }, ...hits.map((sighting) => ({ kind: 'sighting' as const, sighting }))]);

  test('one that the healthy run made as well, whenever it was', () => {
    expect(refusalIn(facts({ ...hit, at: 99 }), [hit])).toBeUndefined();
  });

  test.each([
    { ...hit, host: 'db' },
    { ...hit, to: '192.0.2.8' },
    { ...hit, port: 80 },
    { ...hit, protocol: 'udp' },
    { ...hit, lookup: 'api.example' },
  ])('not one for somebody else: %o', (other) => {
    expect(refusalIn(facts(hit, other), [hit])).toMatchObject({ code: 'outside-refused' });
  });

  test('a name is the same, whichever server it was asked of', () => {
    const asked = { ...hit, port: 53, lookup: 'api.example' };
    expect(refusalIn(facts({ ...asked, to: '192.0.2.53' }), [asked])).toBeUndefined();
  });

  test('a refused connection is never one of them', () => {
    expect(refusalIn(project(history({ on: 'db9', why: 'no-double' })), [hit])).toMatchObject({
      code: 'connection-refused',
    });
  });

  test('only where somebody said so, and then it is told', () => {
    expect(putUpWith({}, facts(hit))).toEqual([]);
    expect(putUpWith({ outside: 'refuse' }, facts(hit))).toEqual([]);
    expect(putUpWith({ outside: 'report' }, facts(hit))).toEqual([hit]);
    expect(cutOff(facts(hit))).toMatchObject([
      {
        rule: 'cut-off',
        severity: 'warning',
        confidence: 'certain',
        evidence: ['web called for 192.0.2.7, tcp port 443'],
      },
    ]);
    expect(cutOff(facts())).toEqual([]);
  });

  test('a trial in which somebody else was called shows nothing', () => {
    const [fault] = faultsNamed(['fail']) as [Fault];
    const job = { host: 'host-1', place: { file: '/site.yml', line: 7 }, item: null, nth: 0 };
    const act = { act: 'rc', rc: 1, workSeconds: 0, strikeSeconds: 0 } as const;
    const armed = { fault, arm: { fault: fault.name, token: 't', job, act } };
    const judged = (found: Facts) => judge(found, armed, { putUpWith: [hit] }).outcome;
    expect(judged(facts({ ...hit, port: 80 }))).toMatchObject({ why: expect.stringContaining('port 80') });
    expect(judged(facts(hit))).not.toMatchObject({ why: expect.stringContaining('called for') });
  });
});

describe('what was fetched', () => {
  const fetch: Fetch = { type: 'fetch', at: 5, host: 'web', from: 'deb.example:80' };
  const facts = (...fetches: readonly Fetch[]) =>
    project([{ kind: 'event', event: start }, ...fetches.map((sighting) => ({ kind: 'sighting' as const, sighting }))]);

  test('is counted by registry, and voids nothing', () => {
    const seen = facts(fetch, { ...fetch, from: 'more.example:443' }, { ...fetch, host: 'db' });
    expect(refusalIn(seen)).toBeUndefined();
    expect(withFetched(seen)).toEqual({
      fetched: [
        { from: 'deb.example:80', requests: 2 },
        { from: 'more.example:443', requests: 1 },
      ],
    });
    expect(withFetched(facts())).toEqual({});
  });

  test('a registry that gave no answer makes the run unknown, for each trial that shared it', () => {
    const seen = facts(fetch, { ...fetch, failed: 'ECONNREFUSED' });
    const error = refusalIn(seen);
    expect(error).toMatchObject({ code: 'registry-silent', kind: 'unknown', where: { line: 7 } });
    expect(error?.message).toContain('web asked deb.example:80 for packages, and got no answer');
    expect(error?.message).toContain('ECONNREFUSED, while "Ask the cloud" was the latest task');
    expect(withFetched(seen)).toEqual({ fetched: [{ from: 'deb.example:80', requests: 1 }] });
    const early = refusalIn(facts({ ...fetch, at: 0, failed: 'ECONNREFUSED' }));
    expect(early?.message).toMatch(/ECONNREFUSED$/m);
    expect(early).not.toHaveProperty('where.line');
    expect(refusalIn(factsOfHosts(seen, ['another']))).toMatchObject({ code: 'registry-silent' });
    expect(withFetched(factsOfHosts(facts(fetch), ['another']))).toEqual({});
  });

  test('that a job of another host has failed is no registry’s silence', () => {
    const sighting: Sighting = {
      ...({ type: 'job-file', at: 5, host: 'web', path: '/j1.1', jid: 'j1.1', state: 'present' } as const),
      ...{ finished: true, failed: true, readable: true, bytes: 9 },
    };
    const found = project([{ kind: 'sighting', sighting }]);
    const seenOf = (host: string) => factsOfHosts(found, [host]).sightings('job-file');
    expect([seenOf('web').length, seenOf('db').length]).toEqual([1, 0]);
  });

  test('what the way to packages was asked for in vain is told as it was asked', () => {
    const hit: WallHit = { type: 'wall', at: 5, host: 'web', to: 'CONNECT 127.0.0.1:22', protocol: 'proxy' };
    const error = refusalIn(project([{ kind: 'sighting', sighting: hit }]));
    expect(error?.message).toContain('web asked the way to packages for CONNECT 127.0.0.1:22');
  });
});
