import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { comparedReport, keptDrill } from '../../harness/cli/earlier-report.ts';
import { earlierRun } from '../../harness/cli/earlier-run.ts';
import { findReport } from '../../harness/cli/find-report.ts';
import { readerFor } from '../../harness/cli/report-kinds.ts';
import { show } from '../../harness/cli/show.ts';
import { ReapcheckError } from '../../harness/model/error.ts';
import { drillReportOf, trialOf } from './drill-report-of.ts';
import { projectOf } from './project-of.ts';
import { CONTEXT } from './reporter-kit.ts';

const DRILL = drillReportOf({ trials: [trialOf('fail', { kind: 'unharmed', reaped: true })] });
const RUN = {
  ...{ schema: 'reapcheck/run/1', coreVersion: '2.19.1', watcher: 'new', startedAt: '2026-01-01T00:00:00.000Z' },
  ...{ wallMs: 1, folder: '/w/runs/scenarios/1', results: [], verdict: 'pass' },
};
/** What `reapcheck show` prints. */
async function shown(folder: string, options: Partial<Parameters<typeof show>[1]> = {}): Promise<string> {
  let text = '';
  await show(join(folder, 'runs/site/1'), { runs: join(folder, 'runs'), open: false, ...options }, (part) => {
    text += part;
  });
  return text;
}

test('a stored report is told by any reporter, without a page', async () => {
  const { folder } = projectOf({ 'runs/site/1/report.json': JSON.stringify(DRILL) });
  const xml = join(folder, 'a.xml');
  expect(await shown(folder, { reporter: [`markdown,junit=${xml}`] })).toMatch(/^## PASS/);
  expect(readFileSync(xml, 'utf8')).toContain('fail on host-1');
  expect(readdirSync(join(folder, 'runs/site/1'))).toEqual(['report.json']);
});

test('a report of another version says what it is and where it may be seen; as JSON it is shown as it stands', async () => {
  const old = JSON.stringify({ ...DRILL, schema: 'reapcheck/drill/2' });
  const { folder } = projectOf({ 'runs/site/1/report.json': old, 'runs/site/1/report.html': '<p>' });
  await expect(shown(folder)).rejects.toMatchObject({
    ...{ code: 'report-of-another-kind', kind: 'usage' },
    message: expect.stringMatching(
      /"schema": "reapcheck\/drill\/2", playbook "\/w\/site.yml", verdict "pass"[\s\S]*runs\/site\/1\/report.html/,
    ),
  });
  expect(await shown(folder, { json: true })).toBe(`${old}\n`);
});

test('a report that is cut off, of no kind, or lacks a part is told as that', () => {
  const whole = JSON.stringify(DRILL);
  const { folder } = projectOf({
    'cut/report.json': whole.slice(0, 200),
    'cut/baseline/history.jsonl': '',
    'lacking/report.json': JSON.stringify({ ...DRILL, trials: undefined }),
  });
  expect(() => findReport(join(folder, 'cut'), folder)).toThrow(/cut off[\s\S]*histories are there still \(1 in/);
  const found = findReport(join(folder, 'lacking'), folder);
  expect(readerFor(found.schema)?.(found.report)).toMatchObject({ misfit: expect.stringContaining('trials') });
  expect(readerFor('toString')).toBeUndefined();
  expect(readerFor(undefined)).toBeUndefined();
});

const refuse = (seen: string, remedy: string) =>
  new ReapcheckError({ code: 'no-part', kind: 'usage', what: 'no part', seen, remedy });

test.each([
  ['cut off', JSON.stringify(DRILL).slice(0, 100), /not JSON, it may be cut off/],
  ['of another version', JSON.stringify({ ...DRILL, schema: 'reapcheck/drill/2' }), /says "reapcheck\/drill\/2"/],
  ['without a part', JSON.stringify({ ...DRILL, baseline: undefined }), /lacks a part: baseline/],
  ['null', 'null', /says undefined/],
])('--since, merge: a report %s is told as that', (_, text, why) => {
  const { first } = projectOf({ 'report.json': text });
  expect(() => keptDrill(first, refuse)).toThrow(why);
});

test('--since REF:FILE is the report that a commit has, of a drill or of scenarios', async () => {
  const { folder } = projectOf({ 'kept/drill.json': JSON.stringify(DRILL), 'kept/run.json': JSON.stringify(RUN) });
  const git = (...args: readonly string[]) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@x', ...args], { cwd: folder, stdio: 'pipe' });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-q', '-m', 'kept');
  writeFileSync(join(folder, 'kept/drill.json'), '{}');
  const asked = { option: '--since', runs: 'runs', playbook: 'site.yml', cwd: folder };
  const found = await comparedReport({ ...asked, wanted: 'main:kept/drill.json' });
  expect(found).toMatchObject({ file: 'main:kept/drill.json', report: { schema: 'reapcheck/drill/3' } });
  expect((await earlierRun('main:kept/run.json', 'runs', folder)).report.verdict).toBe('pass');
  await expect(comparedReport({ ...asked, wanted: 'nowhere:kept/drill.json' })).rejects.toMatchObject({
    ...{ code: 'no-earlier-report', message: expect.stringContaining('nowhere') },
  });
  await expect(earlierRun('main:kept/drill.json', 'runs', folder)).rejects.toThrow(/reads reapcheck\/run\/1/);
});

test('--since latest is the newest run of scenarios that can be read', async () => {
  const { folder } = projectOf({
    'runs/scenarios/2026-01-01T00-00-00-000Z/report.json': JSON.stringify(RUN),
    'runs/scenarios/2026-01-02T00-00-00-000Z/report.json': JSON.stringify(RUN).slice(0, 50),
  });
  const runs = join(folder, 'runs');
  expect((await earlierRun('latest', runs)).file).toContain('2026-01-01');
  mkdirSync(join(folder, 'none'));
  await expect(earlierRun('latest', join(folder, 'none'))).rejects.toMatchObject({ code: 'no-earlier-report' });
});

test('a history that is missing is told, and the rest is shown', async () => {
  const read = readerFor(DRILL.schema)?.(DRILL);
  if (!read || !('report' in read)) throw new Error('it is a report');
  expect(read.report.runs(CONTEXT)).toEqual(['baseline', 'trials/01-fail']);
  const lacking = { ...CONTEXT, run: () => ({ history: [], lacks: 'its history.jsonl is missing' }) };
  expect(await read.report.page(lacking)).toContain('its history.jsonl is missing');
});
