/**
 * A drill of all faults against the same trials one after another: per trial a fresh host, and the bare time of its
 * ansible-playbook. `node test/bench/drill.ts [RUNS]`, with REAPCHECK_TEST_ANSIBLE for another ansible-core than the first found.
 *
 * The slow way takes too long to be run whole. Each fault is run alone on one of the three jobs, in turn, so that jobs and faults
 * are in it alike, and the sum stands for a third of all trials. What the harness does before and after a play is left out of it.
 */
import { FAULTS } from '../../harness/faults/catalogue.ts';
import { openLab } from '../../harness/lab/lab.ts';
import type { DrillReport } from '../../harness/model/report.ts';
import { elapsed } from '../../harness/time/clock.ts';
import { Workplace, withAnsible } from '../acceptance/reapcheck.ts';
import { ansibles } from '../ansibles.ts';

const PLAYBOOK = 'playbooks/good/parallel-jobs.yml';
const JOBS = ['backup', 'cache warm-up', 'report build'];
const TARGET = 0.1;
const runs = Number(process.argv[2] ?? 3);
const [ansible] = ansibles();

using workplace = new Workplace();

async function report(...args: string[]): Promise<DrillReport> {
  const { code, stdout, stderr } = await workplace.drill([PLAYBOOK, '--json', ...withAnsible(ansible), ...args]);
  if (!stdout.startsWith('{')) throw new Error(`no report; exit ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

async function hostMs(): Promise<number> {
  await using lab = await openLab();
  const times: number[] = [];
  for (let n = 0; n < 5; n++) {
    const since = elapsed();
    const [host] = await lab.start(['bench']);
    await host?.stop();
    times.push(elapsed() - since);
  }
  return times.toSorted((a, b) => a - b)[2] ?? Number.NaN;
}

const say = (text: string) => process.stdout.write(`${text}\n`);
const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

const perHost = await hostMs();
let third = 0;
let trials = 0;
for (const [index, job] of JOBS.entries()) {
  const faults = FAULTS.filter((_, at) => at % JOBS.length === index).map(({ name }) => name);
  const alone = await report('--jobs', job, '--faults', faults.join(), '--isolate', '--concurrency', '1');
  trials += alone.trials.length;
  third += alone.trials.reduce((sum, trial) => sum + trial.wallMs + perHost, 0);
}
const sequential = third * JOBS.length;
say(
  `one after another: ${trials} of ${trials * JOBS.length} trials in ${seconds(third)}, so ${seconds(sequential)} for all`,
);
for (let n = 1; n <= runs; n++) {
  const { wallMs, trials: all, verdict, coreVersion } = await report('--preset', 'all');
  const without = all.filter(({ outcome }) => outcome.kind === 'missed' || outcome.kind === 'errored');
  const ratio = wallMs / sequential;
  say(
    `drill ${n} on ansible-core ${coreVersion}: ${all.length} trials in ${seconds(wallMs)}, ${without.length} without a result, verdict ${verdict}; ratio ${ratio.toFixed(3)} (target ${TARGET})`,
  );
  for (const { trial, outcome } of without) say(`  ${trial.id}: ${JSON.stringify(outcome)}`);
  if (ratio > TARGET || without.length > 0) process.exitCode = 1;
}
