import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { controllersToTest, type Played, play, playFolder, timeless } from './ansible-kit.ts';

const controllers = await controllersToTest();

/** One play with all that a task can be, so that Ansible starts once. Line numbers matter: see `place`. */
const files = {
  'play.yml': `
- name: All kinds of tasks
  hosts: localhost
  gather_facts: false
  tasks:
    - name: launch
      command: "true"
      async: 30
      poll: 0
      register: job
    - name: reap
      ansible.builtin.async_status:
        jid: "{{ job.ansible_job_id }}"
      register: reaped
      until: reaped is finished
      retries: 20
      delay: 1
    - name: keep-alive
      ansible.builtin.command: "true"
      async: 30
      poll: 1
    - name: launch items
      ansible.builtin.shell: "exit {{ item }}"
      async: "{{ 10 + 20 }}"
      poll: 0
      loop: [0, 3]
      loop_control: {label: "label-{{ item }}"}
      register: jobs
    - name: reap items
      ansible.legacy.async_status:
        jid: "{{ item.ansible_job_id }}"
      loop: "{{ jobs.results }}"
      register: all_reaped
      until: all_reaped is finished
      retries: 20
      delay: 1
      ignore_errors: true
    - name: reap in vain
      async_status: {jid: "1.1"}
      failed_when: false
    - name: skipped launch
      command: "true"
      async: 30
      poll: 0
      when: false
    - name: skipped reap
      async_status: {jid: "{{ job.ansible_job_id }}"}
      when: false
    - name: clean up
      async_status: {jid: "{{ job.ansible_job_id }}", mode: cleanup}
    - name: fails and is rescued
      block:
        - name: failing keep-alive
          command: "false"
          async: 30
          poll: 1
      rescue:
        - name: rescue
          debug: {msg: rescued}
    - name: many times
      ansible.builtin.include_tasks: more.yml
      loop: [1, 2]
    - name: notifier
      command: "true"
      notify: launch in handler
    - name: in a role
      ansible.builtin.include_role: {name: worker}
  handlers:
    - name: launch in handler
      command: "true"
      async: 30
      poll: 0
`,
  'more.yml': `
- name: launch again
  command: "true"
  async: 30
  poll: 0
`,
  'roles/worker/tasks/main.yml': `
- name: launch in role
  command: "true"
  async: 30
  poll: 0
- name: retried
  command: "false"
  register: said
  until: said.rc == 0
  retries: 1
  delay: 0
  ignore_errors: true
- name: launch twice
  command: "true"
  async: 30
  poll: 0
  register: twice
  until: twice.attempts == 2
  retries: 3
  delay: 0
- name: no reap, only a name like it
  debug: {msg: "async_status"}
`,
};

if (controllers.length === 0)
  test.skip('needs an ansible-playbook: none was found, none is named in REAPCHECK_TEST_ANSIBLE');

