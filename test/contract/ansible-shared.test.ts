import { describe, expect, test } from 'vitest';
import { bindings } from '../../harness/engine/plan.ts';
import { project } from '../../harness/history/project.ts';
import { controllersToTest, type Played, play, playFolder } from './ansible-kit.ts';

const controllers = await controllersToTest();
if (controllers.length === 0) test.skip('needs an ansible-playbook: none was found, none is named');

const bound = ({ events }: Played) => bindings(project(events.map((event) => ({ kind: 'event', event }))));

describe.each(controllers)('ansible-core $coreVersion', (controller) => {
  test('at another speed waits are shorter, and numbers and messages stay as written', async () => {
    using folder = playFolder();
    const run = await play(controller, folder.path, {
      speed: 100,
      files: {
        'play.yml': `
- hosts: localhost
  gather_facts: false
  tasks:
    - {name: launch, command: sleep 60, async: 100, poll: 0, register: job}
    - name: reap
      async_status: {jid: "{{ job.ansible_job_id }}"}
      register: it
      until: it is finished
      retries: 3
      delay: 60
      ignore_errors: true
    - {name: keep-alive, command: sleep 60, async: 120, poll: 60, ignore_errors: true}
`,
      },
    });
    // As written the limits alone take more than three minutes, and a run may take two.
    expect(run.how).toBe('exited');
    expect(run.of('collect', 'reap')).toMatchObject([
      { retries: 3, delay: 60, finished: true, failed: true, msg: 'Timeout exceeded' },
    ]);
    expect(run.of('launch').map(({ limit, poll }) => [limit, poll])).toEqual([
      [100, 0],
      [120, 60],
    ]);
    expect(run.of('result', 'keep-alive')[0]?.msg).toMatch(/within the requested time - 120s|Timeout exceeded/);
  });

  test('a run whose hosts go their ways alone is free, and pipelines; what the play or the user names, stays', async () => {
    const seen = async (play_: string, options: { freely: boolean; env?: Record<string, string>; cfg?: string }) => {
      using folder = playFolder();
      const run = await play(controller, folder.path, {
        freely: options.freely,
        ...(options.env ? { env: options.env } : {}),
        files: {
          'play.yml': `
- hosts: localhost
  gather_facts: false${play_}
  tasks:
    - command: "true"
`,
          ...(options.cfg === undefined ? {} : { 'ansible.cfg': options.cfg }),
        },
        args: ['-vvv'],
      });
      expect(run.rc).toBe(0);
      // What isn't pipelined is put there first.
      return !/\bPUT\b/.test(run.output);
    };
    expect(await seen('', { freely: true })).toBe(true);
    expect(await seen('', { freely: false })).toBe(false);
    expect(await seen('', { freely: true, env: { ANSIBLE_PIPELINING: 'False' } })).toBe(false);
    expect(await seen('', { freely: true, cfg: '[ssh_connection]\npipelining = False\n' })).toBe(false);
  });

  test.each([
    ['serial: 1', 'serial', ''],
    ['any_errors_fatal: true', 'any_errors_fatal', ''],
    ['max_fail_percentage: 10', 'max_fail_percentage', ''],
    ['name: x', 'run_once', 'run_once: true'],
    ['name: x', 'delegate_to', 'delegate_to: localhost'],
    ['name: x', 'hostvars', 'when: hostvars | length > 0'],
    ['name: x', 'ansible_play_hosts', 'when: ansible_play_hosts | length > 0'],
  ])('hosts are bound to one another by %s %s', async (ofPlay, word, ofTask) => {
    using folder = playFolder();
    const text = (task: string) => `
- hosts: all
  gather_facts: false
  connection: local
  ${ofPlay}
  tasks:
    - name: one
      command: "true"
      ${task}
`;
    const args = ['-i', 'a,b'];
    expect(bound(await play(controller, folder.path, { args, files: { 'play.yml': text(ofTask) } }))).toContain(word);
  });

  test('a play that binds nothing', async () => {
    using folder = playFolder();
    const text = '- hosts: all\n  gather_facts: false\n  connection: local\n  tasks: [{command: "true"}]\n';
    expect(bound(await play(controller, folder.path, { args: ['-i', 'a,b'], files: { 'play.yml': text } }))).toEqual(
      [],
    );
  });
});
