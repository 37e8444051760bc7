/**
 * The bundled scenarios side by side against one after another, in one benchmark run: `node test/bench/scenarios.ts [TAG]`.
 * REAPCHECK_TEST_ANSIBLE names another ansible-core than the first found.
 */
import type { RunReport } from '../../harness/model/run-report.ts';
import { Workplace, withAnsible } from '../acceptance/reapcheck.ts';
import { ansibles } from '../ansibles.ts';

const TARGET = 0.5;
const [tag] = process.argv.slice(2);
using workplace = new Workplace();

async function run(...more: string[]): Promise<RunReport> {
  const tags = tag === undefined ? [] : ['--tag', tag];
  const { code, stdout, stderr } = await workplace.run([
    ...['run', '--json', '--runs', workplace.runs, ...withAnsible(ansibles()[0])],
    ...tags,
    ...more,
  ]);
  if (!stdout.startsWith('{')) throw new Error(`no report; exit ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

const together = await run();
const alone = await run('--concurrency', '1');
const ratio = together.wallMs / alone.wallMs;
for (const [how, { results, wallMs, verdict }] of Object.entries({ together, alone })) {
  process.stdout.write(`${how}: ${results.length} scenarios in ${(wallMs / 1000).toFixed(1)} s, verdict ${verdict}\n`);
}
process.stdout.write(`ratio ${ratio.toFixed(2)} (target ${TARGET})\n`);
if (ratio > TARGET) process.exitCode = 1;
