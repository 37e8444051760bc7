import { open } from 'node:fs/promises';
import { execa } from 'execa';
import type { Command, Stage, Started } from '../model/stage.ts';

/** execa takes any descriptor; its types name only these. */
type AnyDescriptor = 3;

/** On this machine, as the user who runs us. */
export const here: Stage = {
  async start({ words: [file = '', ...args], cwd, env, outputFile }: Command): Promise<Started> {
    const output = await open(outputFile, 'w', 0o600);
    const child = execa(file, args, {
      cwd,
      env,
      extendEnv: false,
      // One descriptor for both: what was printed stays in the order in which it was printed.
      stdio: ['ignore', output.fd as AnyDescriptor, output.fd as AnyDescriptor],
      detached: true,
      cleanup: false,
      reject: false,
      buffer: false,
    });
    const ended = child.then(({ exitCode, cause }) => ({ exitCode, cause })).finally(() => output.close());
    return { pid: child.pid, ended };
  },
};
