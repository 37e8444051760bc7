import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Controller } from '../../harness/ansible/controller.ts';
import { runPlaybook } from '../../harness/ansible/run.ts';
import type { RunRequest } from '../../harness/ansible/run-request.ts';
import { currentOwner, formatOwner } from '../../harness/lab/owner.ts';
import type { Event } from '../../harness/model/event.ts';
import type { InventoryOrder } from '../../harness/model/harmless.ts';
import { lookScript } from '../../harness/probe/look-script.ts';
import { controllersToTest } from './ansible-kit.ts';

const controllers = await controllersToTest();
if (controllers.length === 0)
  test.skip('needs an ansible-playbook: none was found, none is named in REAPCHECK_TEST_ANSIBLE');

const INVENTORY = '[all:vars]\nansible_connection=local\nansible_python_interpreter={{ ansible_playbook_python }}\n';
const PLAYBOOK = `
- name: One {{ secret }}
  hosts: all
  gather_facts: false
  vars: {secret: hush}
  tasks:
    - name: Work on {{ secret }}
      ansible.builtin.command: touch {{ playbook_dir }}/it-ran
      async: 20
      poll: 0
      register: job
    - name: Reap
      ansible.builtin.async_status: {jid: "{{ job.ansible_job_id }}"}
      register: result
      until: result is finished
      retries: 20
      delay: 1
      ignore_errors: true
    - name: Tell
      ansible.builtin.fail: {msg: "{{ secret }}"}
      ignore_errors: true
    - name: Elsewhere
      ansible.builtin.command: "true"
      delegate_to: other
`;

const LOOPS = `
- hosts: all
  gather_facts: false
  tasks:
    - name: Items
      ansible.builtin.command: touch {{ playbook_dir }}/ran-{{ item }}
      async: 20
      poll: 0
      loop: [0, 1, 2]
    - name: Waited for
      ansible.builtin.command: touch {{ playbook_dir }}/ran-waited
      no_log: true
      async: 20
      poll: 1
`;

