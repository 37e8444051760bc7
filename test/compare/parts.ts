/** What a generated play is put together from: pieces of plays as people write them, by name. */
export type Task = Readonly<Record<string, unknown>>;

/** Where the pieces go. */
export interface Layout {
  readonly main: Task[];
  readonly post: Task[];
  readonly handlers: Task[];
  /** Of the roles that the play names. */
  readonly roles: unknown[];
  /** Tasks of a second play. */
  readonly second: Task[];
  /** By path, before they are text. */
  readonly files: Map<string, unknown>;
}

const say: Task = { debug: { msg: 'x' } };
const fail: Task = { fail: { msg: 'x' } };
const flag: Task = { set_fact: { flag: true } };
const BAD = 'res is defined and res is failed';
const failWhen = (when: unknown): Task => ({ ...fail, when });

export const PLAYS: Readonly<Record<string, Task>> = {
  any_errors_fatal: { any_errors_fatal: true },
  ignore_errors: { ignore_errors: true },
  ignore_unreachable: { ignore_unreachable: true },
  max_fail: { max_fail_percentage: 60 },
  serial: { serial: 1 },
  free: { strategy: 'free' },
  'force-handlers': { force_handlers: true },
};

export const LAUNCHES: Readonly<Record<string, Task>> = {
  'keep-alive': { poll: 3 },
  ignored: { ignore_errors: true },
  collected: { when: 'collect' },
  once: { run_once: true },
  silent: { no_log: true },
  'changed-when': { changed_when: false },
};

/** Between launch and reap. */
export const BETWEEN: Readonly<Record<string, readonly Task[]>> = {
  task: [{ command: 'true', register: 'other' }],
  overwritten: [{ command: 'true', register: 'job' }],
  'skipped-overwritten': [{ command: 'true', register: 'job', when: 'not collect' }],
  'end-host': [{ meta: 'end_host', when: 'not collect' }],
  'end-play': [{ meta: 'end_play', when: 'not collect' }],
  rescued: [{ block: [{ command: 'false' }], rescue: [say] }],
  ignored: [{ command: 'false', ignore_errors: true }],
  flush: [{ meta: 'flush_handlers' }],
  another: [
    { name: 'Other', command: 'sleep 1', async: 10, poll: 0, register: 'beside' },
    {
      name: 'Wait for the other',
      async_status: { jid: '{{ beside.ansible_job_id }}' },
      register: 'res',
      until: 'res is finished',
      retries: 6,
      delay: 2,
    },
  ],
  refreshed: [{ meta: 'clear_facts' }],
};

/** Where the reap stands, and what comes after it. */
export const PLACES: Readonly<Record<string, (layout: Layout, reap: readonly Task[], after: readonly Task[]) => void>> =
  {
    here: ({ main }, reap, after) => void main.push(...reap, ...after),
    include: ({ main, files }, reap, after) => {
      files.set('wait.yml', reap);
      main.push({ include_tasks: 'wait.yml' }, ...after);
    },
    import: ({ main, files }, reap, after) => {
      files.set('wait.yml', [...reap, ...after]);
      main.push({ import_tasks: 'wait.yml' });
    },
    'import-when': ({ main, files }, reap, after) => {
      files.set('wait.yml', reap);
      main.push({ import_tasks: 'wait.yml', when: 'collect' }, ...after);
    },
    'include-role': ({ main, files }, reap, after) => {
      files.set('roles/wait/tasks/main.yml', reap);
      main.push({ include_role: { name: 'wait' } }, ...after);
    },
    'import-role': ({ main, files }, reap, after) => {
      files.set('roles/wait/tasks/main.yml', reap);
      main.push({ import_role: { name: 'wait' } }, ...after);
    },
    post: ({ post }, reap, after) => void post.push(...reap, ...after),
    'after-in-post': ({ main, post }, reap, after) => {
      main.push(...reap);
      post.push(...after);
    },
    'second-play': ({ second }, reap, after) => void second.push(...reap, ...after),
    'after-in-second-play': ({ main, second }, reap, after) => {
      main.push(...reap);
      second.push(...after);
    },
    handler: ({ main, handlers, files }, reap, after) => {
      files.set('wait.yml', reap);
      main.push({ command: 'true', notify: 'Collect' });
      handlers.push({ name: 'Collect', include_tasks: 'wait.yml' });
      main.push({ meta: 'flush_handlers' }, ...after);
    },
    'handler-at-the-end': ({ main, handlers, files, post }, reap, after) => {
      files.set('wait.yml', reap);
      main.push({ command: 'true', notify: 'collected' });
      handlers.push({ name: 'Collect', include_tasks: 'wait.yml', listen: 'collected' });
      post.push(...after);
    },
    'handler-unchanged': ({ main, handlers, files }, reap, after) => {
      files.set('wait.yml', reap);
      main.push({ command: 'true', changed_when: false, notify: 'Collect' });
      handlers.push({ name: 'Collect', include_tasks: 'wait.yml' });
      main.push({ meta: 'flush_handlers' }, ...after);
    },
  };

