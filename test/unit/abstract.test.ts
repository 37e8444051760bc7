import { expect, test } from 'vitest';
import type { End } from '../../harness/model/abstract.ts';
import { drillText, playOf, words } from './abstract-kit.ts';

const REAP = (more = '', indent = '') =>
  `- name: Wait\n  ansible.builtin.async_status:\n    jid: "{{ job.ansible_job_id }}"\n  register: seen\n  until: seen is finished\n  retries: 20\n  delay: 5\n${more}`.replace(
    /^(?=.)/gm,
    indent,
  );

/** After the launch; then what each end comes to. Ends that aren't named surface by their own name. */
const PLAYS: Readonly<Record<string, readonly [after: string, says: Partial<Record<End, string>>]>> = {
  'a plain reap surfaces every end': [REAP(), {}],
  'failed_when: false hides all but the host': [
    REAP('  failed_when: false\n'),
    {
      'failed-1': 'swallowed failed-when',
      crashed: 'swallowed failed-when',
      'timed-out': 'swallowed failed-when',
      lost: 'swallowed failed-when',
      'never-ends': 'swallowed failed-when',
    },
  ],
  'a criterion on rc misses the ends that have none': [
    REAP('  failed_when: seen.rc is defined and seen.rc != 0\n'),
    {
      crashed: 'swallowed failed-when',
      'timed-out': 'swallowed failed-when',
      lost: 'swallowed failed-when',
      'never-ends': 'swallowed failed-when',
    },
  ],
  'ignored, and failed later in a block with the condition': [
    `${REAP('  ignore_errors: true\n')}- when: seen is failed\n  block:\n    - ansible.builtin.debug:\n        msg: bad\n    - ansible.builtin.fail:\n        msg: bad\n`,
    {
      'failed-1': 'surfaced checked',
      crashed: 'surfaced checked',
      'timed-out': 'surfaced checked',
      lost: 'surfaced checked',
      'never-ends': 'surfaced checked',
    },
  ],
  'ignored, and only told': [
    `${REAP('  ignore_errors: true\n')}- ansible.builtin.debug:\n    msg: bad\n  when: seen is failed\n`,
    {
      'failed-1': 'swallowed ignore-errors',
      crashed: 'swallowed ignore-errors',
      'timed-out': 'swallowed ignore-errors',
      lost: 'swallowed ignore-errors',
      'never-ends': 'swallowed ignore-errors',
    },
  ],
  'a rescue that sets a flag which is failed on': [
    `- block:\n${REAP('', '    ')}  rescue:\n    - ansible.builtin.set_fact:\n        bad: true\n- ansible.builtin.fail:\n    msg: bad\n  when: bad | default(false)\n`,
    {
      'failed-1': 'surfaced checked',
      crashed: 'surfaced checked',
      'timed-out': 'surfaced checked',
      lost: 'surfaced checked',
      'never-ends': 'surfaced checked',
    },
  ],
  'a rescue that does the work again': [
    `- block:\n${REAP('', '    ')}  rescue:\n    - ansible.builtin.command: /opt/work --again\n`,
    {
      'failed-1': 'recovered',
      crashed: 'recovered',
      'timed-out': 'recovered',
      lost: 'recovered',
      'never-ends': 'recovered',
    },
  ],
  'until that a running job meets': [
    '- ansible.builtin.async_status:\n    jid: "{{ job.ansible_job_id }}"\n  register: seen\n  until: seen.finished is defined\n  retries: 9\n',
    {
      'failed-1': 'swallowed no-until',
      crashed: 'swallowed no-until',
      'timed-out': 'swallowed no-until',
      'never-ends': 'swallowed no-until',
      late: 'green',
    },
  ],
  'end_host on a condition before the reap': [
    `- ansible.builtin.meta: end_host\n  when: skip_the_rest\n${REAP()}`,
    {
      'failed-1': 'swallowed play-ended-first ?',
      crashed: 'swallowed play-ended-first ?',
      'timed-out': 'swallowed play-ended-first ?',
      lost: 'swallowed play-ended-first ?',
      'never-ends': 'swallowed play-ended-first ?',
      unreachable: 'swallowed play-ended-first ?',
    },
  ],
  'unreachable is rescued by nothing, and may be ignored': [
    REAP('  ignore_unreachable: true\n'),
    { unreachable: 'swallowed ignore-unreachable' },
  ],
  'always runs, and the failure stands': [
    `- block:\n${REAP('', '    ')}  always:\n    - ansible.builtin.command: /opt/clean\n`,
    {},
  ],
};

