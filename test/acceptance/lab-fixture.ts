/** A small program that opens a lab with two hosts and a snapshot of one, starts a marked process, says what it has, and waits to be killed. */
import { spawn } from 'node:child_process';
import { openLab } from '../../harness/lab/lab.ts';

const lab = await openLab();
const { id, folder, watchdogPid, marks } = lab.session;
const child = spawn('sleep', ['300'], { detached: true, stdio: 'ignore', env: { PATH: '/usr/bin:/bin', ...marks } });
const say = (state: string) =>
  process.stdout.write(`${JSON.stringify({ state, id, folder, watchdogPid, childPid: child.pid })}\n`);
say('starting');
const [host] = await lab.start(2);
if (host) await lab.disks.snapshot(host);
say('started');
process.stdin.resume();
