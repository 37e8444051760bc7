/**
 * A drill as a Slurm array, by the file that docs/ci.md shows, on a cluster made for it (slurm-cluster.ts): one part is killed in the middle, so that
 * its trials are unknown; run again, the whole passes, and shows what one drill of all shows.
 * `node test/proofs/slurm.ts [--parts 4] [-- PLAYBOOK OPTION …]`, as root, with an engine, ansible-core, and Debian's slurm-wlm and munge.
 * Says what the whole and each part took of the processors: on the side of Ansible, and of the hosts where cgroups tell. Ends with 1
 * where something doesn't hold.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import type { DrillReport } from '../../harness/model/report.ts';
import { waitFor } from '../../harness/time/deadline.ts';
import { nothingLeft, Workplace } from '../acceptance/reapcheck.ts';
import { disagreements, theirProject } from './theirs.ts';

const SMALL = 'playbooks/good/single-job.yml --faults fail,silent,kill-module,lose-job-file --isolate --concurrency 1';
/** In which a job has to be there, or to be over: Slurm looks at its queue each second. */
const SOON_MS = 60_000;
const LONG_MS = 3_600_000;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { parts: { type: 'string', default: '2' } },
});
const drilled = positionals.length > 0 ? positionals : SMALL.split(' ');
const parts = Number(values.parts);
/** The last: it has most to do where trials don't divide. */
const victim = parts;
const say = (text: string) => process.stdout.write(`${text}\n`);

using workplace = new Workplace();
const project = theirProject(join(workplace.folder, 'p'), { 'slurm.sh': 'docs/ci/slurm.sh' });
const times = join(workplace.folder, 'times');
const env = {
  ...process.env,
  SLURM_CONF: join(workplace.folder, 'cluster/slurm.conf'),
  TMPDIR: workplace.folder,
  PATH: [measuringNpx(), dirname(process.execPath), process.env.PATH].join(delimiter),
};
const cluster = await startCluster();
try {
  say(`one drill of all: npx reapcheck drill ${drilled.join(' ')}`);
  await job('npx', 'reapcheck', 'drill', ...drilled, '--runs', 'whole');
  const whole = reportIn('whole/*/latest');
  const [all] = measured();
  say(`  ${whole.trials.length} trials, ${whole.verdict}, ${seconds(whole.wallMs)}; ${words(all)}`);

  say(`the same in ${parts} parts, of which ${victim} is killed in the middle`);
  const array = sbatch({});
  const killed = await killInTheMiddle();
  assert.equal((await array).exitCode, 2, 'the merge of what is left is unknown');
  const torn = reportIn('drill');
  const lacking = [...(torn.leftOut?.trials ?? []), ...(torn.interrupted ?? [])].map(({ id }) => id);
  assert.deepEqual(
    lacking.toSorted(),
    killed.toSorted(),
    'what the killed part had not come to is unknown, and nothing else',
  );
  assert.equal(torn.verdict, 'unknown');
  say(`  ${torn.verdict}: ${lacking.length} of ${whole.trials.length} trials have no result`);
  await nothingLeft(workplace, [], SOON_MS);

  say(`part ${victim} again`);
  const again = await sbatch({ ONLY: String(victim) });
  assert.equal(again.exitCode, 0, again.all);
  const merged = reportIn('drill');
  assert.deepEqual(disagreements(whole, merged), []);
  assert.equal(merged.trials.length, whole.trials.length);
  assert.equal(merged.verdict, whole.verdict);
  assert.deepEqual([merged.leftOut, merged.interrupted], [undefined, undefined]);
  say(`  ${merged.verdict}: the outcomes of all ${merged.trials.length} trials are those of one drill`);
  for (const part of measured().filter(({ what }) => what.includes('--shard'))) say(`  ${words(part, all)}`);
  await nothingLeft(workplace, [], SOON_MS);
} finally {
  const gone = new Promise((done) => cluster.once('close', done));
  cluster.stdin.end();
  await gone;
}
say('as said');