const NAMED: Readonly<Record<Exclude<End, 'late'>, string>> = {
  ok: 'green',
  'failed-1': 'surfaced failed',
  'failed-2': 'surfaced failed',
  'failed-255': 'surfaced failed',
  crashed: 'surfaced crashed',
  'timed-out': 'surfaced timed-out',
  'never-ends': 'surfaced retries-exhausted',
  lost: 'surfaced lost',
  unreachable: 'surfaced unreachable',
};

test.each(Object.entries(PLAYS))('%s', (_name, [after, says]) => {
  const outcomes = drillText(playOf(after)).get('Work')?.outcomes;
  const rc = says['failed-1'] ?? NAMED['failed-1'];
  const expected = { ...NAMED, ...says, 'failed-2': rc, 'failed-255': rc };
  expect(Object.fromEntries([...(outcomes ?? [])].map(([end, outcome]) => [end, words(outcome)]))).toEqual(expected);
});

const ok = (after: string, launch = '') => words(drillText(playOf(after, launch)).get('Work')?.outcomes.get('ok'));
const failed = (after: string, launch = '') =>
  words(drillText(playOf(after, launch)).get('Work')?.outcomes.get('failed-1'));

test.each([
  ["seen.status == 'finished'", 'false-red until-fails'],
  ['seen.rc == 0', 'false-red until-fails'],
  ['seen.results[0].finished', 'false-red until-fails'],
  ['seen.rc is defined', 'green'],
  ['seen.rc | default(1) == 0', 'green'],
  ['seen is finished and seen.rc == 0', 'green'],
  ['seen.attempts > 3 or seen is finished', 'green'],
])('until: %s', (until, says) => {
  expect(ok(REAP().replace('until: seen is finished', `until: ${until}`))).toBe(says);
});

test('until: what failed_when made of a look is there to be asked for', () => {
  const until = (guard: string) =>
    ok(REAP(guard).replace('until: seen is finished', 'until: seen is finished and not seen.failed_when_result'));
  expect(until('  failed_when: seen is failed\n')).toBe('green');
  expect(until('')).toBe('false-red error');
});

test('healthy work that the play calls failed', () => {
  expect(ok(REAP(), '  become: true\n  become_user: deploy\n')).toBe('false-red lost');
  expect(ok(REAP(), '  delegate_to: localhost\n')).toBe('false-red lost');
  expect(ok(REAP(), '  failed_when: "\'bad\' in job.stdout"\n')).toBe('false-red error');
  expect(ok(REAP().replace('seen is finished', "seen.finished == '1'"))).toBe('false-red never-met');
  expect(ok(`- ansible.builtin.reboot:\n${REAP()}`)).toBe('false-red retries-exhausted');
  expect(
    ok(
      `- ansible.builtin.async_status:\n    jid: "{{ job.results | map(attribute='ansible_job_id') | list }}"\n`,
      '  loop: [1, 2]\n',
    ),
  ).toBe('false-red lost');
});

test('what cannot be known is not held against anybody', () => {
  expect(ok(REAP(), '  become: "{{ as_root }}"\n')).toBe('green');
  expect(ok(REAP(), '  delegate_to: "{{ groups.db[0] }}"\n')).toBe('green');
  expect(
    failed('- ansible.builtin.include_tasks: "{{ elsewhere }}.yml"\n  vars:\n    id: "{{ job.ansible_job_id }}"\n'),
  ).toBe('unknown');
});

