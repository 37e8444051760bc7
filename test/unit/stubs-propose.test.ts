import { expect, test } from 'vitest';
import { project } from '../../harness/history/project.ts';
import type { Event, TaskStart } from '../../harness/model/event.ts';
import { proposalsOf } from '../../harness/stubs/propose.ts';
import { stubFileText } from '../../harness/stubs/write-stubs.ts';

const start = (task: string, name: string, action: string, line: number): TaskStart => ({
  ...{ type: 'task-start', at: 1, play: 'p', handler: false, async: 0, poll: 15, until: false, ignoreErrors: false },
  ...{ failedWhen: false, noLog: false, task, name, action, place: { file: '/site.yml', line } },
});
const missing = (of: 'module' | 'lookup' | 'task', name: string, task?: string): Event => ({
  ...{ type: 'missing', at: 2, of, name },
  ...(task === undefined ? {} : { host: 'a', task }),
});
const failed = (task: string, ignored: boolean): Event => ({
  ...{ type: 'result', at: 3, host: 'a', task, item: null, status: 'failed', ignored, changed: false },
  msg: 'no route\nto it',
});

const proposed = (...events: readonly Event[]) =>
  proposalsOf(project(events.map((event) => ({ kind: 'event', event }))));

test('what is not installed once, what failed in vain, and nothing that the play put up with', () => {
  const proposals = proposed(
    missing('module', 'far.cloud.machine'),
    start('1', 'Order', 'far.cloud.machine', 3),
    start('2', 'Order more', 'far.cloud.machine', 5),
    missing('lookup', 'far.cloud.secret', '2'),
    start('3', 'Fetch {{ item }} now', 'ansible.builtin.get_url', 7),
    missing('task', 'get_url', '3'),
    failed('3', false),
    start('4', 'Try', 'ansible.builtin.command', 9),
    missing('task', 'command', '4'),
    failed('4', true),
    start('5', 'Check', 'ansible.builtin.assert', 11),
    failed('5', false),
  );
  expect(stubFileText(['For review'], proposals)).toBe(`# For review
stubs:
  # not installed
  # /site.yml:3 "Order"
  # /site.yml:5 "Order more"
  - module: far.cloud.machine
    changed: true
    result: {}
  # not installed
  # /site.yml:5 "Order more"
  - lookup: far.cloud.secret
    result: ""
  # /site.yml:7 "Fetch {{ item }} now"
  # failed: no route
  - module: ansible.builtin.get_url
    task: Fetch * now
    changed: true
    result: {}
`);
});

test('a stubbed task that fails is meant to fail', () => {
  expect(
    proposed(
      start('1', 'Order', 'far.cloud.machine', 3),
      { type: 'stub', at: 2, stub: 0, of: 'module', name: 'far.cloud.machine', host: 'a', task: '1' },
      missing('task', 'far.cloud.machine', '1'),
      failed('1', false),
    ),
  ).toEqual([]);
});
