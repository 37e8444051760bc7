/**
 * A drill as a pipeline of GitLab, by the file that docs/ci.md shows: gitlab-ci-local runs it, in a repository whose only dependency is this
 * package, packed. The whole shows what one drill of all shows; of a play that swallows a failure, the merge is red, and nothing before it.
 * `node test/proofs/gitlab.ts [-- PLAYBOOK OPTION …]`, with an engine, ansible-core, rsync, and the npm registry. Ends with 1 where something doesn't hold.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { execa } from 'execa';
import type { DrillReport } from '../../harness/model/report.ts';
import { nothingLeft, Workplace } from '../acceptance/reapcheck.ts';
import { disagreements, theirRepository } from './theirs.ts';

const GOOD = 'playbooks/good/single-job.yml --faults fail,silent,kill-module,lose-job-file';
const BAD = 'playbooks/bad/parallel-jobs-unreaped.yml --faults fail,silent,kill-module,lose-job-file --jobs report';
const ROOT = new URL('../..', import.meta.url).pathname;
const SOON_MS = 60_000;

const { positionals } = parseArgs({ allowPositionals: true });
const good = positionals.length > 0 ? positionals.join(' ') : GOOD;
const say = (text: string) => process.stdout.write(`${text}\n`);

using workplace = new Workplace();
const cwd = await theirRepository(join(workplace.folder, 'p'), { '.gitlab-ci.yml': 'docs/ci/gitlab-ci.yml' });
const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
const env = { PATH, TMPDIR: workplace.folder };

say(`one drill of all: npx reapcheck drill ${good}`);
const whole = (await workplace.drillReport(good.split(' ')[0] ?? '', undefined, ...good.split(' ').slice(1))).report;
say(`  ${whole.trials.length} trials, ${whole.verdict}`);

say('the same as a pipeline');
const pipeline = await gitlab(good);
assert.equal(pipeline.exitCode, 0, pipeline.all);
const merged = mergedReport();
assert.deepEqual(disagreements(whole, merged), []);
assert.deepEqual([merged.verdict, merged.trials.length, merged.parts?.length], [whole.verdict, whole.trials.length, 4]);
// With one of the healthy run.
assert.equal(artifact('drill.xml').match(/<testcase /g)?.length, whole.trials.length + 1);
say(
  `  ${merged.verdict}, of ${merged.parts?.length} parts; the outcomes of all ${merged.trials.length} trials are those of one drill`,
);

say(`a play that swallows a failure: npx reapcheck drill ${BAD}`);
const red = await gitlab(BAD);
assert.equal(red.exitCode, 1, red.all);
assert.equal(mergedReport().verdict, 'fail');
assert.ok(JSON.parse(artifact('drill.json')).length > 0);
assert.match(red.all, /FAIL\s+drill merge/);
assert.match(red.all, /WARN\s+drill part/);
say('  the merge fails, its parts only warn');
await nothingLeft(workplace, [], SOON_MS);
say('as said');

/** Runs the pipeline; each job in a folder of its own, with what git has and the artifacts that it needs. */
function gitlab(drill: string) {
  const how = ['--shell-isolation', '--concurrency', '2', '--no-color', '--home', workplace.folder];
  const command = [...how, '--variable', `DRILL=${drill}`];
  return execa('gitlab-ci-local', command, { cwd, env, preferLocal: true, localDir: ROOT, reject: false, all: true });
}

function mergedReport(): DrillReport {
  return JSON.parse(artifact('merged/report.json'));
}

/** Of the last pipeline. */
function artifact(name: string): string {
  return readFileSync(join(cwd, name), 'utf8');
}