/** The first is the plain one. */
export const LOOKS = {
  until: { until: 'res is finished', retries: 6, delay: 3 },
  'until-bool': { until: 'res.finished | bool', retries: 6, delay: 3 },
  'until-attribute': { until: 'res.finished', retries: 6, delay: 3 },
  'until-not': { until: ['not (res is not finished)'], retries: 6, delay: 3 },
  'until-success': { until: 'res is success', retries: 6, delay: 3 },
  'until-both': { until: 'res is finished or res is failed', retries: 6, delay: 3 },
  'until-rc': { until: 'res.rc is defined', retries: 6, delay: 3 },
  'no-until': {},
  'retries-zero': { until: 'res is finished', retries: 0, delay: 3 },
  'never-tag': { until: 'res is finished', retries: 6, delay: 3, tags: ['never'] },
} as const satisfies Readonly<Record<string, Task>>;

/** The expression of the job's id, of the register or the item that has it. */
export const JIDS: Readonly<Record<string, (of: string) => string>> = {
  subscript: (of) => `${of}['ansible_job_id']`,
  default: (of) => `(${of} | default({})).ansible_job_id | default('none')`,
  omitted: (of) => `${of}.ansible_job_id | default(omit)`,
};

/** On what asks for the result. */
export const GUARDS: Readonly<Record<string, Task>> = {
  'ignore-errors': { ignore_errors: true },
  'ignore-errors-if': { ignore_errors: '{{ tolerate }}' },
  'never-failed': { failed_when: false },
  unfinished: { failed_when: 'not res.finished' },
  'high-rc': { failed_when: 'res.rc is defined and res.rc > 5' },
  'any-rc': { failed_when: 'res.rc != 0' },
  'rc-or-one': { failed_when: 'res.rc | default(1) != 0' },
  failed: { failed_when: 'res is failed' },
  stderr: { failed_when: "res.stderr | default('') != ''" },
  stdout: { failed_when: "'x' in (res.stdout | default(''))" },
  both: { failed_when: ['res is failed', 'not tolerate'] },
};

export const REAPS: Readonly<Record<string, Task>> = {
  once: { run_once: true },
  collected: { when: 'collect' },
  'not-collected': { when: 'not collect' },
  'job-defined': { when: 'job is defined' },
  'job-not-skipped': { when: 'job is not skipped' },
  'job-started': { when: 'job.started is defined' },
  'job-changed': { when: 'job is changed' },
  unreachable: { ignore_unreachable: true },
  'changed-when': { changed_when: false },
  always: { tags: ['always'] },
  silent: { no_log: true },
  here: { delegate_to: '{{ inventory_hostname }}' },
  notifies: { notify: 'Told' },
};