test('the same condition on launch and reap is answered alike, also after a join', () => {
  const launch = '  when: wanted\n';
  const between = '- ansible.builtin.include_tasks: more.yml\n  when: something_else\n';
  expect(failed(`${between}${REAP('  when: wanted\n')}`, launch)).toBe('surfaced failed');
  const drill = drillText(playOf(REAP(), launch)).get('Work');
  expect(drill?.skippedRed?.reason).toBe('no-job-id');
  expect(drillText(playOf(REAP('  when: wanted\n'), launch)).get('Work')?.skippedRed).toBeUndefined();
});

test('tags, handlers and run_once decide whether a reap runs', () => {
  expect(failed(REAP('  tags: [never]\n'))).toBe('swallowed not-selected');
  const handler = `  handlers:\n    - name: look\n      ansible.builtin.async_status:\n        jid: "{{ job.ansible_job_id }}"\n      register: seen\n      until: seen is finished\n`;
  const site = (notify: string, other: string) =>
    `${playOf(`- name: Other\n  ansible.builtin.copy:\n    content: x\n    dest: /x\n${other}`, notify)}${handler}`;
  const worst = (text: string) => words(drillText(text).get('Work')?.outcomes.get('failed-1'));
  expect(worst(site('  notify: look\n', ''))).toBe('surfaced failed');
  expect(worst(site('', '  notify: look\n'))).toBe('swallowed not-notified ?');
  expect(worst(site('', ''))).toBe('swallowed not-notified');
  const elsewhere = (text: string) => words(drillText(text).get('Work')?.elsewhere?.get('failed-1'));
  expect(elsewhere(playOf(REAP('  run_once: true\n')))).toBe('swallowed first-host-only');
  expect(words(drillText(playOf(REAP(), '  run_once: true\n')).get('Work')?.elsewhere?.get('ok'))).toBe(
    'false-red lost',
  );
});

test('another launch that a failure brings about makes good for it, whatever else it asks for', () => {
  const again = (when: string) =>
    `- name: Again\n  ansible.builtin.command: /opt/work --again\n  async: 60\n  poll: 5\n  when: [${when}]\n`;
  const polled = (when: string) => {
    const launch = '  failed_when: [job.rc != 0, not forced]\n';
    const text = playOf(again(when), launch).replace('poll: 0', 'poll: 5');
    return words(drillText(text).get('Work')?.outcomes.get('failed-1'));
  };
  expect(polled('forced, job.rc != 0')).toBe('recovered');
  expect(polled('job.rc != 0')).toBe('recovered');
  expect(polled('forced')).toBe('swallowed failed-when ?');
});

test('an end in a rescue is told with the versions on which it is green', () => {
  const steps = (text: string) => {
    const outcome = drillText(playOf(text)).get('Work')?.outcomes.get('failed-1');
    return outcome?.kind === 'swallowed' ? outcome.witness.map(({ what }) => what) : [];
  };
  const rescued = (meta: string) => `- block:\n${REAP('', '    ')}  rescue:\n    - ansible.builtin.meta: ${meta}\n`;
  const versions = 'green from ansible-core 2.18 on; before, the host stays failed';
  expect(steps(rescued('end_host')).at(-1)).toBe(`end_host: ${versions}`);
  expect(steps(rescued('end_play')).at(-1)).toBe(`end_play: ${versions}`);
  expect(steps(`${rescued('noop')}- ansible.builtin.meta: end_host\n`).join()).not.toContain('2.18');
});

test('a rescue of which a run takes no task rescues nothing', () => {
  const told = (tags: string) => `    - ansible.builtin.debug: { msg: gone }\n${tags}`;
  const rescued = (rescue: string) => failed(`- block:\n${REAP('', '    ')}  rescue:\n${rescue}`);
  expect(rescued(told('      tags: [never]\n'))).toBe('surfaced failed');
  const nested = '    - tags: [never]\n      block:\n        - ansible.builtin.debug: { msg: gone }\n';
  expect(rescued(nested)).toBe('surfaced failed');
  expect(rescued(told(''))).toBe('swallowed rescued');
  expect(rescued(`${told('      tags: [never]\n')}${told('')}`)).toBe('swallowed rescued');
});

