import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { reportersAsked } from '../../harness/cli/reporter-options.ts';
import { reportersNamed, tell } from '../../harness/cli/reporters.ts';
import type { Finding } from '../../harness/model/finding.ts';
import { DRILL_REPORTERS } from '../../harness/reporters/drill/catalogue.ts';
import { DRILL_RULES } from '../../harness/reporters/drill/rules.ts';
import { gitlabCodeQuality } from '../../harness/reporters/gitlab.ts';
import type { ReporterName } from '../../harness/reporters/reporter.ts';
import { drillReportOf, SITE, trialOf } from './drill-report-of.ts';
import { projectOf } from './project-of.ts';
import { CONTEXT, junitCases, junitErrors, told as toldBy, validSarif } from './reporter-kit.ts';

const SWALLOWED: Finding = {
  rule: 'swallowed-failure',
  severity: 'error',
  confidence: 'certain',
  message: `the play ended green although "Build <it>" had failed: "Wait" (${SITE}:9) asked once`,
  place: { file: SITE, line: 6, column: 7 },
  evidence: ['fail on host-1: seen'],
  remedy: `add to "Wait" (${SITE}:9):\n  until: it is finished`,
  related: [{ place: { file: SITE, line: 9 }, message: 'the task that let it pass' }],
};
/** One of each kind of outcome, and all that can be open. */
const REPORT = drillReportOf({
  trials: [
    trialOf('fail', { kind: 'swallowed', how: 'no-until', taskName: 'Wait', place: { file: SITE, line: 9 } }),
    trialOf('crash', {
      kind: 'surfaced',
      reason: 'failed',
      taskName: 'Wait',
      place: undefined,
      delayMs: 5,
      msg: undefined,
    }),
    trialOf('silence', {
      ...{ kind: 'surfaced', reason: 'unreachable', taskName: 'Wait', place: undefined, delayMs: 5, msg: undefined },
    }),
    trialOf('slow', { kind: 'unharmed', reaped: true }),
    trialOf('hang', { kind: 'missed', missing: 'the process was never seen' }),
    trialOf('silent', { kind: 'errored', why: 'ansible-playbook left no recap' }),
  ],
  interrupted: [trialOf('garbage', { kind: 'unharmed', reaped: true }).trial],
  notCovered: [
    { taskName: 'Other', place: { file: '/w/roles/a/tasks/main.yml', line: 3 }, why: 'its tags were not selected' },
  ],
  findings: [SWALLOWED],
  verdict: 'fail',
});

const told = (name: ReporterName, report = REPORT) => toldBy(DRILL_REPORTERS, name, report);
const chosen = (names: readonly string[], cwd: string) =>
  reportersNamed(reportersAsked({ reporter: names }), cwd, DRILL_REPORTERS);

test('JUnit: what surfaced passes, what was swallowed fails, and what is not known is an error', async () => {
  const xml = await told('junit');
  expect(await junitErrors(xml)).toEqual([]);
  expect(junitCases(xml)).toEqual([
    'healthy run: pass',
    'fail on host-1: failure',
    'crash on host-1: pass',
    'silence on host-1: pass',
    'slow on host-1: pass',
    'hang on host-1: error',
    'silent on host-1: error',
    'garbage on host-1: error',
    'not covered: error',
  ]);
  expect(xml).toContain('unreachable');
  expect(xml).not.toContain('\u001b');
});

test('JUnit: a healthy run that is red is a failed case, and an accepted gap no case', async () => {
  const red = await told('junit', drillReportOf({ baseline: { status: 'red', wallMs: 1, jobs: [], folder: 'b' } }));
  expect(red).toMatch(/name="healthy run"[^>]*>\s*<failure/);
  expect(await told('junit', { ...REPORT, uncoveredAccepted: true })).not.toContain('not covered');
});

test('SARIF: valid by its schema, each finding at its line, and each thing not known a warning', async () => {
  const [{ results, properties }] = validSarif(await told('sarif')).runs;
  expect(results.map(({ ruleId, level }) => `${level} ${ruleId}`)).toEqual([
    'error swallowed-failure',
    ...Array.from({ length: 4 }, () => 'warning no-result'),
  ]);
  expect(results[0]?.locations[0]?.physicalLocation).toEqual({
    artifactLocation: { uri: 'site.yml' },
    region: { startLine: 6, startColumn: 7 },
  });
  expect(results[0]?.message.text).toContain('"Wait" (site.yml:9)');
  expect(properties?.trials).toContainEqual(expect.objectContaining({ fault: 'silence', words: 'unreachable' }));
});

