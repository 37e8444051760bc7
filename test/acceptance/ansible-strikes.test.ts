import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Lab, openLab } from '../../harness/lab/lab.ts';
import type { Arm, WrapperAct } from '../../harness/model/fault.ts';
import type { DisposableHost } from '../../harness/model/host.ts';
import { controllersToTest, type Played, play, playFolder } from '../contract/ansible-kit.ts';

const controllers = await controllersToTest('newest');
if (controllers.length === 0) test.skip('needs an ansible-playbook: none was found, none is named');

/** Struck as soon as it begins, without any work of its own. */
const AT_ONCE = { workSeconds: 0, strikeSeconds: 0 };

let lab: Lab;
let web: DisposableHost;
let db: DisposableHost;
beforeAll(async () => {
  lab = await openLab();
  [web, db] = (await lab.start(['web', 'db'])).map((one) => one.host) as [DisposableHost, DisposableHost];
});
afterAll(async () => {
  await lab[Symbol.asyncDispose]();
});

/** Each user's own folder, as is the default: for local jobs the kit has another. */
const onHosts = { ANSIBLE_ASYNC_DIR: '~/.ansible_async' };

/** What a command prints on the host; an error if it fails. */
async function on(host: DisposableHost, command: string): Promise<string> {
  const args = ['-F', '/dev/null', '-i', host.identityFile, '-p', String(host.port)];
  args.push('-o', `UserKnownHostsFile=${host.knownHostsFile}`, '-o', 'BatchMode=yes');
  return (await execa('ssh', [...args, `${host.user}@${host.address}`, command])).stdout;
}

const files = {
  'play.yml': `
- name: Strikes
  hosts: all
  strategy: free
  gather_facts: false
  tasks:
    - name: items
      ansible.builtin.shell: "env > /tmp/env-{{ item }}; true"
      async: 30
      poll: 0
      loop: [0, 1, 2]
      register: items
    - name: reap items
      async_status: {jid: "{{ item.ansible_job_id }}"}
      loop: "{{ items.results }}"
      register: reaped
      until: reaped is finished
      retries: 20
      delay: 1
      ignore_errors: true
    - name: again and again
      include_tasks: again.yml
      loop: [1, 2]
    - name: over the limit
      command: "true"
      async: 2
      poll: 0
      register: limited
    - name: reap over the limit
      async_status: {jid: "{{ limited.ansible_job_id }}"}
      register: it
      until: it is finished
      retries: 25
      delay: 1
      ignore_errors: true
    - name: as another user
      shell: "env > /tmp/env-become; id -un"
      become: true
      become_user: operator
      async: 30
      poll: 1
      ignore_errors: true
    - name: delegated
      command: "true"
      delegate_to: db
      async: 30
      poll: 1
      ignore_errors: true
      when: inventory_hostname == 'web'
    - name: retried launch
      command: "true"
      async: 30
      poll: 1
      register: it
      until: it is succeeded
      retries: 2
      delay: 0
    - name: left alone
      command: sleep 0.1
      async: 120
      poll: 0
`,
  'again.yml': `
- name: again
  command: "true"
  async: 30
  poll: 0
  register: again
- name: reap again
  ansible.builtin.async_status: {jid: "{{ again.ansible_job_id }}"}
  register: it
  until: it is finished
  retries: 2
  delay: 1
  ignore_errors: true
`,
};

const line = (name: string, file: keyof typeof files = 'play.yml') =>
  files[file].split('\n').findIndex((text) => text.endsWith(`- name: ${name}`)) + 1;