test('a reap in a rescue runs where the block is there to fail', () => {
  const rescued = (task: string) => failed(`- block:\n    - ${task}\n  rescue:\n${REAP('', '    ')}`);
  expect(rescued('ansible.builtin.fail: { msg: x }')).toBe('surfaced failed');
  expect(rescued('ansible.builtin.command: /bin/false')).toBe('surfaced failed');
  expect(rescued('ansible.builtin.command: /opt/x')).toBe('swallowed never-reaped');
  expect(rescued('ansible.builtin.fail: { msg: x }\n      when: wanted')).toBe('swallowed never-reaped');
});

test('a rescue that asks anew how things stand, and goes by that, is no loss; one that only tells is', () => {
  const rescued = (last: string) =>
    failed(
      `- block:\n${REAP('', '    ')}  rescue:\n    - ansible.builtin.stat: { path: /opt/made }\n      register: made\n${last}`,
    );
  const when = (what: string, condition = 'not made.stat.exists') => `    - ${what}\n      when: ${condition}\n`;
  expect(rescued(when('ansible.builtin.command: /opt/work --again'))).toBe('recovered');
  expect(rescued(when('ansible.builtin.fail: { msg: gone }'))).toBe('recovered');
  expect(rescued(when('ansible.builtin.debug: { msg: gone }'))).toBe('swallowed rescued');
  expect(rescued(when('ansible.builtin.command: /opt/work --again', 'wanted'))).toBe('swallowed rescued ?');
  expect(rescued(when('ansible.builtin.command: /opt/work --again', 'false'))).toBe('swallowed rescued');
});

test('of a block in a handler’s file Ansible runs neither rescue nor always', () => {
  const site = `${playOf('- name: Other\n  ansible.builtin.command: /opt/x\n  notify: look')}  handlers:\n    - name: look\n      ansible.builtin.include_tasks: wait.yml\n`;
  const worst = (wait: string) => words(drillText(site, { 'wait.yml': wait }).get('Work')?.outcomes.get('failed-1'));
  const told = '    - ansible.builtin.debug: { msg: gone }\n';
  expect(worst(`- block:\n${REAP('', '    ')}  rescue:\n${told}`)).toBe('surfaced failed');
  expect(worst(`- block:\n${told}  always:\n${REAP('', '    ')}`)).toBe('swallowed never-reaped');
  expect(worst(`- block:\n${REAP('  ignore_errors: true\n', '    ')}`)).toBe('swallowed ignore-errors');
});

test('of a handler, and of a file that it brings in, Ansible asks for no tags', () => {
  const notified = playOf('- name: Other\n  ansible.builtin.command: /opt/x\n  notify: look');
  const site = (handlers: string) => `${notified}  handlers:\n${handlers}`;
  const worst = (text: string, wait = REAP()) =>
    words(drillText(text, { 'wait.yml': wait }).get('Work')?.outcomes.get('failed-1'));
  const include = '    - name: look\n      ansible.builtin.include_tasks: wait.yml\n';
  expect(worst(site(include), REAP('  tags: [never]\n'))).toBe('surfaced failed');
  expect(worst(site(`${include}      tags: [never]\n`))).toBe('surfaced failed');
  expect(worst(site(REAP('  tags: [never]\n', '    ').replace('name: Wait', 'name: look')))).toBe('surfaced failed');
});

test('clear_host_errors takes a failure back: in an always on every way, behind it where another host goes on', () => {
  const clear = '    - ansible.builtin.meta: clear_host_errors\n';
  const always = `- block:\n${REAP('', '    ')}  always:\n${clear}`;
  expect(failed(always)).toBe('swallowed cleared-errors');
  expect(failed(`${always}- ansible.builtin.fail: { msg: x }\n  when: seen is failed\n`)).toBe('surfaced checked');
  expect(failed(`- any_errors_fatal: true\n  block:\n${REAP('', '    ')}  always:\n${clear}`)).toBe('surfaced failed');
  expect(
    failed(
      `- block:\n    - block:\n${REAP('', '        ')}      always:\n        - ansible.builtin.debug: { msg: x }\n  always:\n${clear}`,
    ),
  ).toBe('swallowed cleared-errors');
  expect(failed(`${REAP()}- ansible.builtin.meta: clear_host_errors\n`)).toBe('swallowed cleared-errors ?');
});

