import { describe, expect, test } from 'vitest';
import { controllersToTest, play, playFolder } from './ansible-kit.ts';

const controllers = await controllersToTest();

const LOCAL = JSON.stringify({
  ansible_connection: 'local',
  ansible_python_interpreter: '{{ ansible_playbook_python }}',
});

const files = {
  'play.yml': `
- hosts: all
  gather_facts: false
  tasks:
    - name: work
      command: echo {{ inventory_hostname }}
      register: done
      until: done is success
      retries: 1
    - meta: end_host
      when: inventory_hostname == 'a'
    - meta: end_host
      when: false
    - name: fails
      fail: {msg: on purpose}
      when: inventory_hostname == 'b'
    - meta: clear_host_errors
    - name: goes on
      command: echo {{ item }}
      loop: [c, other]
    - name: criterion
      command: echo said
      register: said
      failed_when: "'x' in said.nowhere"
      ignore_errors: true
    - name: secret criterion
      command: echo said
      register: said
      failed_when: "'x' in said.nowhere"
      ignore_errors: true
      no_log: true
- hosts: all
  gather_facts: false
  tasks:
    - meta: end_play
`,
};

describe.each(controllers)('with ansible-core $coreVersion', (controller) => {
  test('what no callback tells: whose play ended, whose errors were cleared, which work is the same, and why a criterion failed', async () => {
    using folder = playFolder();
    const args = ['-i', 'a,b,c,', '-e', LOCAL, '--skip-tags', 'slow'];
    const { of } = await play(controller, folder.path, { files, args });
    expect(of('playbook-start')).toMatchObject([{ tags: ['all'], skipTags: ['slow'] }]);
    expect(of('host-ended').map(({ host, meta, place }) => [host, meta, place?.line])).toEqual([
      ['a', 'end_host', 10],
      ['a', 'end_play', 35],
      ['b', 'end_play', 35],
      ['c', 'end_play', 35],
    ]);
    expect(of('errors-cleared').map(({ host, place }) => [host, place?.line])).toEqual([['b', 17]]);
    expect(of('task-start', 'work')).toMatchObject([{ register: 'done', untilWritten: 'done is success' }]);
    const work = (task: string, host: string) =>
      of('work', task).flatMap((one) => (one.host === host ? [one.work] : []));
    const [own] = work('work', 'c');
    expect(own).toMatch(/^[0-9a-f]{16}$/);
    expect(work('work', 'a')).not.toEqual([own]);
    const [same, other] = work('goes on', 'c');
    expect(same).toBe(own);
    expect(other).toMatch(/^[0-9a-f]{16}$/);
    expect(other).not.toBe(own);
    expect(of('result', 'criterion').map(({ msg }) => msg)).toEqual([expect.stringContaining('nowhere')]);
    expect(of('result', 'secret criterion').map(({ msg }) => msg)).toEqual([undefined]);
  }, 120_000);
});