describe.each(controllers)('ansible-core $coreVersion', (controller) => {
  const folder = playFolder();
  afterAll(() => folder[Symbol.dispose]());
  const token = (name: string) => `${name}-${controller.coreVersion}`;
  const arm = (
    name: string,
    act: WrapperAct,
    job: { host: string; task: string; file?: keyof typeof files; item?: number; nth?: number },
  ): Arm => ({
    fault: act.act === 'rc' ? 'fail' : act.act,
    token: token(name),
    job: {
      host: job.host,
      place: { file: join(folder.path, job.file ?? 'play.yml'), line: line(job.task, job.file) },
      item: job.item ?? null,
      nth: job.nth ?? 0,
    },
    act,
  });
  const receipt = async (host: DisposableHost, name: string) =>
    JSON.parse(await on(host, `cat ${host.receiptsDir}/${token(name)}.json`));
  let run: Played;
  beforeAll(async () => {
    run = await play(controller, folder.path, {
      hosts: [web, db],
      env: onHosts,
      files,
      arms: [
        arm('item', { act: 'rc', ...AT_ONCE, rc: 7 }, { host: 'web', task: 'items', item: 1 }),
        arm('nth', { act: 'kill-runner', ...AT_ONCE }, { host: 'db', task: 'again', file: 'again.yml', nth: 1 }),
        arm('limit', { act: 'hang', ...AT_ONCE, seconds: 300 }, { host: 'web', task: 'over the limit' }),
        arm('become', { act: 'rc', ...AT_ONCE, rc: 8 }, { host: 'web', task: 'as another user' }),
        arm('delegated', { act: 'rc', ...AT_ONCE, rc: 9 }, { host: 'web', task: 'delegated' }),
        arm('retried', { act: 'rc', ...AT_ONCE, rc: 5 }, { host: 'web', task: 'retried launch' }),
        arm('alive', { act: 'hang', ...AT_ONCE, seconds: 60 }, { host: 'db', task: 'left alone' }),
        // Addresses nothing: one host too many, one item too far, one time too often.
        arm('no-host', { act: 'rc', ...AT_ONCE, rc: 1 }, { host: 'elsewhere', task: 'items', item: 0 }),
        arm('no-item', { act: 'rc', ...AT_ONCE, rc: 1 }, { host: 'web', task: 'items', item: 3 }),
        arm('no-nth', { act: 'rc', ...AT_ONCE, rc: 1 }, { host: 'web', task: 'again', file: 'again.yml', nth: 2 }),
      ],
    });
  }, 280_000);

  const collected = (task: string, host: string) => run.of('collect', task).filter((one) => one.host === host);

  test('the play ends as a play with these failures does', () => {
    expect(run, run.output).toMatchObject({ rc: 0, how: 'exited' });
    expect(run.output).not.toContain('unreachable=1');
  });

  test('rc: one item of a loop on one host, and no other', () => {
    expect(collected('reap items', 'web').map((one) => [one.item, one.rc, one.failed])).toEqual([
      [0, 0, false],
      [1, 7, true],
      [2, 0, false],
    ]);
    expect(collected('reap items', 'db').map((one) => one.rc)).toEqual([0, 0, 0]);
    expect(collected('reap items', 'web')[1]?.msg).toBe('non-zero return code');
  });

  test('rc: the job file carries the token, and the receipt says who and when', async () => {
    const launch = run.of('launch', 'items').find((one) => one.host === 'web' && one.item === 1);
    const result = JSON.parse(await on(web, `cat ${launch?.resultsFile}`));
    expect(result).toMatchObject({ rc: 7, failed: true, reapcheck: token('item') });
    const claim = await receipt(web, 'item');
    expect(claim).toMatchObject({ token: token('item'), fault: 'fail', jid: launch?.jid });
    expect(claim.struckAt).toBeGreaterThan(run.startedAt);
    expect(claim.struckAt).toBeLessThan(run.endedAt);
    expect(await on(web, `stat -c %a ${web.receiptsDir}/${token('item')}.json`)).toBe('644');
  });

  test('kill-runner: the second run of an included task on one host looks as if it ran for ever', async () => {
    const of = (host: string) => collected('reap again', host).map((one) => [one.nth, one.finished, one.attempts]);
    expect(of('db')[1]).toEqual([1, false, 3]);
    expect(of('db')[0]?.slice(0, 2)).toEqual([0, true]);
    expect(of('web').map((one) => one[1])).toEqual([true, true]);
    const { pids } = await receipt(db, 'nth');
    expect(await on(db, `test -e /proc/${pids.runner.pid} && echo alive || echo gone`)).toBe('gone');
  });

  test('hang: over its limit, stopped by the watcher', async () => {
    const [struck] = collected('reap over the limit', 'web');
    expect(struck).toMatchObject({ finished: true, failed: true, msg: 'Timeout exceeded' });
    expect(collected('reap over the limit', 'db')).toMatchObject([{ finished: true, failed: false, rc: 0 }]);
    const { pids } = await receipt(web, 'limit');
    expect(await on(web, `test -e /proc/${pids.module.pid} && echo alive || echo gone`)).toBe('gone');
  });

  test('become: struck as the other user', async () => {
    expect(collected('as another user', 'web')).toMatchObject([{ rc: 8, via: 'keep-alive' }]);
    expect(collected('as another user', 'db')).toMatchObject([{ rc: 0 }]);
    expect(await on(web, `stat -c %U ${web.receiptsDir}/${token('become')}.json`)).toBe('operator');
  });

  test('delegated: struck on the host that it runs on', async () => {
    expect(run.of('launch', 'delegated')).toMatchObject([{ host: 'web', on: 'db' }]);
    expect(run.of('collect', 'delegated')).toMatchObject([{ host: 'web', rc: 9 }]);
    expect(await receipt(db, 'delegated')).toMatchObject({ fault: 'fail' });
  });

  test('a retried launch is struck once', () => {
    expect(collected('retried launch', 'web').map((one) => one.rc)).toEqual([5, 0]);
    expect(run.of('launch', 'retried launch').filter((one) => one.host === 'web')).toHaveLength(2);
  });

  test('the processes of a receipt are those of the job, and the stand-in shows its token', async () => {
    const { pids, jid } = await receipt(db, 'alive');
    for (const role of ['watcher', 'runner', 'module']) {
      const { pid, startTicks } = pids[role];
      const stat = await on(db, `cat /proc/${pid}/stat`);
      expect(Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19])).toBe(startTicks);
    }
    const args = await on(db, `ps -o ppid=,args= -p ${pids.module.pid}`);
    expect(args.trim()).toMatch(new RegExp(`^${pids.runner.pid} .*reapcheck-stand-in ${token('alive')} `));
    expect((await on(db, `ps -o ppid=,args= -p ${pids.runner.pid}`)).trim()).toMatch(
      new RegExp(`^${pids.watcher.pid} .*async_wrapper.py ${jid.split('.')[0]} 120 `),
    );
    // What the stand-in doesn't see, the real job in its place would not have seen either.
    expect(await on(db, `tr '\\0' '\\n' < /proc/${pids.module.pid}/environ`)).not.toContain('REAPCHECK');
    await on(db, `kill -9 ${pids.module.pid}`);
  });

  test('jobs that are not struck run, and see nothing of ours', async () => {
    for (const [host, file] of [
      [web, 'env-0'],
      [web, 'env-2'],
      [db, 'env-1'],
      [db, 'env-become'],
    ] as const) {
      const seen = await on(host, `cat /tmp/${file}`);
      expect(seen).toContain('PATH=');
      expect(seen).not.toContain('REAPCHECK');
    }
  });

  test('arms that address no job leave no receipt', async () => {
    const left = `${await on(web, `ls ${web.receiptsDir}`)}\n${await on(db, `ls ${db.receiptsDir}`)}`.split('\n');
    const mine = left.filter((name) => name.includes(controller.coreVersion)).sort();
    const struck = ['alive', 'become', 'delegated', 'item', 'limit', 'nth', 'retried'];
    expect(mine).toEqual(struck.flatMap((name) => [`${token(name)}.json`, `${token(name)}.strike.json`]));
  });

  test('no ssh master outlives the run', () => {
    const lines = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => {
        try {
          return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        } catch {
          return '';
        }
      });
    expect(lines.filter((text) => text.includes(run.controlDir))).toEqual([]);
  });
});