test('a handler that brings in a file of its own reaps, where something notifies it', () => {
  const wait = { 'wait.yml': REAP() };
  const site = (other: string, handler: string) =>
    `${playOf(`- name: Other\n  ${other}\n  notify: look`)}  handlers:\n    - name: look\n      ${handler}\n`;
  const worst = (text: string) => words(drillText(text, wait).get('Work')?.outcomes.get('failed-1'));
  const include = 'ansible.builtin.include_tasks: wait.yml';
  const copy = 'ansible.builtin.copy: { content: x, dest: /x }';
  expect(worst(site(copy, include))).toBe('swallowed never-reaped ?');
  // It always says that it changes something, unless that is asked of a file.
  expect(worst(site('ansible.builtin.command: /opt/x', include))).toBe('surfaced failed');
  expect(worst(site('ansible.builtin.command: /opt/x creates=/x', include))).toBe('swallowed never-reaped ?');
  expect(worst(site('ansible.builtin.debug: { msg: x }', include))).toBe('swallowed never-reaped');
  const asked = `${include}\n      when: wanted`;
  const before =
    '- ansible.builtin.set_fact: { wanted: true }\n- name: Other\n  ansible.builtin.command: /opt/x\n  notify: look';
  expect(worst(`${playOf(before)}  handlers:\n    - name: look\n      ${asked}\n`)).toBe('surfaced failed');
});

test('of a loop, each job is asked for', () => {
  const all =
    '- ansible.builtin.async_status:\n    jid: "{{ item.ansible_job_id }}"\n  loop: "{{ job.results }}"\n  register: seen\n  until: seen is finished\n';
  expect(failed(all, '  loop: [a, b]\n')).toBe('surfaced failed');
  const first = drillText(
    playOf(all.replace('item.', 'job.results[0].').replace(/ {2}loop.*\n/, ''), '  loop: [a, b]\n'),
  )
    .get('Work')
    ?.outcomes.get('failed-1');
  expect(first).toMatchObject({ kind: 'swallowed', item: 'last' });
  const checked = `${all}  failed_when: false\n- ansible.builtin.fail:\n    msg: bad\n  when: seen.results | selectattr('failed', 'equalto', true) | list | length > 0\n`;
  expect(failed(checked, '  loop: [a, b]\n')).toBe('swallowed failed-when');
  expect(
    failed(
      checked.replace(
        "selectattr('failed', 'equalto', true)",
        "selectattr('rc', 'defined') | rejectattr('rc', 'equalto', 0)",
      ),
      '  loop: [a, b]\n',
    ),
  ).toBe('surfaced checked');
});

test('the witness tells the way, task by task, with what is assumed', () => {
  const outcome = drillText(playOf(`- ansible.builtin.meta: end_play\n  when: quick\n${REAP()}`))
    .get('Work')
    ?.outcomes.get('failed-1');
  expect(
    outcome?.kind === 'swallowed' &&
      outcome.witness.map((step) => `${step.place.file}:${step.place.line} ${step.what}`),
  ).toEqual(['site.yml:3 launched', 'site.yml:8 where quick', 'site.yml:8 end_play']);
});

test('work grows with the play, and stays bounded', () => {
  const noise = (n: number) =>
    `- ansible.builtin.set_fact:\n    f${n}: "{{ g${n} }}"\n  when: h${n} == 'a'\n- name: Other ${n}\n  ansible.builtin.command: /opt/${n}\n  async: 60\n  poll: 0\n  register: other${n}\n  when: k${n}\n- ansible.builtin.async_status:\n    jid: "{{ other${n}.ansible_job_id }}"\n  register: seen\n  until: seen is finished\n  when: k${n}\n`;
  const site = playOf(`${Array.from({ length: 60 }, (_, n) => noise(n)).join('')}${REAP()}`);
  const drills = drillText(site);
  expect(drills.size).toBe(61);
  expect([...drills.values()].every((drill) => drill.cut === undefined)).toBe(true);
  expect(words(drills.get('Work')?.outcomes.get('failed-1'))).toBe('surfaced failed');
});
