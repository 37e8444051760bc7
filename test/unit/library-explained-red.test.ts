import { join } from 'node:path';
import { expect, test } from 'vitest';
import { explainingRed } from '../../harness/library/explained-red.ts';
import { ReapcheckError } from '../../harness/model/error.ts';
import { projectOf } from './project-of.ts';

const LAUNCH = `- hosts: all
  tasks:
    - name: Upgrade
      ansible.builtin.command: sleep 2
      become: true
      async: 60
      poll: 0
      register: upgrade
`;
const REAP = `    - name: Wait
      ansible.builtin.async_status:
        jid: "{{ upgrade.ansible_job_id }}"
      register: r
      until: r is finished
      retries: 20
`;

/** What is said of a healthy run that was red at this line, for this reason. */
async function told(play: string, line: number, code = 'baseline-fails'): Promise<Error> {
  const { folder } = projectOf({ 'site.yml': play });
  const red = new ReapcheckError({
    code,
    kind: 'unknown',
    what: 'site.yml fails without any fault',
    where: { file: join(folder, 'site.yml'), line },
    seen: '"Wait" failed: could not find job',
    remedy: 'make it green on a fresh host first',
  });
  const run = explainingRed('site.yml', { cwd: folder, env: {} }, () => Promise.reject(red));
  return run.then(
    () => new Error('nothing was thrown'),
    (error: Error) => error,
  );
}

test('a healthy run that is red at a reap is told with what the audit finds in that reap, and with what mends it', async () => {
  const error = await told(LAUNCH + REAP, 9);
  expect(error).toMatchObject({ code: 'baseline-fails', kind: 'unknown' });
  expect(error.message).toContain(
    'seen: "Wait" failed: could not find job\n    the audit says of it: "Upgrade" runs as root, its reap "Wait" as the login user',
  );
  expect(error.message).toContain('[reap-as-other-user]');
  expect(error.message).toMatch(/to do: give both the same become and become_user\n {4}otherwise, make it green/);
});

test.each([
  [
    'a reap that the audit has nothing against',
    LAUNCH + REAP.replace('      register', '      become: true\n      register'),
    9,
    undefined,
  ],
  ['another task', LAUNCH + REAP, 3, undefined],
  ['another error', LAUNCH + REAP, 9, 'baseline-hangs'],
])('%s: as it was', async (_name, play, line, code) => {
  expect((await told(play, line, code)).message).not.toContain('audit');
});
