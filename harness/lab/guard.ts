import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { extname } from 'node:path';
import { environmentWithout } from './environment.ts';
import { OWNER_VARIABLE, SESSION_VARIABLE } from './mark.ts';
import { currentOwner, formatOwner } from './owner.ts';

/** Our end of the pipe to a session's watchdog. It needn't be kept open by any code: the kernel closes it with this process. */
export interface Guard {
  readonly pid: number;
  /** Settles when the watchdog has taken up its post; until then it holds the pipe, but might still fail to start. */
  readonly ready: Promise<void>;
  /** Ends the watchdog: `clean` if nothing is left for it to remove. Resolves when it has ended, or has begun to clean up. */
  release(clean: boolean): Promise<void>;
}

/** Resolves as soon as the watchdog holds the pipe; from then on the session may make things. */
export async function startGuard(session: string, folder: string): Promise<Guard> {
  // Source runs as .ts and the built package as .js: the sibling has this file's own extension.
  const watchdog = new URL(`./watchdog${extname(import.meta.filename)}`, import.meta.url).pathname;
  const child = spawn(process.execPath, [watchdog, session, folder, formatOwner(currentOwner())], {
    detached: true, // its own session and process group: no signal meant for us reaches it
    cwd: '/',
    stdio: ['pipe', 'pipe', 'ignore'],
    // Without the mark of a session around this one, whose watchdog would kill ours before it has cleaned up.
    env: environmentWithout(SESSION_VARIABLE, OWNER_VARIABLE, 'NODE_OPTIONS'),
  });
  await once(child, 'spawn');
  const { stdin, stdout, pid } = child;
  stdin.on('error', () => {}); // it ended before us: `ready` or the exit code says so
  const exited = once(child, 'exit');
  const ready = Promise.race([
    once(stdout, 'data').then(() => {}),
    exited.then(([code, signal]) => {
      throw new Error(`the watchdog ended at its start: ${signal ?? `exit code ${code}`}`);
    }),
  ]).finally(() => {
    stdout.destroy();
    // From here on it must not keep the harness from ending; until then, somebody waits for it.
    child.unref();
    (stdin as Socket).unref();
  });
  ready.catch(() => {}); // whoever waits for it gets the error
  return {
    pid: pid as number,
    ready,
    async release(clean) {
      if (!clean) return void stdin.destroy();
      // It may still be on its way to its post, where it is let go of.
      await ready.catch(() => {});
      child.ref();
      stdin.end('done\n');
      if (child.exitCode === null && child.signalCode === null) await exited;
    },
  };
}
