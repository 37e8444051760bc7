import { exec } from '../../process/exec.ts';
import type { Check } from '../check.ts';
import { which } from '../machine.ts';
import { installRemedy } from '../remedy.ts';

/** Ansible's ssh connection runs it. */
export const sshClient: Check = {
  id: 'ssh',
  title: 'ssh client',
  async look({ machine, signal }) {
    const path = which('ssh', machine.env);
    if (path) {
      const { output } = await exec(path, ['-V'], { env: machine.env, signal });
      return { state: 'ok', detail: `${output.split(',')[0]?.trim()} (${path})` };
    }
    return {
      state: 'missing',
      detail: 'there is no ssh on PATH',
      remedy: installRemedy(machine, ['openssh-client'], 'install the OpenSSH client'),
      packages: ['openssh-client'],
    };
  },
};