/** Around what asks for the result. */
export const WRAPS: Readonly<Record<string, (tasks: readonly Task[]) => readonly Task[]>> = {
  'rescue-debug': (block) => [{ block, rescue: [say] }],
  'rescue-fail': (block) => [{ block, rescue: [fail] }],
  'rescue-fail-ignored': (block) => [{ block, rescue: [{ ...fail, ignore_errors: true }] }],
  'rescue-fail-if': (block) => [{ block, rescue: [failWhen('not tolerate')] }],
  'rescue-flag': (block) => [{ block, rescue: [flag] }],
  'rescue-end-host': (block) => [{ block, rescue: [{ meta: 'end_host' }] }],
  'rescue-clear': (block) => [{ block, rescue: [fail], always: [{ meta: 'clear_host_errors' }] }],
  'rescue-of-rescue': (block) => [{ block: [{ block, rescue: [fail] }], rescue: [say] }],
  'rescue-outside': (block) => [{ block: [{ block, always: [say] }], rescue: [flag] }],
  'rescue-reap': (rescue) => [{ block: [{ command: 'true' }], rescue }],
  'reap-in-rescue': (rescue) => [{ block: [{ command: 'false' }], rescue }],
  always: (block) => [{ block, always: [say] }],
  'always-fail': (block) => [{ block, always: [failWhen(BAD)] }],
  'in-always': (always) => [{ block: [{ command: 'true' }], always }],
  'in-always-of-failed': (always) => [{ block: [{ command: 'false' }], rescue: [say], always }],
  ignored: (block) => [{ block, ignore_errors: true }],
  collected: (block) => [{ block, when: 'collect' }],
  'not-tolerated': (block) => [{ block, when: 'not tolerate' }],
};

export const AFTER: Readonly<Record<string, readonly Task[]>> = {
  fail: [failWhen(BAD)],
  'fail-bare': [failWhen('res is failed')],
  'fail-unless-succeeded': [failWhen('res is not succeeded')],
  'block-fail': [{ when: BAD, block: [say, fail] }],
  assert: [{ assert: { that: ['res is not defined or res is skipped or (res.rc | default(0)) == 0'] } }],
  'assert-succeeded': [{ assert: { that: 'res is succeeded' } }],
  'assert-rc': [{ assert: { that: ['res.rc == 0'] } }],
  'fail-ignored': [{ ...failWhen(BAD), ignore_errors: true }],
  'fail-rescued': [{ block: [failWhen(BAD)], rescue: [say] }],
  'end-play': [{ meta: 'end_play', when: BAD }, failWhen(BAD)],
  'end-host': [{ meta: 'end_host', when: BAD }, failWhen(BAD)],
  flag: [{ ...flag, when: BAD }, failWhen('flag | default(false)')],
  'flag-asked': [failWhen('flag | default(false)')],
  'failed-when': [{ ...say, failed_when: BAD }],
  false: [{ command: '/bin/false', when: BAD }],
  told: [{ debug: { var: 'res' } }],
  facts: [
    { set_fact: { outcome: "{{ 'bad' if res is defined and res is failed else 'good' }}" } },
    failWhen("outcome == 'bad'"),
  ],
  results: [
    failWhen(
      "res is defined and (res.results | default([res]) | selectattr('failed', 'defined') | selectattr('failed') | list | length > 0)",
    ),
  ],
  'failed-looped': [{ ...failWhen('item is failed'), loop: '{{ res.results | default([res]) }}' }],
  'failed-task': [failWhen("ansible_failed_task is defined and ansible_failed_task.name == 'Wait'")],
  'others-failed': [
    failWhen("ansible_play_hosts_all | map('extract', hostvars, 'res') | select('failed') | list | length > 0"),
  ],
};

export interface Values {
  readonly tolerate: boolean;
  readonly collect: boolean;
}

/** Where the play has its variables from: keywords of it, files, or its first tasks. */
export const VARIABLES: Readonly<Record<string, (values: Values, layout: Layout) => Task>> = {
  play: (vars) => ({ vars }),
  'group-vars': (vars, { files }) => {
    files.set('group_vars/all.yml', vars);
    return {};
  },
  'vars-files': (vars, { files }) => {
    files.set('some.yml', vars);
    return { vars_files: ['some.yml'] };
  },
  'include-vars': (vars, { files, main }) => {
    files.set('some.yml', vars);
    main.push({ include_vars: 'some.yml' });
    return {};
  },
  facts: (vars, { main }) => {
    main.push({ set_fact: vars });
    return {};
  },
  role: (vars, { files, roles }) => {
    files.set('roles/settings/defaults/main.yml', vars);
    files.set('roles/settings/tasks/main.yml', [say]);
    roles.push('settings');
    return {};
  },
};
