import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { answersWanted, requireNewFile } from '../../harness/cli/stubs-options.ts';
import { project } from '../../harness/history/project.ts';
import { ReapcheckError } from '../../harness/model/error.ts';
import type { Event, Launch, TaskStart } from '../../harness/model/event.ts';
import type { Answer } from '../../harness/model/smoke-event.ts';
import { readStubs } from '../../harness/stubs/read-stubs.ts';
import { notRecorded, recordedStubs } from '../../harness/stubs/recorded.ts';
import { asWritten } from '../../harness/stubs/templates.ts';
import { stubFileText } from '../../harness/stubs/write-stubs.ts';

const start = (task: string, name: string, action: string, line: number): TaskStart => ({
  ...{ type: 'task-start', at: 1, play: 'p', handler: false, async: 0, poll: 15, until: false, ignoreErrors: false },
  ...{ failedWhen: false, noLog: false, task, name, action, place: { file: '/site.yml', line } },
});
const said = (task: string, result: Answer['result'], more: Partial<Answer> = {}): Answer => ({
  ...{ type: 'answer', at: 2, host: 'a', task, item: null, nth: 0, changed: false, failed: false, takenOut: [] },
  ...(result ? { result } : {}),
  ...more,
});
const facts = (...events: readonly Event[]) => project(events.map((event) => ({ kind: 'event', event })));

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'rc-stubs-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

const RUN = facts(
  start('1', 'Order {{ item }}', 'far.cloud.machine', 3),
  start('2', 'Fetch', 'ansible.builtin.uri', 5),
  start('3', 'Build', 'far.cloud.image', 7),
  start('4', 'Reap', 'ansible.builtin.async_status', 9),
  start('5', 'Link', 'far.cloud.link', 11),
  start('6', 'Say', 'ansible.builtin.debug', 13),
  {
    type: 'launch',
    at: 1_000,
    host: 'a',
    task: '3',
    on: 'a',
    jid: 'j1.1',
    item: null,
    nth: 0,
    limit: 60,
    poll: 0,
    since: 900,
    resultsFile: '/j',
  } satisfies Launch,
  {
    type: 'collect',
    at: 8_500,
    host: 'a',
    task: '4',
    via: 'async_status',
    jid: 'j1.1',
    item: null,
    nth: 0,
    mode: 'status',
    since: 1_100,
    attempts: 2,
    until: true,
    finished: true,
    failed: false,
    unreachable: false,
    skipped: false,
  },
);

const ANSWERS = [
  said('1', { id: 'i-1' }, { item: 0, changed: true, took: 400 }),
  said('1', { id: 'i-2' }, { item: 1, changed: true, took: 400 }),
  said('2', { status: 500, msg: 'busy' }, { took: 30_020, failed: true }),
  said('2', { status: 200, msg: 'OK ({{ x }})', token: '********' }, { took: 12_340, takenOut: ['token'] }),
  said('4', { image: 'img-7' }, { jid: 'j1.1', changed: true }),
  said('5', { status: 502, msg: 'no {% way %}' }, { failed: true, took: 20 }),
  said('6', undefined, { withheld: 'no_log' }),
];

test('a stub for each task: what it answered in the end, how long it took, and why it may not be all', () => {
  const text = stubFileText([], recordedStubs(RUN, ANSWERS));
  expect(text).toBe(`stubs:
  # /site.yml:3 "Order {{ item }}"
  # it answered 2 times (hosts, items, tasks of this name), not always the same: this is the first
  - module: far.cloud.machine
    task: Order *
    changed: true
    result:
      id: i-1
  # /site.yml:5 "Fetch"
  # taken out as secret: token
  - module: ansible.builtin.uri
    task: Fetch
    changed: false
    delay: 12.3s
    result:
      status: 200
      token: "********"
      msg: OK ({{ '{' }}{ x }})
  # /site.yml:7 "Build"
  - module: far.cloud.image
    task: Build
    changed: true
    delay: 7.5s
    result:
      image: img-7
  # /site.yml:11 "Link"
  - module: far.cloud.link
    task: Link
    changed: false
    fail: no {{ '{' }}% way %}
    result:
      status: 502
  # /site.yml:13 "Say"
  # under no_log: nothing of its answer was recorded; put in what the play reads of it
  - module: ansible.builtin.debug
    task: Say
    changed: false
    result: {}
`);
  const file = join(folder(), 'stubs.yml');
  writeFileSync(file, text);
  expect(readStubs(file).stubs).toHaveLength(5);
  expect([...notRecorded(RUN, recordedStubs(RUN, ANSWERS))]).toEqual([]);
});

test('what looks like a template is text again once templated; all else stays as it is', () => {
  const value = { a: ['{{ x }}', '{# c #}{% if %}', '{ } %} }}', '{{{'], b: 7, c: null, d: { e: true } };
  expect(asWritten(value)).toEqual({
    a: ["{{ '{' }}{ x }}", "{{ '{' }}# c #}{{ '{' }}% if %}", '{ } %} }}', "{{ '{' }}{{ '{' }}{"],
    b: 7,
    c: null,
    d: { e: true },
  });
});

test('whose answers: named, or those of the stubs in a file, or of all that is not ansible-core’s own', () => {
  const options = { allowHosts: '1', timeout: '6h' };
  expect(answersWanted(options)).toEqual({ stubs: undefined });
  const file = join(folder(), 'stubs.yml');
  writeFileSync(file, 'stubs:\n  - module: far.cloud.*\n  - {lookup: far.cloud.secret, result: x}\n');
  const { stubs } = answersWanted({ ...options, module: 'uri, apt', task: ['Fetch *'], for: file });
  expect(stubs?.map(({ module, task }) => module ?? task)).toEqual(['uri', 'apt', 'Fetch *', 'far.cloud.*']);
  writeFileSync(file, 'stubs:\n  - {lookup: far.cloud.secret, result: x}\n');
  expect(() => answersWanted({ ...options, for: file })).toThrow(/no stub of a task stands in it/);
  expect(() => requireNewFile(file)).toThrow(ReapcheckError);
  expect(() => requireNewFile(`${file}.new`)).not.toThrow();
});
