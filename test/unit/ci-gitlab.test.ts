import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';

const ROOT = new URL('../../', import.meta.url).pathname;

test('docs/ci/gitlab-ci.yml is what GitLab’s schema allows: a plan, four parts that need it, a merge that needs them', async () => {
  const home = mkdtempSync(join(tmpdir(), 'gitlab-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  cpSync(join(ROOT, 'docs/ci/gitlab-ci.yml'), join(home, '.gitlab-ci.yml'));
  await execa('git', ['init', '--quiet'], { cwd: home });
  const options = ['--list-json', '--home', home];
  const { stdout } = await execa('gitlab-ci-local', options, { cwd: home, preferLocal: true, localDir: ROOT });
  const jobs = JSON.parse(stdout) as readonly { readonly name: string; readonly needs?: readonly { job: string }[] }[];
  expect(jobs.map(({ name, needs = [] }) => [name, needs.map(({ job }) => job)])).toEqual([
    ['drill plan', []],
    ...[1, 2, 3, 4].map((part) => [`drill part: [${part}/4]`, ['drill plan']]),
    ['drill merge', ['drill part']],
  ]);
});