describe.each(controllers)('ansible-core $coreVersion', (controller) => {
  test('a host of ours is reached at its own link, and its job struck there, whatever address the play gives it', async () => {
    using folder = playFolder();
    const run = await play(controller, folder.path, {
      hosts: [web],
      env: onHosts,
      files: {
        'play.yml': `
- hosts: all
  gather_facts: false
  vars: {ansible_port: ${db.port}}
  tasks:
    - {name: misled, command: "true", async: 30, poll: 1}
`,
      },
      arms: [
        {
          fault: 'fail',
          token: `misled-${controller.coreVersion}`,
          job: { host: 'web', place: { file: join(folder.path, 'play.yml'), line: 6 }, item: null, nth: 0 },
          act: { act: 'rc', ...AT_ONCE, rc: 1 },
        },
      ],
    });
    expect(run.of('task-start', 'misled')[0]?.place?.line).toBe(6);
    expect(run.of('collect', 'misled')).toMatchObject([{ rc: 1, failed: true }]);
    expect(await on(web, `ls ${web.receiptsDir}`)).toContain('misled');
    expect(await on(db, `ls ${db.receiptsDir}`)).not.toContain('misled');
  });

  test('unreachable at the launch, and at the reap', async () => {
    using folder = playFolder();
    const run = await play(controller, folder.path, {
      hosts: [web],
      env: onHosts,
      files: {
        'play.yml': `
- hosts: all
  gather_facts: false
  tasks:
    - {name: launch, command: "true", async: 30, poll: 0, register: job}
    - name: reap
      async_status: {jid: "{{ job.ansible_job_id }}"}
      register: it
      until: it is finished
      vars: {ansible_user: stranger}
      ignore_unreachable: true
    - {name: no launch, command: "true", async: 30, poll: 0, vars: {ansible_user: stranger}}
`,
      },
    });
    expect(run.rc).toBe(4);
    expect(run.of('collect', 'reap')).toMatchObject([{ unreachable: true, finished: false, attempts: 1 }]);
    expect(run.of('result', 'reap')).toMatchObject([{ status: 'unreachable', ignored: true }]);
    expect(run.of('launch', 'no launch')).toEqual([]);
    expect(run.of('result', 'no launch')).toMatchObject([{ status: 'unreachable', ignored: false }]);
    expect(run.of('stats')[0]?.hosts.web?.unreachable).toBe(1);
  });
});
