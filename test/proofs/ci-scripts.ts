/**
 * What docs/ci.md has for engines that can't be run here, as these would run it: the jobs of the workflow for GitHub with the steps of the action,
 * and the pods of the Kubernetes Job, one after another, each in a folder of its own. Each must show what one drill of all shows. The
 * objects are held against the schemas of Kubernetes by kubernetes-validate, from PyPI. `node test/proofs/ci-scripts.ts [github|kubernetes]`, with an
 * engine, ansible-core, and the registries of npm and Python. Ends with 1 where something doesn't hold.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { execa } from 'execa';
import { parse, parseAllDocuments } from 'yaml';
import type { DrillReport } from '../../harness/model/report.ts';
import { nothingLeft, Workplace } from '../acceptance/reapcheck.ts';
import { GithubJob, type JobEnded, type Step } from './github-job.ts';
import { disagreements, theirRepository } from './theirs.ts';

const ROOT = new URL('../..', import.meta.url).pathname;
const PLAYBOOK = 'playbooks/good/single-job.yml';
const OPTIONS = '--faults fail,silent,kill-module,lose-job-file';
const SHARDS = 2;
const KUBERNETES = ['1.33', '1.37'];
const VALIDATOR = 'kubernetes-validate==1.37.0';
const SOON_MS = 60_000;
const say = (text: string) => process.stdout.write(`${text}\n`);
const only = process.argv[2];

using workplace = new Workplace();
const repository = await theirRepository(join(workplace.folder, 'p'), {});
const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter);
const env = { ...process.env, PATH, TMPDIR: workplace.folder };
const whole = (await workplace.drillReport(PLAYBOOK, undefined, ...OPTIONS.split(' '))).report;
say(`one drill of all: ${whole.trials.length} trials, ${whole.verdict}`);
if (only !== 'kubernetes') await github();
if (only !== 'github') await kubernetes();
await nothingLeft(workplace, [], SOON_MS);
say('as said');

function isTheSame(what: string, file: string, parts: number): void {
  const merged = JSON.parse(readFileSync(file, 'utf8')) as DrillReport;
  assert.deepEqual(disagreements(whole, merged), []);
  assert.deepEqual(
    [merged.verdict, merged.trials.length, merged.parts?.length],
    [whole.verdict, whole.trials.length, parts],
  );
  say(
    `${what}: ${merged.verdict}, of ${parts} parts; the outcomes of all ${merged.trials.length} trials are those of one drill`,
  );
}

interface Workflow {
  readonly jobs: Readonly<Record<'plan' | 'part' | 'merge', { readonly steps: readonly Step[] }>>;
}

async function github(): Promise<void> {
  const { jobs } = parse(readFileSync(join(ROOT, '.github/workflows/drill.yml'), 'utf8')) as Workflow;
  const home = join(workplace.folder, 'g');
  const checkout = await checkoutOfOurs(join(home, 'action'));
  const inputs = {
    'inputs.playbook': PLAYBOOK,
    'inputs.options': OPTIONS,
    'inputs.shards': String(SHARDS),
    'inputs.sarif': 'true',
    'matrix.ansible': whole.coreVersion,
    'matrix.image': 'debian-12',
  };
  const folders = {
    action: join(checkout, '.github/actions/drill'),
    artifacts: join(home, 'artifacts'),
    repository,
    env,
  };
  const job = async (
    name: keyof Workflow['jobs'],
    values: Readonly<Record<string, string>> = {},
  ): Promise<JobEnded> => {
    const own = { workspace: join(home, `${name}-${values['matrix.shard'] ?? ''}`), temp: join(home, `${name}-temp`) };
    const ended = await new GithubJob({ ...folders, ...own }, { ...inputs, ...values }).run(jobs[name].steps);
    assert.ok(!ended.failed, ended.text);
    return ended;
  };
  const planned = await job('plan');
  const shards = JSON.parse(planned.outputs['steps.cell.outputs.shards'] ?? '') as readonly number[];
  assert.equal(shards.length, SHARDS);
  for (const shard of shards) await job('part', { 'matrix.shard': String(shard) });
  const { summary } = await job('merge');
  assert.match(summary, /PASS/i);
  isTheSame('GitHub’s jobs', join(home, 'merge-/merged/report.json'), SHARDS);
}

/** As `uses:` would have it: what git has and would have of this checkout. */
async function checkoutOfOurs(folder: string): Promise<string> {
  const { stdout } = await execa('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
  for (const file of stdout.split('\n')) cpSync(join(ROOT, file), join(folder, file));
  return folder;
}

interface Job {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly completions?: number;
    readonly template: { readonly spec: { readonly containers: readonly [{ command: string[]; args: string[] }] } };
  };
}

async function kubernetes(): Promise<void> {
  const file = join(ROOT, 'docs/ci/kubernetes.yml');
  await validated(file);
  const objects = parseAllDocuments(readFileSync(file, 'utf8')).map((document) => document.toJS() as Job);
  const [parts, merge] = objects.filter(({ kind }) => kind === 'Job');
  assert.ok(parts?.spec.completions && merge);
  const volume = join(workplace.folder, 'parts');
  mkdirSync(volume);
  const pod = async ({ metadata, spec }: Job, index = '') => {
    const [{ command, args }] = spec.template.spec.containers;
    const cwd = join(workplace.folder, `${metadata.name}-${index}`);
    mkdirSync(cwd);
    const config = { REPOSITORY: repository, DRILL: `${PLAYBOOK} ${OPTIONS}`, PARTS: volume };
    const [file = '', ...words] = [...command, ...args];
    const own = { ...env, ...config, ...(index ? { JOB_COMPLETION_INDEX: index } : {}) };
    const { exitCode, all } = await execa(file, words, { cwd, env: own, reject: false, all: true });
    assert.equal(exitCode, 0, all);
  };
  for (let index = 0; index < parts.spec.completions; index++) await pod(parts, String(index));
  await pod(merge);
  isTheSame('the pods of Kubernetes', join(volume, 'merged/report.json'), parts.spec.completions);
}

async function validated(file: string): Promise<void> {
  const venv = join(workplace.folder, 'v');
  await execa('python3', ['-m', 'venv', venv]);
  await execa(join(venv, 'bin/pip'), ['install', '--quiet', VALIDATOR]);
  for (const version of KUBERNETES)
    await execa(join(venv, 'bin/kubernetes-validate'), ['--strict', '-k', version, file]);
  say(`the objects are those of Kubernetes ${KUBERNETES.join(' and ')}`);
}