describe.each(controllers)('ansible-core $coreVersion', (controller) => {
  const folder = playFolder();
  afterAll(() => folder[Symbol.dispose]());
  let run: Played;
  beforeAll(async () => {
    run = await play(controller, folder.path, { files });
  }, 120_000);
  const place = (file: string, line: number) => ({ file: `${folder.path}/${file}`, line });

  test('the play runs as it would without us', () => {
    expect(run.output).toContain('PLAY RECAP');
    expect(run).toMatchObject({ rc: 0, how: 'exited' });
    expect(run.output).not.toContain('reapcheck');
  });

  test('start, play and stats frame the events', () => {
    // What the run is made of is told as Ansible reads it.
    const framed = run.events.filter(({ type }) => type !== 'source');
    expect(framed.slice(0, 2).map(timeless)).toEqual([
      {
        type: 'playbook-start',
        playbook: 'play.yml',
        coreVersion: controller.coreVersion,
        tags: ['all'],
        skipTags: [],
      },
      { type: 'play-start', name: 'All kinds of tasks', pattern: 'localhost' },
    ]);
    const [stats] = run.of('stats');
    expect(stats?.hosts.localhost).toMatchObject({ failures: 0, rescued: 1, unreachable: 0 });
    expect(run.events.at(-1)?.type).toBe('stats');
    const times = run.events.map((event) => event.at);
    expect(Math.max(...times)).toBeLessThanOrEqual(run.endedAt);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(run.startedAt);
  });

  test('a task starts with its keywords as in force', () => {
    expect(run.of('task-start', 'launch').map(timeless)).toEqual([
      {
        type: 'task-start',
        name: 'launch',
        action: 'ansible.builtin.command',
        place: place('play.yml', 6),
        handler: false,
        async: 30,
        poll: 0,
        until: false,
        register: 'job',
        ignoreErrors: false,
        failedWhen: false,
        noLog: false,
      },
    ]);
    expect(run.of('task-start', 'reap').map(timeless)).toEqual([
      expect.objectContaining({
        until: true,
        untilWritten: 'reaped is finished',
        retries: 20,
        delay: 1,
        action: 'ansible.builtin.async_status',
      }),
    ]);
    expect(run.of('task-start', 'launch items')[0]?.async).toBe('{{ 10 + 20 }}');
    expect(run.of('task-start', 'reap items')[0]?.ignoreErrors).toBe(true);
    expect(run.of('task-start', 'reap in vain')[0]?.failedWhen).toBe(true);
  });

  test('a launch and its reap share the job id', () => {
    const [launch] = run.of('launch', 'launch');
    const [collect] = run.of('collect', 'reap');
    expect(timeless(launch as never)).toEqual({
      type: 'launch',
      host: 'localhost',
      on: 'localhost',
      item: null,
      nth: 0,
      limit: 30,
      poll: 0,
    });
    expect(launch?.resultsFile).toBe(`${folder.path}/async/${launch?.jid}`);
    expect(launch?.since).toBeLessThanOrEqual(launch?.at ?? 0);
    expect(collect?.jid).toBe(launch?.jid);
    expect(timeless(collect as never)).toEqual({
      type: 'collect',
      host: 'localhost',
      via: 'async_status',
      item: null,
      nth: 0,
      mode: 'status',
      attempts: run.of('retry', 'reap').length + 1,
      retries: 20,
      delay: 1,
      until: true,
      finished: true,
      failed: false,
      unreachable: false,
      skipped: false,
      rc: 0,
    });
  });

  test('a keep-alive launches and collects in one task', () => {
    const [launch] = run.of('launch', 'keep-alive');
    const [collect] = run.of('collect', 'keep-alive');
    expect(launch).toMatchObject({ poll: 1, limit: 30 });
    expect(collect).toMatchObject({ via: 'keep-alive', jid: launch?.jid, finished: true, failed: false, rc: 0 });
    const [failing] = run.of('collect', 'failing keep-alive');
    expect(failing).toMatchObject({
      finished: true,
      failed: true,
      rc: 1,
      msg: expect.stringContaining('non-zero return code'),
    });
    expect(run.of('result', 'failing keep-alive')).toMatchObject([{ status: 'failed', ignored: false, item: null }]);
  });

  test('loop items are numbered, as launches, reaps and results', () => {
    expect(run.of('launch', 'launch items').map(({ item, limit }) => [item, limit])).toEqual([
      [0, 30],
      [1, 30],
    ]);
    const jids = run.of('launch', 'launch items').map((one) => one.jid);
    expect(run.of('collect', 'reap items').map(({ item, jid, failed, rc }) => ({ item, jid, failed, rc }))).toEqual([
      { item: 0, jid: jids[0], failed: false, rc: 0 },
      { item: 1, jid: jids[1], failed: true, rc: 3 },
    ]);
    expect(run.of('result', 'reap items').map(({ item, status, ignored }) => [item, status, ignored])).toEqual([
      [0, 'ok', false],
      [1, 'failed', true],
      [null, 'failed', true],
    ]);
    expect(JSON.stringify(run.events)).not.toContain('label-');
  });

  test('a reap that finds no job says so, whatever failed_when makes of it', () => {
    expect(run.of('collect', 'reap in vain')).toMatchObject([
      { jid: '1.1', finished: true, failed: true, until: false, attempts: 1, msg: 'could not find job' },
    ]);
    expect(run.of('result', 'reap in vain')).toMatchObject([{ status: 'ok' }]);
  });

  test('skipped tasks launch nothing; a skipped reap names the job that it would have reaped', () => {
    expect(run.of('launch', 'skipped launch')).toEqual([]);
    expect(run.of('result', 'skipped launch')).toMatchObject([{ status: 'skipped' }]);
    expect(run.of('collect', 'skipped reap')).toMatchObject([
      { skipped: true, finished: false, jid: run.of('launch', 'launch')[0]?.jid },
    ]);
  });

  test('a clean-up is no look at the job', () => {
    expect(run.of('collect', 'clean up')).toMatchObject([{ mode: 'cleanup', failed: false, attempts: 1 }]);
  });

  test('a task that is included again is the nth of its kind', () => {
    expect(run.of('launch', 'launch again').map(({ nth, item }) => [nth, item])).toEqual([
      [0, null],
      [1, null],
    ]);
    const places = run.of('task-start', 'launch again').map((one) => one.place);
    expect(places).toEqual([place('more.yml', 2), place('more.yml', 2)]);
  });

  test('handlers and roles', () => {
    expect(run.of('task-start', 'launch in handler')).toMatchObject([{ handler: true, place: place('play.yml', 69) }]);
    expect(run.of('launch', 'launch in handler')).toHaveLength(1);
    expect(run.of('task-start', 'worker : launch in role')).toMatchObject([
      { handler: false, place: place('roles/worker/tasks/main.yml', 2) },
    ]);
    expect(run.of('launch', 'worker : launch in role')).toHaveLength(1);
  });

  test('retries are counted, and each retried launch is a job of its own', () => {
    expect(run.of('retry', 'worker : retried')).toMatchObject([{ attempt: 1, of: 2 }]);
    const launches = run.of('launch', 'worker : launch twice');
    expect(launches).toHaveLength(2);
    expect(new Set(launches.map((one) => one.jid)).size).toBe(2);
    expect(new Set(launches.map((one) => one.nth))).toEqual(new Set([0]));
  });
});
