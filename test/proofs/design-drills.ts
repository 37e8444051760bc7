/**
 * Drills plays that `reapcheck design` wrote for random sets of jobs, with stand-ins of their runtimes, at a higher speed:
 * `node test/proofs/design-drills.ts [--count N] [--from SEED] [--ansible VERSION|PATH]`. Needs an engine and ansible-core. Ends with 1 where
 * a drill does not pass.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import { stringify } from 'yaml';
import { paceOf } from '../../harness/design/pace.ts';
import { type DesignOf, design, requestOf as requestIn } from '../../harness/library/design.ts';
import { requestOf } from '../unit/design-requests.ts';

const MAIN = new URL('../../harness/cli/main.ts', import.meta.url).pathname;
/** Seconds, of the longest limit at the speed of the drill: sets in which jobs of a second and of hours stand together take a night. */
const LONGEST_LIMIT_S = 45;
const MOST_JOBS = 4;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '25' },
    from: { type: 'string', default: '0' },
    ansible: { type: 'string' },
  },
});
const ansible = values.ansible === undefined ? [] : ['--ansible', values.ansible];

let passed = 0;
let drilled = 0;
for (let seed = Number(values.from); drilled < Number(values.count); seed++) {
  const request: DesignOf = { ...requestOf(seed), hosts: 'all' };
  if (request.jobs.length > MOST_JOBS || longestLimitS(request) > LONGEST_LIMIT_S) continue;
  drilled++;
  if (await passes(seed, request)) passed++;
}
process.stdout.write(`${passed} of ${drilled} designs pass their drill\n`);
process.exitCode = passed === drilled ? 0 : 1;

async function passes(seed: number, request: object): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'design-drills-'));
  try {
    writeFileSync(join(folder, 'jobs.yml'), stringify(request));
    const run = await execa(process.execPath, [MAIN, 'design', 'jobs.yml', '--drill', ...ansible], {
      cwd: folder,
      reject: false,
      all: true,
    });
    const said = /reap score: .*/.exec(run.all)?.[0] ?? 'no verdict';
    process.stdout.write(`${run.exitCode === 0 ? 'pass  ' : 'FAILED'} ${seed}: ${said}\n`);
    if (run.exitCode !== 0) process.stdout.write(`${stringify(request)}${run.all}\n`);
    return run.exitCode === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function longestLimitS(of: DesignOf): number {
  const designed = design(of);
  const limits = designed.numbers.filter(({ keyword }) => keyword === 'async').map(({ value }) => value);
  return Math.max(...limits) / paceOf(designed, requestIn(of).jobs).speed;
}