test('every rule that a drill can report is named in SARIF', () => {
  const written = ['../../harness/checks', '../../harness/engine'].flatMap((folder) =>
    rulesIn(new URL(folder, import.meta.url).pathname),
  );
  const known = DRILL_RULES.map(({ id }) => id);
  expect(written.filter((rule) => !known.includes(rule))).toEqual([]);
  expect(written.length).toBeGreaterThan(8);
});

test('GitHub: one line for each, errors and warnings, with files of the repository', async () => {
  const lines = (await told('github')).trimEnd().split('\n');
  expect(lines).toHaveLength(5);
  expect(lines[0]).toMatch(
    /^::error file=site.yml,line=6,col=7,title=reapcheck swallowed-failure::.*%0Aadd to "Wait" \(site.yml%3A9\)|^::error file=site.yml,line=6/,
  );
  expect(lines.slice(1).every((line) => line.startsWith('::warning file='))).toBe(true);
});

test('GitLab: each finding at its line, with a fingerprint of its own that stays when lines move', async () => {
  const issues = JSON.parse(await told('gitlab')) as readonly Record<string, unknown>[];
  expect(issues.map(({ severity, check_name }) => `${severity} ${check_name}`)).toEqual([
    'major reapcheck swallowed-failure',
    ...Array.from({ length: 4 }, () => 'minor reapcheck no-result'),
  ]);
  expect(issues[0]?.location).toEqual({ path: 'site.yml', lines: { begin: 6 } });
  expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(issues.length);
  const { place: _, ...nowhere } = SWALLOWED;
  const [first, second] = JSON.parse(gitlabCodeQuality([nowhere, nowhere], 'site.yml'));
  expect(first.location).toEqual({ path: 'site.yml', lines: { begin: 1 } });
  expect(second.fingerprint).toBe(`${first.fingerprint}-1`);
});

test('Markdown: the verdict, the trials, and names that are no markup', async () => {
  const page = await told('markdown');
  expect(page).toMatch(/^## FAIL: site.yml\n/);
  expect(page).toContain('Build \\<it\\> | `site.yml:6:7` | fail | **swallowed** | no-until');
  expect(page).toContain('garbage on "Build \\<it\\>" of host-1 was interrupted');
});

test('reporters write where they are told to, and one is printed at most', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reapcheck-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(
    join(folder, 'own.mjs'),
    "export default (report, context) => report.verdict + ' ' + context.version + '\\n';\n",
  );
  writeFileSync(join(folder, 'summary.md'), 'before\n');
  const named = await chosen(['json=a.json,./own.mjs=own.txt', 'markdown=summary.md'], folder);
  await tell(named, REPORT, { ...CONTEXT, cwd: folder }, { summaryFile: join(folder, 'summary.md') });
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  expect(JSON.parse(read('a.json'))).toEqual(REPORT);
  expect(read('own.txt')).toBe('fail 1.2.3\n');
  expect(read('summary.md')).toMatch(/^before\n## FAIL/);
});

test.each([
  ['throws', "export default () => { throw new Error('no such field'); };", /own.mjs failed: no such field/],
  ['returns no text', 'export default () => 7;', /own.mjs failed: it returned number/],
])('a reporter of one’s own that %s is told as that, and costs the others nothing', async (_, source, why) => {
  const { folder } = projectOf({ 'own.mjs': source });
  const named = await chosen(['./own.mjs=own.txt', 'json=a.json'], folder);
  await expect(tell(named, REPORT, { ...CONTEXT, cwd: folder })).rejects.toMatchObject({
    ...{ code: 'bad-reporter', kind: 'usage', message: expect.stringMatching(why) },
  });
  expect(JSON.parse(readFileSync(join(folder, 'a.json'), 'utf8'))).toEqual(REPORT);
});

test.each([
  [['terminal,json'], /terminal and json would both be printed/],
  [[','], /names nothing/],
  [['xml'], /there is no reporter "xml"/],
  [['toString'], /there is no reporter "toString"/],
  [['./none.mjs=x'], /none.mjs can't be loaded/],
  [['junit=/nowhere/at/all.xml'], /can't be written/],
])('--reporter %j is refused before anything runs', async (wanted, why) => {
  await expect(chosen(wanted, '/')).rejects.toThrow(why);
});

function rulesIn(folder: string): string[] {
  return globSync('*.ts', { cwd: folder }).flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/\brule: '([a-z-]+)'/g)].flatMap(([, rule]) => rule ?? []),
  );
}
