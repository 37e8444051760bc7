import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keptDrill } from '../../harness/cli/earlier-report.ts';
import { findReport } from '../../harness/cli/find-report.ts';
import { readerFor } from '../../harness/cli/report-kinds.ts';
import { show } from '../../harness/cli/show.ts';
import { ReapcheckError } from '../../harness/model/error.ts';
import { drillReportOf, trialOf } from './drill-report-of.ts';
import { projectOf } from './project-of.ts';
import { CONTEXT } from './reporter-kit.ts';

const DRILL = drillReportOf({ trials: [trialOf('fail', { kind: 'unharmed', reaped: true })] });
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

test('a history that is missing is told, and the rest is shown', async () => {
  const read = readerFor(DRILL.schema)?.(DRILL);
  if (!read || !('report' in read)) throw new Error('it is a report');
  expect(read.report.runs(CONTEXT)).toEqual(['baseline', 'trials/01-fail']);
  const lacking = { ...CONTEXT, run: () => ({ history: [], lacks: 'its history.jsonl is missing' }) };
  expect(await read.report.page(lacking)).toContain('its history.jsonl is missing');
});
