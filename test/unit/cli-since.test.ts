import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { comparedReport } from '../../harness/cli/earlier-report.ts';
import { earlierRun } from '../../harness/cli/earlier-run.ts';
import { filesOfJson, reportersAsked } from '../../harness/cli/reporter-options.ts';
import { drillReportOf } from './drill-report-of.ts';
import { projectOf } from './project-of.ts';

const PLAYBOOK = 'site.yml';
const RUN = {
  ...{ schema: 'reapcheck/run/1', coreVersion: '2.19.1', watcher: 'new', startedAt: '2026-01-01T00:00:00.000Z' },
  ...{ wallMs: 1, folder: '/w/runs/scenarios/1', results: [], verdict: 'pass' },
};

const drillAt = (startedAt: string, playbook = PLAYBOOK) => JSON.stringify(drillReportOf({ playbook, startedAt }));
const time = (day: number) => `2026-01-0${day}T00-00-00-000Z`;

/** A repository that holds these files in the commit `main`, and none of them in its work tree. */
function committed(files: Readonly<Record<string, string>>) {
  const { folder } = projectOf(files);
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', ...args], { cwd: folder, stdio: 'pipe' });
  git('init', '-q', '-b', 'main');
  git('add', '-f', '.');
  git('commit', '-q', '-m', 'kept');
  git('rm', '-rq', '.');
  mkdirSync(folder, { recursive: true });
  const asked = { option: '--since', runs: 'runs', playbook: PLAYBOOK, cwd: folder };
  return {
    folder,
    git,
    drill: (wanted: string, over: Partial<Parameters<typeof comparedReport>[0]> = {}) =>
      comparedReport({ ...asked, ...over, wanted }),
    run: (wanted: string, written: readonly string[] = []) =>
      earlierRun({ wanted, runs: 'runs', written, cwd: folder }),
  };
}

test('REF:FILE is the report that a commit has, of a drill or of scenarios', async () => {
  const { drill, run } = committed({ 'kept/drill.json': drillAt('2026'), 'kept/run.json': JSON.stringify(RUN) });
  expect(await drill('main:kept/drill.json')).toMatchObject({
    ...{ file: 'main:kept/drill.json', report: { startedAt: '2026' } },
  });
  expect((await run('main:kept/run.json')).report.verdict).toBe('pass');
  await expect(drill('nowhere:kept/drill.json')).rejects.toMatchObject({
    ...{ code: 'no-earlier-report', message: expect.stringContaining('nowhere') },
  });
  await expect(run('main:kept/drill.json')).rejects.toThrow(/reads reapcheck\/run\/1/);
});

test('a commit is looked through for the newest run of this playbook that can be read', async () => {
  const { git, drill, run } = committed({
    [`runs/site/${time(1)}/report.json`]: drillAt('first'),
    [`runs/site/${time(2)}/report.json`]: drillAt('second'),
    [`runs/site/${time(3)}/report.json`]: drillAt('third', 'other/site.yml'),
    [`runs/site/${time(4)}/report.json`]: drillAt('fourth').slice(0, 100),
    [`runs/site/${time(5)}/trials/report.json`]: drillAt('fifth'),
    [`runs/other/${time(6)}/report.json`]: drillAt('sixth'),
    [`runs/scenarios/${time(1)}/report.json`]: JSON.stringify(RUN),
  });
  const wanted = { file: `main:runs/site/${time(2)}/report.json`, report: { startedAt: 'second' } };
  expect(await drill('main')).toMatchObject(wanted);
  git('tag', 'v1');
  expect(await drill('v1')).toMatchObject({ report: wanted.report });
  expect(await drill(String(git('rev-parse', 'HEAD')).trim().slice(0, 10))).toMatchObject({ report: wanted.report });
  expect(await run('main')).toMatchObject({ file: `main:runs/scenarios/${time(1)}/report.json` });
});

test('what this command would write as JSON comes first, as the commit has it', async () => {
  const files = filesOfJson(reportersAsked({ reporter: ['terminal,json=reports/site.json', 'junit=site.xml'] }));
  expect(files).toEqual(['reports/site.json']);
  const { drill, run } = committed({
    'reports/site.json': drillAt('written'),
    'reports/run.json': JSON.stringify(RUN),
    [`runs/site/${time(9)}/report.json`]: drillAt('kept'),
  });
  expect(await drill('main', { written: files })).toMatchObject({ file: 'main:reports/site.json' });
  expect(await drill('main', { written: ['elsewhere.json'] })).toMatchObject({ report: { startedAt: 'kept' } });
  expect((await run('main', ['reports/run.json'])).file).toBe('main:reports/run.json');
});

test('paths are as from where the command runs, and --runs may name another folder', async () => {
  const { folder, drill } = committed({
    [`ansible/kept/site/${time(1)}/report.json`]: drillAt('below'),
    [`runs/site/${time(1)}/report.json`]: drillAt('above'),
  });
  const cwd = join(folder, 'ansible');
  mkdirSync(cwd);
  expect(await drill('main', { cwd, runs: 'kept' })).toMatchObject({ report: { startedAt: 'below' } });
  expect(await drill('main', { cwd, runs: '../runs' })).toMatchObject({ report: { startedAt: 'above' } });
  await expect(drill('main', { cwd, runs: '/elsewhere' })).rejects.toThrow(/has none of \/elsewhere\/site\/\*\/report/);
});

test.each([
  ['nothing', {}, /the commit main has none of own\.json, runs\/site\/\*\/report\.json/],
  ['another version', { schema: 'reapcheck/drill/2' }, /main:runs\/site\/.*\/report\.json says "reapcheck\/drill\/2"/],
  ['another playbook', { playbook: '/b/x.yml' }, /is of another playbook, \/b\/x\.yml/],
])('a commit that has %s says where it was looked for', async (_, over, why) => {
  const text = JSON.stringify({ ...drillReportOf({ playbook: PLAYBOOK }), ...over });
  const none = Object.keys(over).length === 0;
  const { drill } = committed(none ? { 'a.txt': '' } : { [`runs/site/${time(1)}/report.json`]: text });
  const error = expect(drill('main', { written: ['own.json'] })).rejects;
  await error.toMatchObject({ code: 'no-earlier-report', kind: 'usage', message: expect.stringMatching(why) });
});

test('a name that is neither a file nor a commit says so; a file comes before a commit of its name', async () => {
  const { folder, drill, run } = committed({ [`runs/site/${time(1)}/report.json`]: drillAt('kept') });
  await expect(drill('mian')).rejects.toThrow(/mian is no file here, and no commit that git knows/);
  await expect(run('--all')).rejects.toThrow(/no file here, and no commit/);
  const named = join(folder, 'main');
  mkdirSync(dirname(named), { recursive: true });
  writeFileSync(named, drillAt('file'));
  expect(await drill(named)).toMatchObject({ report: { startedAt: 'file' } });
  const { folder: plain } = projectOf({ 'a.txt': '' });
  await expect(drill('main', { cwd: plain })).rejects.toThrow(/no commit that git knows/);
});

test('latest is the newest run of scenarios that can be read', async () => {
  const { folder } = projectOf({
    [`runs/scenarios/${time(1)}/report.json`]: JSON.stringify(RUN),
    [`runs/scenarios/${time(2)}/report.json`]: JSON.stringify(RUN).slice(0, 50),
  });
  const latest = (runs: string) => earlierRun({ wanted: 'latest', runs: join(folder, runs) });
  expect((await latest('runs')).file).toContain(time(1));
  await expect(latest('none')).rejects.toMatchObject({ code: 'no-earlier-report' });
});
