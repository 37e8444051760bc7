import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { scenariosIn } from '../../harness/scenario/find-scenarios.ts';
import { starterFor } from '../../harness/scenario/starter.ts';
import { jobsOf } from '../../harness/source/jobs-of.ts';
import { readPlaybook } from '../../harness/source/read-playbook.ts';

const GOOD = new URL('../../playbooks/good/parallel-jobs.yml', import.meta.url).pathname;
const HERE = { cwd: process.cwd(), env: {} };

function written(playbook: string) {
  const jobs = jobsOf(readPlaybook(playbook, HERE));
  const starter = starterFor(playbook, jobs);
  const folder = mkdtempSync(join(tmpdir(), 'rt-starter-'));
  for (const [name, text] of Object.entries(starter.scenarios)) {
    const path = join(folder, starter.name, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text.replace(/playbook: .*/, `playbook: ${playbook}`));
  }
  const scenarios = scenariosIn(folder, HERE);
  rmSync(folder, { recursive: true });
  return { starter, scenarios };
}

test('the starter of a playbook with jobs can be read, and strikes the first of them', () => {
  const { starter, scenarios } = written(GOOD);
  expect(scenarios.map(({ name }) => name)).toEqual(['parallel-jobs-failure-surfaces', 'parallel-jobs-healthy']);
  expect(scenarios[0]?.steps[0]?.faults).toMatchObject([
    { fault: 'fail', job: { taskName: 'Start the backup', limit: 30 } },
  ]);
  expect(scenarios[1]?.steps[0]?.expectations.map(({ value }) => value.kind)).toEqual(['play', 'reaps', 'orphans']);
  expect(starter.test).toContain('{ fault: \'fail\', job: "Start the backup" }');
});

test('without jobs there is nothing to strike', () => {
  const { scenarios, test: text } = starterFor('site.yml', []);
  expect(Object.keys(scenarios)).toEqual(['healthy.yml']);
  expect(text).not.toContain('toReapEveryJob');
});

test('a job whose name is not its own is named by its place', () => {
  const job = { taskName: 'Start' };
  const twice = [3, 9].map((line) => ({ ...job, place: { file: '/p/site.yml', line } }));
  expect(starterFor('site.yml', twice).scenarios['failure.yml']).toContain('job: site.yml:3');
});