/** As a cluster of one's own would be there: already, and for longer than the drill. */
async function startCluster() {
  const script = join(import.meta.dirname, 'slurm-cluster.ts');
  const started = spawn(process.execPath, [script, workplace.folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  for await (const line of createInterface(started.stdout)) if (line === 'ready') return started;
  throw new Error('no cluster: it takes root, and apt-get install slurm-wlm munge');
}

/** Waits for a job of its own. */
async function job(...command: readonly string[]): Promise<void> {
  const wrapped = command.map((word) => `'${word}'`).join(' ');
  const options = ['--wait', '--cpus-per-task=2', '--output=whole.log', `--wrap=${wrapped}`];
  const { exitCode } = await execa('sbatch', options, { cwd: project, env, reject: false });
  assert.equal(exitCode, 0, readFileSync(join(project, 'whole.log'), 'utf8'));
}

function sbatch(more: Readonly<Record<string, string>>) {
  const command = ['slurm.sh', String(parts), ...drilled];
  return execa('bash', command, { cwd: project, env: { ...env, ...more }, reject: false, all: true });
}

/** SIGKILL to all of that task, once it has a result and before it has all. Returns the trials without one. */
async function killInTheMiddle(): Promise<readonly string[]> {
  const name = await waitFor(
    async () => {
      const { stdout } = await execa('squeue', ['--noheader', '--array', '--states=RUNNING', '--format=%F_%K'], {
        env,
      });
      const running = stdout.split('\n').find((one) => one.endsWith(`_${victim}`));
      return running ? { done: true, value: running } : { done: false, last: stdout };
    },
    { what: `part ${victim} runs`, withinMs: LONG_MS, everyMs: 500 },
  );
  await waitFor(
    () => {
      const [file] = globSync(`drill/part-${victim}/*/latest/report.json`, { cwd: project });
      const { length } = file ? (reportIn(dirname(file)).trials ?? []) : [];
      return length > 0 ? { done: true, value: length } : { done: false, last: file };
    },
    { what: `a first result of part ${victim}`, withinMs: LONG_MS },
  );
  await execa('scancel', ['--full', '--signal=KILL', name], { env });
  await waitFor(
    async () => {
      const { stdout } = await execa('squeue', ['--noheader', '--array', '--format=%F_%K'], { env });
      return stdout.includes(name) ? { done: false, last: stdout } : { done: true, value: undefined };
    },
    { what: `the end of ${name}`, withinMs: SOON_MS, everyMs: 500 },
  );
  const { interrupted = [], trials } = reportIn(`drill/part-${victim}/*/latest`);
  assert.ok(trials.length > 0 && interrupted.length > 0, `it was not in the middle: ${trials.length} trials had ended`);
  say(`  killed with ${trials.length} of ${trials.length + interrupted.length} trials`);
  return interrupted.map(({ id }) => id);
}

function reportIn(folder: string): DrillReport {
  const [file] = globSync(join(folder, 'report.json'), { cwd: project });
  assert.ok(file, `there is no report in ${folder}`);
  return JSON.parse(readFileSync(join(project, file), 'utf8'));
}

/** A folder with an `npx` that also notes what it took of the processors. */
function measuringNpx(): string {
  const folder = join(workplace.folder, 'bin');
  mkdirSync(folder);
  const text = `#!/bin/bash
hosts() { cat /sys/fs/cgroup/cpuacct/docker/cpuacct.usage 2>/dev/null || echo 0; }
before=$(hosts)
TIMEFORMAT='%U %S'
PATH=\${PATH#*:}
{ time npx "$@" 2>&3; } 3>&2 2>>${times}
ended=$?
echo "$(($(hosts) - before)) $*" >>${times}
exit $ended
`;
  writeFileSync(join(folder, 'npx'), text, { mode: 0o755 });
  return folder;
}

interface Taken {
  readonly what: string;
  /** Processor time, in ms. */
  readonly ansibleMs: number;
  readonly hostsMs: number;
}

function measured(): readonly Taken[] {
  const lines = readFileSync(times, 'utf8').trimEnd().split('\n');
  return lines.flatMap((line, at) => {
    if (at % 2 === 0) return [];
    const [user, system] = lines[at - 1]?.split(' ') ?? [];
    const [hostsNs, ...what] = line.split(' ');
    return [
      { what: what.join(' '), ansibleMs: (Number(user) + Number(system)) * 1_000, hostsMs: Number(hostsNs) / 1e6 },
    ];
  });
}

function words(taken: Taken | undefined, of?: Taken): string {
  if (!taken) return '';
  const all = (one: Taken) => one.ansibleMs + one.hostsMs;
  const share = of ? `, ${((all(taken) * parts) / all(of)).toFixed(2)} of its share of the whole` : '';
  const which = /--shard (\S+)/.exec(taken.what)?.[1];
  return `${which ? `part ${which}: ` : ''}${seconds(all(taken))} of the processors, ${seconds(taken.hostsMs)} of it on the hosts${share}`;
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
