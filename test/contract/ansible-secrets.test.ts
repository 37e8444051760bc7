import { expect, test } from 'vitest';
import { controllersToTest, play, playFolder } from './ansible-kit.ts';

/** `register_secret` came with 2.22; what it was given is masked in all that callbacks get. */
const masking = (await controllersToTest('newest')).filter(({ coreVersion }) => minor(coreVersion) >= 22);

function minor(version: string): number {
  return Number(version.split('.')[1]);
}

/** Secrets that stand in a job's arguments, its result, its id (each begins with a j), and in words of the result itself. */
const PLAY = `
- hosts: localhost
  gather_facts: false
  vars:
    password: "{{ 'open-sesame' | register_secret }}"
    in_every_jid: "{{ 'j' | register_secret }}"
    in_words: "{{ ['retries', 'changed', 'msg', 'unreachable'] | map('register_secret') | list }}"
  tasks:
    - name: register
      debug: {msg: "{{ password }} {{ in_every_jid }} {{ in_words }}"}
    - name: launch
      shell: "sleep 1; echo {{ password }} >&2; exit 3"
      async: 30
      poll: 0
      register: job
    - name: reap
      async_status: {jid: "{{ job.ansible_job_id }}"}
      register: done
      until: done is finished
      retries: 20
      delay: 1
      ignore_errors: true
    - name: told
      fail: {msg: "the password is {{ password }}"}
      ignore_errors: true
    - name: hidden launch
      shell: "echo {{ password }}; exit 1"
      async: 30
      poll: 0
      register: hidden
      no_log: true
    - name: reap of the hidden
      async_status: {jid: "{{ hidden.ansible_job_id }}"}
      register: done
      until: done is finished
      retries: 20
      delay: 1
      ignore_errors: true
`;

test.skipIf(masking.length === 0)('masked secrets spoil no event, and no event tells one', async () => {
  using folder = playFolder();
  for (const controller of masking) {
    const played = await play(controller, folder.path, { files: { 'play.yml': PLAY }, mayActLocally: true });
    expect(played.rc).toBe(0);
    const [launch] = played.of('launch', 'launch');
    expect(launch?.jid).toMatch(/^j\d+\.\d+$/);
    expect(played.of('collect', 'reap')).toMatchObject([{ jid: launch?.jid, finished: true, failed: true, rc: 3 }]);
    expect(played.of('result', 'reap')).toMatchObject([{ status: 'failed', ignored: true, changed: true }]);
    expect(played.of('retry', 'reap').length).toBeGreaterThan(0);
    expect(played.of('result', 'told')).toMatchObject([{ status: 'failed' }]);
    expect(played.of('collect', 'reap of the hidden')).toMatchObject([{ failed: true, rc: 1 }]);
    expect(JSON.stringify(played.events)).not.toContain('open-sesame');
  }
});
