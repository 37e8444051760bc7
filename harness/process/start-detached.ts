import { type ChildProcess, spawn } from 'node:child_process';
import { openSync } from 'node:fs';

/**
 * Starts a process that outlives us, in a session of its own so that our Ctrl-C doesn't reach it; its output goes to the
 * end of the log file. `exited` resolves if it ends while we look, with the reason; it never rejects.
 */
export function startDetached(
  file: string,
  args: readonly string[],
  options: { readonly env: Readonly<Record<string, string | undefined>>; readonly logFile: string },
): { readonly pid: number | undefined; readonly exited: Promise<string> } {
  const log = openSync(options.logFile, 'a', 0o600);
  const child: ChildProcess = spawn(file, args, {
    detached: true,
    stdio: ['ignore', log, log],
    env: options.env,
    cwd: '/',
  });
  child.unref();
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `ended by ${signal}` : `exited with ${code}`));
  });
  return { pid: child.pid, exited };
}
