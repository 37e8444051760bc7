import { expect, test } from 'vitest';
import { onPlayedHosts, type PlayedHosts } from '../../harness/engine/played-hosts.ts';
import type { Step } from '../../harness/model/scenario.ts';

const PLAYED = { machines: [], names: ['web1', 'ctl'], doubled: {} } as unknown as PlayedHosts;
const PLACE = { file: 'one.yml', line: 1 };

function step(hosts: readonly string[], named: Readonly<Record<string, 'green'>> = {}) {
  const job = { taskName: 'Start', place: PLACE, limit: 60, poll: 0, interval: 5 };
  const expectations = [{ value: { kind: 'hosts', ends: { named } } as const, place: PLACE }];
  return { faults: [{ fault: 'fail', hosts, item: null, job }], expectations } as Pick<Step, 'faults' | 'expectations'>;
}

test('a fault without hosts strikes the first one that takes part', () => {
  expect(onPlayedHosts(step([]), PLAYED).faults).toMatchObject([{ hosts: ['web1'] }]);
  expect(onPlayedHosts(step(['ctl']), PLAYED).faults).toMatchObject([{ hosts: ['ctl'] }]);
});

test('a host that takes no part is no target, and nothing can be expected of it', () => {
  expect(() => onPlayedHosts(step(['web9']), PLAYED)).toThrow(/"web9" is none of the hosts/);
  expect(() => onPlayedHosts(step([], { web9: 'green' }), PLAYED)).toThrow(/"web9" is none of the hosts/);
});

test('of made-up hosts, all is known before', () => {
  const made = { ...PLAYED, doubled: undefined };
  expect(onPlayedHosts(step(['web9']), made).faults).toMatchObject([{ hosts: ['web9'] }]);
});
