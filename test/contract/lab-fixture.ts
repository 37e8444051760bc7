/** A small program that opens a session, starts a marked process, says what it has, and then waits to be killed. */
import { spawn } from 'node:child_process';
import { Session } from '../../harness/lab/session.ts';

const session = await Session.open();
await session.guarded;
const child = spawn('sleep', ['300'], {
  detached: true,
  stdio: 'ignore',
  env: { PATH: '/usr/bin:/bin', ...session.marks },
});
const { id, folder, watchdogPid } = session;
process.stdout.write(`${JSON.stringify({ id, folder, watchdogPid, childPid: child.pid })}\n`);
process.stdin.resume();
process.stdin.once('data', async () => {
  child.kill('SIGKILL');
  await session[Symbol.asyncDispose]();
  process.exit(0);
});
