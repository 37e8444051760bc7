import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';

const EXIT_LIMIT_MS = 2_000;

/** Ends the ControlPersist masters whose sockets are in this folder. They left Ansible's process group on purpose. */
export async function endSshMasters(controlDir: string): Promise<void> {
  const sockets = (await readdir(controlDir, { withFileTypes: true }).catch(() => [])).filter((one) => one.isSocket());
  await Promise.all(
    sockets.map((socket) =>
      execa(
        'ssh',
        ['-F', '/dev/null', '-o', `ControlPath="${join(controlDir, socket.name)}"`, '-O', 'exit', 'reapcheck'],
        {
          stdin: 'ignore',
          // One that is gone already has nothing left to end.
          reject: false,
          timeout: EXIT_LIMIT_MS,
        },
      ),
    ),
  );
}
