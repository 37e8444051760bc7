/**
 * A throw-away Slurm cluster of this machine alone: `node test/proofs/slurm-cluster.ts FOLDER`, as root. It has a configuration, a munge key and
 * a state of its own in FOLDER/cluster, listens on 127.0.0.1 only, and says "ready" once it takes jobs. It lives as long as its stdin is
 * open, so that it ends with whoever started it, however that ended: jobs are cancelled, daemons are ended by id, and FOLDER is removed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { freemem, hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { waitFor } from '../../harness/time/deadline.ts';

const home = resolve(process.argv[2] ?? '');
const folder = join(home, 'cluster');
const conf = join(folder, 'slurm.conf');
const env = { ...process.env, SLURM_CONF: conf };
const mark = `SLURM_CONF=${conf}`;
const node = hostname().split('.')[0] ?? 'node';

mkdirSync(folder, { recursive: true, mode: 0o755 });
for (const name of ['state', 'spool', 'munge']) mkdirSync(join(folder, name), { mode: 0o755 });
writeFileSync(join(folder, 'munge/key'), randomBytes(1024), { mode: 0o400 });
writeFileSync(conf, await configuration());
const cgroup = existsSync('/sys/fs/cgroup/cgroup.controllers') ? 'v2' : 'v1';
writeFileSync(join(folder, 'cgroup.conf'), `CgroupPlugin=cgroup/${cgroup}\nIgnoreSystemd=yes\n`);

const daemons: ChildProcess[] = [];
/** Of the cluster itself; what comes later is of its jobs. */
let own: ReadonlySet<number> = new Set();
const over = new Promise<void>((done) => process.stdin.resume().once('close', done));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.stdin.destroy());
try {
  daemon('munged', '--foreground', '--force', ...mungeArgs());
  await answers('munge', ['--socket', join(folder, 'munge/socket'), '--no-input'], /MUNGE/);
  daemon('slurmctld', '-D');
  daemon('slurmd', '-D', '-N', node);
  await answers('sinfo', ['--noheader', '--format', '%T'], /^idle$/);
  own = new Set(processes());
  process.stdout.write('ready\n');
  await over;
} finally {
  await clean();
}
process.exit();

async function configuration(): Promise<string> {
  const [controller, daemonPort] = await freePorts(2);
  const memory = Math.floor(freemem() / 2 ** 20);
  return [
    'ClusterName=proof',
    `SlurmctldHost=${node}(127.0.0.1)`,
    `SlurmctldPort=${controller}`,
    `SlurmdPort=${daemonPort}`,
    'CommunicationParameters=NoCtldInAddrAny,NoInAddrAny',
    'AuthType=auth/munge',
    `AuthInfo=socket=${folder}/munge/socket`,
    'SlurmUser=root',
    'SlurmdUser=root',
    `StateSaveLocation=${folder}/state`,
    `SlurmdSpoolDir=${folder}/spool`,
    `SlurmctldPidFile=${folder}/slurmctld.pid`,
    `SlurmdPidFile=${folder}/slurmd.pid`,
    `SlurmctldLogFile=${folder}/slurmctld.log`,
    `SlurmdLogFile=${folder}/slurmd.log`,
    'ProctrackType=proctrack/linuxproc',
    'TaskPlugin=task/none',
    'MpiDefault=none',
    'SelectType=select/cons_tres',
    'SelectTypeParameters=CR_CPU_Memory',
    'ReturnToService=2',
    'PropagateResourceLimits=NONE',
    // A job that waits for another is looked at each second, not each minute.
    'SchedulerParameters=sched_interval=1,bf_interval=1,batch_sched_delay=0',
    // Two processors, so that parts run one after another, on a machine of any size.
    `NodeName=${node} NodeAddr=127.0.0.1 CPUs=2 RealMemory=${memory} State=UNKNOWN`,
    'PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP',
    '',
  ].join('\n');
}

function mungeArgs(): readonly string[] {
  return ['key-file=key', 'socket=socket', 'pid-file=pid', 'log-file=log', 'seed-file=seed'].map(
    (one) => `--${one.replace('=', `=${folder}/munge/`)}`,
  );
}

async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => new Promise((done) => server.once('listening', done))));
  const ports = servers.map((server) => (server.address() as { readonly port: number }).port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

function daemon(command: string, ...args: readonly string[]): void {
  const log = openSync(join(folder, `${command}.out`), 'w', 0o600);
  daemons.push(spawn(command, args, { env, cwd: folder, stdio: ['ignore', log, log], detached: true }));
}

async function answers(command: string, args: readonly string[], text: RegExp): Promise<void> {
  const look = async () => {
    const { all } = await execa(command, args, { env, reject: false, all: true });
    return text.test(all) ? { done: true as const, value: undefined } : { done: false as const, last: all };
  };
  await waitFor(look, { what: `${command} ${args.join(' ')}; see ${folder}`, withinMs: 30_000, everyMs: 200 });
}

/** What carries our configuration in its environment is of this cluster: its daemons, its jobs, and what these started. */
function processes(): readonly number[] {
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid || Number(pid) === process.ppid) return [];
    try {
      return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(mark) ? [Number(pid)] : [];
    } catch {
      return []; // gone meanwhile
    }
  });
}

async function clean(): Promise<void> {
  // A job that is cancelled has 30 s to clean up after itself, as Slurm gives it.
  const jobs = () => processes().filter((pid) => !own.has(pid));
  const cancelled = async () => {
    await execa('scancel', ['--full', '--me'], { env, reject: false });
    return jobs().length === 0;
  };
  await until(cancelled, 60_000, 2_000);
  // What is killed outright leaves its hosts to its watchdog, which is therefore not killed with it.
  for (const pid of jobs()) if (!isWatchdog(pid)) kill(pid);
  await until(() => jobs().length === 0, 120_000);
  for (const one of daemons.toReversed()) one.kill();
  await until(() => processes().length === 0, 10_000);
  for (const pid of processes()) kill(pid);
  rmSync(home, { recursive: true, force: true });
}

async function until(done: () => boolean | Promise<boolean>, withinMs: number, everyMs = 100): Promise<void> {
  const look = async () =>
    (await done()) ? { done: true as const, value: undefined } : { done: false as const, last: '' };
  await waitFor(look, { what: 'the end of the cluster', withinMs, everyMs }).catch(() => undefined);
}

function isWatchdog(pid: number): boolean {
  try {
    return /\/lab\/watchdog\.[jt]s\0/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return false; // gone meanwhile
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // gone meanwhile
  }
}
