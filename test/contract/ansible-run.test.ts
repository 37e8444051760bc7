import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Arm } from '../../harness/model/fault.ts';
import type { DisposableHost } from '../../harness/model/host.ts';
import { waitFor } from '../../harness/time/deadline.ts';
import { controllersToTest, play, playFolder } from './ansible-kit.ts';

const controllers = await controllersToTest();

if (controllers.length === 0)
  test.skip('needs an ansible-playbook: none was found, none is named in REAPCHECK_TEST_ANSIBLE');

/** Command lines of all processes that hold this text in theirs, by pid. */
function processesWith(text: string): readonly string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(text) ? [`${pid} ${line}`] : [];
      } catch {
        return [];
      }
    });
}

const sleeper = (seconds: number) => `
- hosts: localhost
  gather_facts: false
  tasks:
    - name: sleep
      command: sleep ${seconds}
`;

// An unusual number of seconds marks the processes of one test.
let marks = 86_400 + (process.pid % 10_000) * 100;

describe.each(controllers)('ansible-core $coreVersion', { timeout: 120_000 }, (controller) => {
  test('at the time limit the run ends, with all its processes', async () => {
    using folder = playFolder();
    const seconds = ++marks;
    const run = await play(controller, folder.path, { files: { 'play.yml': sleeper(seconds) }, timeLimitMs: 8_000 });
    expect(run.how).toBe('timed-out');
    expect(run.of('task-start', 'sleep')).toHaveLength(1);
    expect(processesWith(`sleep ${seconds}`)).toEqual([]);
    expect(run.endedAt - run.startedAt).toBeLessThan(80_000);
    expect(run.output).toContain('TASK [sleep]');
  });

  test('an abort ends it as well, a process that ignores signals included', async () => {
    using folder = playFolder();
    const seconds = ++marks;
    const abort = new AbortController();
    const running = play(controller, folder.path, {
      files: {
        'play.yml': sleeper(seconds).replace('command: sleep', `shell: trap '' INT TERM HUP; sleep`),
      },
      signal: abort.signal,
    });
    await waitFor(() => ({ done: processesWith(`sleep ${seconds}`).length > 0, value: undefined, last: 'no sleep' }), {
      what: 'the task to sleep',
      withinMs: 60_000,
    });
    abort.abort();
    expect((await running).how).toBe('aborted');
    expect(processesWith(`sleep ${seconds}`)).toEqual([]);
  });

  test('an abort before the start', async () => {
    using folder = playFolder();
    const run = await play(controller, folder.path, {
      files: { 'play.yml': sleeper(1) },
      signal: AbortSignal.abort(),
    });
    expect(run.how).toBe('aborted');
    expect(run.rc).not.toBe(0);
  });

  test("an error in the caller's onEvent ends the run and is thrown", async () => {
    using folder = playFolder();
    const seconds = ++marks;
    const running = play(controller, folder.path, {
      files: { 'play.yml': sleeper(seconds) },
      onEvent: (event) => {
        if (event.type === 'play-start') throw new Error('full disk');
      },
    });
    await expect(running).rejects.toThrow('full disk');
    expect(processesWith(`sleep ${seconds}`)).toEqual([]);
  });

  test("the user's ansible.cfg, library, callbacks, arguments and environment count", async () => {
    using folder = playFolder();
    const run = await play(controller, folder.path, {
      files: {
        'ansible.cfg': `
[defaults]
library = lib
callback_plugins = callbacks
callbacks_enabled = mine
stdout_callback = minimal
roles_path = elsewhere
[privilege_escalation]
become_user = somebody
`,
        'lib/own_module.sh': `#!/bin/sh\n# WANT_JSON\necho '{"changed": false, "msg": "from own module"}'\n`,
        'callbacks/mine.py': `
from ansible.plugins.callback import CallbackBase
DOCUMENTATION = '''
    name: mine
    type: notification
    short_description: mine
    description: mine
'''
class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'notification'
    CALLBACK_NAME = 'mine'
    CALLBACK_NEEDS_ENABLED = True
    def v2_playbook_on_stats(self, stats):
        self._display.display('the user callback ran')
`,
        'elsewhere/theirs/tasks/main.yml': '- debug: {msg: "from a role elsewhere"}\n',
        'play.yml': `
- hosts: localhost
  gather_facts: false
  roles: [theirs]
  tasks:
    - own_module:
    - debug: {msg: "{{ given }} {{ lookup('env', 'FROM_USER') }} [{{ lookup('env', 'REAPCHECK_CONFIG') }}{{ lookup('env', 'REAPCHECK_SESSION') }}]"}
    - name: environment of a local job
      command: env
      async: 30
      poll: 1
      register: said
    - debug: {msg: "{{ said.stdout_lines | select('match', 'REAPCHECK_(CONFIG|SESSION|OWNER|ARM)=') | list | length }} of ours"}
`,
      },
      args: ['-e', 'given=extra'],
      env: { FROM_USER: 'env' },
    });
    expect(run.rc, run.output).toBe(0);
    for (const text of [
      'from own module',
      'the user callback ran',
      'from a role elsewhere',
      'extra env []',
      '0 of ours',
    ]) {
      expect(run.output).toContain(text);
    }
    expect(run.of('stats')).toHaveLength(1);
  });

  test("a playbook that Ansible doesn't accept: its own exit code and message", async () => {
    using folder = playFolder();
    const run = await play(controller, folder.path, { files: { 'play.yml': '- hosts: [\n' } });
    expect(run.how).toBe('exited');
    expect(run.rc).toBeGreaterThan(0);
    expect(run.outputTail).toContain('ERROR');
    expect(run.events.filter((event) => event.type === 'task-start')).toEqual([]);
  });

  test('a pattern that matches no host', async () => {
    using folder = playFolder();
    const run = await play(controller, folder.path, { files: { 'play.yml': '- hosts: nobody\n  tasks: []\n' } });
    const types = run.events.map((event) => event.type).filter((type) => type !== 'source');
    expect(types).toEqual(['playbook-start', 'play-start', 'no-hosts', 'stats']);
    expect(run.of('no-hosts')[0]?.play).toBe(run.of('play-start')[0]?.play);
  });

  test('an ansible-core without what we hook is refused, never run without us', async () => {
    using folder = playFolder();
    mkdirSync(join(folder.path, 'site'));
    writeFileSync(
      join(folder.path, 'site/sitecustomize.py'),
      'import ansible.executor.task_executor as it\ndel it.TaskExecutor._poll_async_result\n',
    );
    const running = play(controller, folder.path, {
      files: { 'play.yml': '- hosts: localhost\n  tasks: [{file: {path: ran, state: touch}}]\n' },
      env: { PYTHONPATH: join(folder.path, 'site') },
    });
    await expect(running).rejects.toMatchObject({
      code: 'ansible-unsupported',
      seen: expect.stringContaining('TaskExecutor._poll_async_result is gone'),
    });
    expect(readdirSync(folder.path)).not.toContain('ran');
  });

  test('one that differs where only a worker gets to is refused as well, and no task is blamed for it', async () => {
    using folder = playFolder();
    mkdirSync(join(folder.path, 'site'));
    // A result that is neither a dict nor what 2.21 has in its place.
    const other = `
import ansible.executor.task_executor as it
own = it.TaskExecutor._execute
it.TaskExecutor._execute = lambda self, *args, **kwargs: own(self, *args, **kwargs) and object()
`;
    writeFileSync(join(folder.path, 'site/sitecustomize.py'), other);
    const running = play(controller, folder.path, {
      files: {
        'play.yml': `
- hosts: localhost
  gather_facts: false
  tasks:
    - {name: reap, async_status: {jid: "1.1"}, ignore_errors: true}
`,
      },
      env: { PYTHONPATH: join(folder.path, 'site') },
    });
    await expect(running).rejects.toMatchObject({
      code: 'ansible-unsupported',
      seen: expect.stringContaining("no attribute 'as_result_dict'"),
    });
  });

  test('nothing of a no_log task or job gets into an event', async () => {
    using folder = playFolder();
    const run = await play(controller, folder.path, {
      files: {
        'play.yml': `
- hosts: localhost
  gather_facts: false
  ignore_errors: true
  tasks:
    - {name: hidden launch, file: {path: /nowhere/TOPSECRET, state: file}, async: 30, poll: 0, no_log: true, register: hidden}
    - name: open reap
      async_status: {jid: "{{ hidden.ansible_job_id }}"}
      register: it
      until: it is finished
      retries: 20
      delay: 1
    - {name: hidden keep-alive, file: {path: /nowhere/TOPSECRET, state: file}, async: 30, poll: 1, no_log: "{{ true }}"}
    - {name: hidden items, command: "false", loop: [TOPSECRET], no_log: true}
    - {name: open launch, file: {path: /nowhere/openly, state: file}, async: 30, poll: 0, register: open}
    - name: hidden reap
      async_status: {jid: "{{ open.ansible_job_id }}"}
      register: it
      until: it is finished
      retries: 20
      delay: 1
      no_log: true
    - name: second open reap
      async_status: {jid: "{{ open.ansible_job_id }}"}
`,
      },
    });
    const text = JSON.stringify(run.events);
    expect(text).not.toContain('TOPSECRET');
    expect(run.of('collect', 'open reap')).toMatchObject([
      { failed: true, jid: run.of('launch', 'hidden launch')[0]?.jid },
    ]);
    expect(run.of('collect', 'open reap')[0]?.msg).toBeUndefined();
    expect(run.of('collect', 'hidden reap')[0]?.msg).toBeUndefined();
    expect(run.of('collect', 'hidden keep-alive')).toMatchObject([{ failed: true }]);
    expect(run.of('task-start', 'hidden launch')[0]?.noLog).toBe(true);
    // The same failure, where nothing is hidden: the messages are there to be withheld.
    expect(run.of('collect', 'second open reap')[0]?.msg).toContain('/nowhere/openly');
    expect(run.of('result', 'second open reap')[0]?.msg).toContain('/nowhere/openly');
  });

  test('a job that does not run on a disposable host of ours is never struck', async () => {
    using folder = playFolder();
    // As dangerous as it gets: the name is right, the arm fits, but the connection leads to this machine.
    const host = {
      name: 'web',
      address: '127.0.0.1',
      port: 1,
      user: 'root',
      identityFile: '/nowhere',
      knownHostsFile: '/nowhere',
      receiptsDir: folder.path,
    } as unknown as DisposableHost;
    const arm = (line: number, name: string): Arm => ({
      fault: 'fail',
      token: `token-${line}`,
      job: { host: name, place: { file: join(folder.path, 'play.yml'), line }, item: null, nth: 0 },
      act: { act: 'rc', rc: 7, workSeconds: 0, strikeSeconds: 0 },
    });
    const run = await play(controller, folder.path, {
      hosts: [host],
      // This machine's interpreters are not the point.
      args: ['-e', 'ansible_python_interpreter="{{ ansible_playbook_python }}"'],
      arms: [arm(6, 'web'), arm(11, 'localhost'), arm(16, 'web')],
      files: {
        'play.yml': `
- hosts: web
  gather_facts: false
  connection: local
  tasks:
    - {name: local connection, command: "true", async: 30, poll: 1}

- hosts: localhost
  gather_facts: false
  tasks:
    - {name: localhost, command: "true", async: 30, poll: 1}

- hosts: web
  gather_facts: false
  tasks:
    - {name: delegated, command: "true", async: 30, poll: 1, delegate_to: localhost}
`,
      },
    });
    expect(run.rc, run.output).toBe(0);
    expect(run.of('collect').map((one) => [one.host, one.rc])).toEqual([
      ['web', 0],
      ['localhost', 0],
      ['web', 0],
    ]);
    expect(run.of('launch').map((one) => [one.host, one.on])).toEqual([
      ['web', 'localhost'],
      ['localhost', 'localhost'],
      ['web', 'localhost'],
    ]);
    expect(
      run.of('launch').map((one) => run.of('task-start').find((task) => task.task === one.task)?.place?.line),
    ).toEqual([6, 11, 16]);
    expect(readdirSync(folder.path).filter((name) => name.startsWith('token-'))).toEqual([]);
  });
});
