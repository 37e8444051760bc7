import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import type { ModuleStub, PluginStub, Stub } from '../../harness/model/stub.ts';
import { controllersToTest, type Played, play, playFolder } from './ansible-kit.ts';

const controllers = await controllersToTest();
if (controllers.length === 0) test.skip('needs an ansible-playbook: none was found, none is named');

/** Half of the work of a short task is its temporary folder. */
const PIPELINED = { ANSIBLE_PIPELINING: 'True' };
vi.setConfig({ testTimeout: 60_000 });

const place = { file: 'reapcheck-stubs.yml', line: 1 };

function answers(stub: Partial<ModuleStub>): Stub {
  const nothing = { module: undefined, task: undefined, at: undefined, fail: undefined };
  return { kind: 'module', ...nothing, result: {}, changed: false, delayMs: 0, place, ...stub };
}

function plugin(kind: PluginStub['kind'], name: string, result: unknown, more: Partial<PluginStub> = {}): Stub {
  return { kind, name, result, term: undefined, args: undefined, place, ...more };
}

const used = (run: Played) =>
  run.events.flatMap((one) => (one.type === 'stub' ? [[one.stub, one.name, one.host ?? null]] : []));

const CLOUD = `
- name: A fleet in a cloud whose collection isn't installed
  hosts: localhost
  gather_facts: false
  vars:
    wanted: [red, blue]
    token: "{{ lookup('far.cloud.secret', '/prod/token') }}"
  module_defaults:
    far.cloud.machine: {region: north}
  tasks:
    - name: Start
      far.cloud.machine: {name: "{{ item }}", token: "{{ token }}"}
      async: 60
      poll: 0
      loop: "{{ wanted }}"
      register: starting
    - name: Reap
      async_status: {jid: "{{ item.ansible_job_id }}"}
      loop: "{{ starting.results }}"
      register: started
      until: started is finished
      retries: 20
      delay: 1
    - name: Keep alive
      far.cloud.machine: {name: green, region: south}
      async: 30
      poll: 1
      register: green
    - name: With the keyword
      collections: [far.cloud]
      block:
        - name: Find
          machine_info: {}
          register: found
    - name: Full
      action: far.cloud.address pool=public
      register: full
      ignore_errors: true
    - name: Fetch
      uri: {url: "http://reapcheck.invalid/"}
      register: page
    - assert:
        that:
          - started.results | map(attribute='id') | list == ['id-red-north-s3cret', 'id-blue-north-s3cret']
          - started.results[1].changed and started.results[1].ansible_job_id is defined
          - green.id == 'id-green-south-' and green is changed
          - found.machines | far.cloud.names('upper') == ['RED']
          - "'10.0.0.1' is far.cloud.address"
          - full is failed and full.msg == 'the pool public is empty' and full.left == 0
          - page.status == 200
        fail_msg: "{{ started.results }} {{ green }} {{ found }} {{ full }} {{ page }}"
`;

const ID = "id-{{ stub_args.name }}-{{ stub_args.region }}-{{ stub_args.token | default('') }}";

describe.each(controllers)('ansible-core $coreVersion', (controller) => {
  test('a project of a collection that is not installed, its jobs real ones', async () => {
    using folder = playFolder();
    const run = await play(controller, folder.path, {
      env: PIPELINED,
      files: { 'play.yml': CLOUD },
      stubs: [
        answers({ module: 'far.cloud.machine', changed: true, delayMs: 1, result: { id: ID } }),
        answers({ module: 'far.cloud.*_info', result: { machines: [{ name: 'red' }] } }),
        answers({ module: 'far.cloud.*', fail: 'the pool {{ stub_args.pool }} is empty', result: { left: 0 } }),
        answers({ module: 'ansible.builtin.uri', result: { status: 200 } }),
        plugin('lookup', 'far.cloud.secret', 's3cret', { term: '/prod/*' }),
        plugin('filter', 'far.cloud.names', "{{ stub_input | map(attribute='name') | map(stub_args[0]) | list }}", {
          args: ['upper'],
        }),
        plugin('test', 'far.cloud.address', true),
        answers({ module: 'never.asked.for' }),
      ],
    });
    expect(run.output).not.toMatch(/fatal:(?!.*the pool)/);
    expect(run.rc).toBe(0);
    expect(run.of('launch', 'Start')).toHaveLength(2);
    expect(run.of('collect', 'Reap').map(({ failed, finished }) => [failed, finished])).toEqual([
      [false, true],
      [false, true],
    ]);
    expect(run.of('collect', 'Keep alive')).toMatchObject([{ via: 'keep-alive', failed: false }]);
    expect(new Set(run.of('task-start').map(({ action }) => action))).toContain('far.cloud.machine');
    const seen = used(run);
    expect(new Set(seen.map(([stub]) => stub))).toEqual(new Set([0, 1, 2, 3, 4, 5, 6]));
    expect(seen.filter(([stub]) => stub === 0)).toHaveLength(3);
    expect(seen.every(([, , host]) => host === 'localhost')).toBe(true);
    expect(run.output).not.toContain('reapcheck_stub');
  });

  test('a task by its name or place, and none that only resembles it', async () => {
    using folder = playFolder();
    const text = `
- hosts: localhost
  gather_facts: true
  tasks:
    - name: Fetch the [big] archive
      get_url: {url: "http://reapcheck.invalid/", dest: "{{ playbook_dir }}/x"}
    - name: By place
      command: "false"
    - name: Not this one
      command: echo real
      register: real
    - assert: {that: [real.stdout == 'real', ansible_facts.python is defined]}
`;
    const at = { file: join(realpathSync(folder.path), 'play.yml'), line: 7 };
    const run = await play(controller, folder.path, {
      env: PIPELINED,
      files: { 'play.yml': text },
      stubs: [answers({ task: 'Fetch the [big]*' }), answers({ at }), answers({ task: 'not this*' })],
    });
    expect(run.rc).toBe(0);
    expect(used(run).map(([stub]) => stub)).toEqual([0, 1]);
  });

  test('what is not installed and has no stub for the task, fails in words; a misspelt keyword stays one', async () => {
    using folder = playFolder();
    const text = (task: string) =>
      `- hosts: localhost\n  gather_facts: false\n  tasks:\n    - name: Other\n      ${task}\n`;
    const stubs = [answers({ task: 'Another' })];
    const missing = await play(controller, folder.path, { files: { 'play.yml': text('far.cloud.thing: {}') }, stubs });
    expect(missing.rc).toBe(2);
    expect(missing.of('result', 'Other')[0]?.msg).toContain(
      'far.cloud.thing is not installed, and no stub is for this task',
    );
    const misspelt = await play(controller, folder.path, { files: { 'play.yml': text('comand: {}') }, stubs });
    expect(misspelt.rc).not.toBe(0);
    expect(misspelt.output).toMatch(/resolve.*'comand'/);
    expect(misspelt.output).not.toContain('no stub is for');
  });
});
