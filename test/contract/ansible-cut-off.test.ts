import { afterAll, describe, expect, test } from 'vitest';
import { controllersToTest, play, playFolder } from './ansible-kit.ts';

const controllers = await controllersToTest();

/** Makes the connection to this machine fail once somebody has looked at a job over it. */
const GONE = `
import os
from ansible.errors import AnsibleConnectionFailure
from ansible.plugins.callback import CallbackBase
from ansible.plugins.connection import local

really = local.Connection.exec_command


def exec_command(self, cmd, *args, **kwargs):
    # What the look left is still removed over the connection that it had.
    if os.path.exists('looked') and 'rm -f' not in str(cmd):
        raise AnsibleConnectionFailure('nobody is there')
    if 'AnsiballZ_async_status' in str(cmd) and 'chmod' not in str(cmd):
        open('looked', 'w').close()
    return really(self, cmd, *args, **kwargs)


local.Connection.exec_command = exec_command


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_NAME = 'gone'
`;

const PLAY = `
- hosts: localhost
  gather_facts: false
  tasks:
    - name: reap
      ansible.builtin.async_status:
        jid: j1.1
      register: reaped
      until: reaped.rc is defined
      retries: 20
      delay: 1
`;

describe.each(controllers)('ansible-core $coreVersion', (controller) => {
  const folder = playFolder();
  afterAll(() => folder[Symbol.dispose]());

  test('a reap that has looked once, and then met nobody, says that it met nobody', async () => {
    const run = await play(controller, folder.path, {
      files: { 'play.yml': PLAY, 'callback_plugins/gone.py': GONE },
      // As by default, a look must ask the host first where `~` is: that question is what fails.
      env: { ANSIBLE_PIPELINING: '0', ANSIBLE_ASYNC_DIR: '~/nowhere' },
    });
    expect(run.of('retry', 'reap'), run.output).toHaveLength(1);
    expect(run.of('result', 'reap')).toMatchObject([{ status: 'unreachable' }]);
    expect(run.of('collect', 'reap')).toMatchObject([
      { unreachable: true, finished: false, attempts: 2, msg: expect.stringContaining('nobody is there') },
    ]);
  }, 60_000);
});
