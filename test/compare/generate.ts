/** One play put together at random from what the interpreter claims to know: the same for the same seed. */
export interface Generated {
  readonly text: string;
  /** What it is made of, in a few words. */
  readonly parts: readonly string[];
}

type Random = <T>(of: readonly T[]) => T;

function randomOf(seed: number): Random {
  let state = (seed * 2_654_435_761) % 4_294_967_296;
  return (of) => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return of[Math.floor((state / 4_294_967_296) * of.length)] as (typeof of)[number];
  };
}

const GUARDS = [
  '',
  '',
  'ignore_errors: true',
  'ignore_errors: "{{ tolerate }}"',
  'failed_when: false',
  'failed_when: not res.finished',
  'failed_when: res.rc is defined and res.rc > 5',
  'failed_when: res.rc != 0',
] as const;
const LOOKS = ['until', 'until', 'until', 'no-until', 'until-success', 'retries-zero', 'never-tag', 'none'] as const;
const WRAPS = ['none', 'none', 'rescue-debug', 'rescue-fail', 'rescue-flag', 'always', 'rescue-reap'] as const;
const BAD = 'res is defined and res is failed';
const AFTER: Readonly<Record<string, string>> = {
  none: '',
  fail: `- fail:\n    msg: x\n  when: ${BAD}\n`,
  'block-fail': `- when: ${BAD}\n  block:\n    - debug:\n        msg: x\n    - fail:\n        msg: x\n`,
  assert: '- assert:\n    that:\n      - res is not defined or res is skipped or (res.rc | default(0)) == 0\n',
  'fail-ignored': `- fail:\n    msg: x\n  when: ${BAD}\n  ignore_errors: true\n`,
  'end-play-then-fail': `- meta: end_play\n  when: ${BAD}\n- fail:\n    msg: x\n  when: ${BAD}\n`,
  flag: `- set_fact:\n    flag: true\n  when: ${BAD}\n- fail:\n    msg: x\n  when: flag | default(false)\n`,
  false: `- command: /bin/false\n  when: ${BAD}\n`,
  results:
    "- fail:\n    msg: x\n  when: res is defined and (res.results | default([res]) | selectattr('failed', 'defined') | selectattr('failed') | list | length > 0)\n",
};

/** `leaveOut`: parts by number that are put in as if they weren't there, to make a difference small. */
export function generate(seed: number, leaveOut: ReadonlySet<string> = new Set()): Generated {
  const random = randomOf(seed);
  const pick = <T>(name: string, of: readonly T[], plain: T): T => {
    const chosen = random(of);
    return leaveOut.has(name) ? plain : chosen;
  };
  const looped = pick('loop', [true, false, false], false);
  const items = random(['[a, b]', '[b, a]']);
  const guard = pick('guard', GUARDS, '');
  const look = pick('look', LOOKS, 'until');
  const wrap = pick('wrap', WRAPS, 'none');
  const after = pick('after', Object.keys(AFTER), 'none');
  const when = pick('when', ['', '', '', 'collect', 'not collect', 'job is defined'], '');
  const [tolerate, collect] = [random([true, false]), random([true, true, false])];
  const launch = `- name: Work\n  shell: sleep 2; exit {{ ${looped ? "code if item == 'b' else 0" : 'code'} }}\n  async: 60\n  poll: 0\n  register: job\n${looped ? `  loop: ${items}\n` : ''}`;
  const reap = [
    '- name: Wait\n  async_status:',
    `    jid: "{{ ${looped ? 'item' : 'job'}.ansible_job_id }}"`,
    '  register: res',
    ...(looped ? ['  loop: "{{ job.results }}"'] : []),
    ...(look === 'no-until'
      ? []
      : [
          `  until: res is ${look === 'until-success' ? 'success' : 'finished'}`,
          `  retries: ${look === 'retries-zero' ? 0 : 6}`,
          '  delay: 2',
        ]),
    ...(look === 'never-tag' ? ['  tags: [never]'] : []),
    ...(guard ? [`  ${guard}`] : []),
    ...(when ? [`  when: ${when}`] : []),
    '',
  ].join('\n');
  const here = look === 'none' ? '- debug:\n    msg: nothing\n' : reap;
  const indent = (text: string, by: number) => text.replace(/^(?=.)/gm, ' '.repeat(by));
  const rescue: Readonly<Record<string, string>> = {
    'rescue-debug': '- debug:\n    msg: x\n',
    'rescue-fail': '- fail:\n    msg: x\n',
    'rescue-flag': '- set_fact:\n    flag: true\n',
  };
  const block = (first: string, part: string, second: string) =>
    `- block:\n${indent(first, 4)}  ${part}:\n${indent(second, 4)}`;
  const middle =
    wrap === 'none'
      ? launch + here
      : wrap === 'always'
        ? launch + block(here, 'always', '- debug:\n    msg: x\n')
        : wrap === 'rescue-reap'
          ? block(launch, 'rescue', here)
          : launch + block(here, 'rescue', rescue[wrap] ?? '');
  return {
    text: `- hosts: all\n  gather_facts: false\n  vars:\n    tolerate: ${tolerate}\n    collect: ${collect}\n  tasks:\n${indent(middle + (AFTER[after] ?? ''), 4)}`,
    parts: [looped ? `loop ${items}` : '', guard, look, wrap, after, when].filter(
      (part) => part !== '' && part !== 'none',
    ),
  };
}