/** Hosts of this machine: nothing of it is struck, as a run on an inventory can't strike. */
function site(controller: Controller, hosts: readonly string[], text = PLAYBOOK) {
  const folder = mkdtempSync(join(tmpdir(), 'rc-smoke-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const inventory = join(folder, 'hosts.ini');
  const playbook = join(folder, 'play.yml');
  writeFileSync(inventory, `${hosts.join('\n')}\n${INVENTORY}`);
  writeFileSync(playbook, text);
  let runs = 0;
  return {
    folder,
    playbook,
    async play(order: InventoryOrder, over: object = {}) {
      const workDir = join(folder, `work-${++runs}`);
      const events: Event[] = [];
      const request = {
        controller,
        args: ['-i', inventory, playbook],
        cwd: folder,
        env: {
          ...process.env,
          REAPCHECK_OWNER: formatOwner(currentOwner()),
          ANSIBLE_ASYNC_DIR: join(folder, 'async'),
          ANSIBLE_REMOTE_TMP: join(folder, 'tmp'),
        },
        sessionId: '0123456789',
        workDir,
        controlDir: join(workDir, 'cp'),
        outputFile: join(folder, 'output.txt'),
        timeLimitMs: 60_000,
        inventory: order,
        ...over,
      } as RunRequest;
      rmSync(join(folder, 'it-ran'), { force: true });
      const result = await runPlaybook(request, { onEvent: (event) => events.push(event) });
      const of = <T extends Event['type']>(type: T) =>
        events.filter((event): event is Extract<Event, { type: T }> => event.type === type);
      // Ansible's own wrapper is sent where none was made.
      const ownWrapper = !existsSync(join(workDir, 'modules'));
      return { result, events, of, ownWrapper, ran: existsSync(join(folder, 'it-ran')) };
    },
  };
}

const line = PLAYBOOK.split('\n').findIndex((text) => text.includes('Work on')) + 1;

const bare = { kind: 'play', most: 1, standIns: [] } as const;

describe.each(controllers)('ansible-core $coreVersion', { timeout: 60_000 }, (controller) => {
  test.each([
    ['more hosts than it may', ['one', 'two']],
    ['no host', []],
  ])('a limit that reaches %s ends the process before its first play', async (_what, hosts) => {
    const { result, events, ran } = await site(controller, hosts).play(bare);
    expect(result.rc).not.toBe(0);
    expect(events.filter(({ type }) => type !== 'source')).toMatchObject([{ type: 'limit', hosts, known: hosts }]);
    expect(ran).toBe(false);
  });

  test('a healthy run: real work, sources told, no message kept, no name templated', async () => {
    const { playbook, play } = site(controller, ['one']);
    const { of, ran, result, events, ownWrapper } = await play(bare);
    expect(result.rc).toBe(0);
    expect(ran).toBe(true);
    expect(ownWrapper).toBe(true);
    expect(of('source').map((one) => one.file)).toContain(playbook);
    expect(of('tmp').length).toBeGreaterThan(2);
    expect(of('task-start').map((one) => one.name)).toContain('Work on {{ secret }}');
    expect(of('result').filter((one) => one.status === 'failed')).toHaveLength(1);
    expect(JSON.stringify(events)).not.toContain('hush');
  });

  test('a stand-in: the real job is not started, the wrapper is Ansible’s own, and the result is read back', async () => {
    const { playbook, play } = site(controller, ['one']);
    const job = { host: 'one', place: { file: playbook, line }, item: null, nth: 0 };
    const { of, ran, ownWrapper } = await play({ ...bare, standIns: [{ token: 'tok-1', job }] });
    expect(ran).toBe(false);
    expect(ownWrapper).toBe(true);
    const [told] = of('stand-in');
    expect(told).toMatchObject({ host: 'one', token: 'tok-1', finished: true, rc: 1 });
    expect(of('launch')).toMatchObject([{ jid: told?.jid, poll: 0, limit: 20 }]);
    expect(of('collect')).toMatchObject([{ jid: told?.jid, finished: true, failed: true, rc: 1 }]);
  });

  test('one item of a loop, and a keep-alive under no_log: each alone, the others are real', async () => {
    const { folder, playbook, play } = site(controller, ['one'], LOOPS);
    const key = (text: string, item: number | null) => ({
      host: 'one',
      place: { file: playbook, line: LOOPS.split('\n').findIndex((one) => one.includes(text)) + 1 },
      item,
      nth: 0,
    });
    const standIns = [
      { token: 'tok-1', job: key('Items', 1) },
      { token: 'tok-2', job: key('Waited', null) },
    ];
    const { of, result } = await play({ ...bare, standIns });
    expect(
      readdirSync(folder)
        .filter((name) => name.startsWith('ran-'))
        .toSorted(),
    ).toEqual(['ran-0', 'ran-2']);
    expect(of('stand-in').map(({ token, item, finished, rc }) => [token, item, finished, rc])).toEqual([
      ['tok-1', 1, true, 1],
      ['tok-2', null, true, 1],
    ]);
    expect(of('collect').at(-1)).toMatchObject({ via: 'keep-alive', finished: true, failed: true, rc: 1 });
    expect(result.rc).toBe(2);
  });

  test('a look: what will run is told, nothing is', async () => {
    const { folder, play } = site(controller, ['one']);
    const tidy = { tmp: [], payloads: null, files: [] };
    const { of, ran, result } = await play({ kind: 'look', most: 1, script: lookScript(), tidy });
    expect(result.rc).toBe(0);
    expect(ran).toBe(false);
    expect(existsSync(join(folder, 'tmp'))).toBe(false);
    expect(existsSync(join(folder, 'async'))).toBe(false);
    expect(of('plan')).toMatchObject([
      { play: 'One {{ secret }}', tasks: 4, jobs: [{ name: 'Work on {{ secret }}' }], delegated: [{ to: 'other' }] },
    ]);
    const asyncDir = { path: join(folder, 'async'), exists: false, usable: true };
    expect(of('look')[0]).toMatchObject({ host: 'one', asyncDir });
  });

  test('a look removes what it is told to, and only if it is what it should be', async () => {
    const { folder, play } = site(controller, ['one']);
    const [ours, other] = ['ansible-tmp-1-2-3', 'ansible-tmp-9-9-9'];
    for (const name of [ours, other, 'precious']) mkdirSync(join(folder, 'tmp', name), { recursive: true });
    for (const name of ['j1', 'j2']) writeFileSync(join(folder, name), name === 'j1' ? '{"cmd": ["tok-1"]}' : '{}');
    const files = ['j1', 'j2', 'j3'].map((name) => ({ path: join(folder, name), token: 'tok-1' }));
    const tidy = { tmp: [ours, 'precious', '../precious'], payloads: null, files };
    const { of } = await play({ kind: 'look', most: 1, script: lookScript(), tidy });
    expect(readdirSync(join(folder, 'tmp')).toSorted()).toEqual([other, 'precious']);
    expect([existsSync(join(folder, 'j1')), existsSync(join(folder, 'j2'))]).toEqual([false, true]);
    expect(new Set(of('look').flatMap((look) => look.removed))).toEqual(
      new Set([join(folder, 'tmp', ours), join(folder, 'j1')]),
    );
  });

  test.each([
    ['an arm', { arms: [{ fault: 'fail' }] }],
    ['a disposable host', { hosts: [{ name: 'one', address: '127.0.0.1', port: 1, receiptsDir: '/tmp' }] }],
    ['a pace', { speed: 60 }],
    ['a stand-in that runs', { standIns: [{ task: undefined, seconds: 1 }] }],
  ])('%s on an inventory ends the process before Ansible is loaded, whatever the types said', async (_what, harm) => {
    await expect(site(controller, ['one']).play(bare, harm)).rejects.toThrow(/a run on an inventory may not have/);
  });
});
