import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { findReport } from '../../harness/cli/find-report.ts';
import { contextOf, drillFrom } from '../../harness/cli/stored-report.ts';
import { storedRun } from '../../harness/history/stored-run.ts';
import type { DrillPage } from '../../harness/model/drill-page.ts';
import { isVisible } from '../../harness/model/visible.ts';
import { drillPage } from '../../harness/reporters/html/drill-page.ts';
import { DATA_MARK, drillHtml, TITLE_MARK } from '../../harness/reporters/html/html.ts';
import { drillReportOf, SITE, trialOf } from './drill-report-of.ts';
import { projectOf } from './project-of.ts';
import { recordedDrill } from './recorded-drill.ts';

const TEMPLATE = `<title>${TITLE_MARK}</title><body>${DATA_MARK}</body>`;
const HISTORIES = new URL('../replay/histories', import.meta.url).pathname;
const KEPT = { earlier: [], cwd: '/src' };
const NO_RUNS = { ...KEPT, run: () => ({ history: [] }) };

/** All that a page holds, as text. */
function inside(html: string): string {
  return html.replaceAll(/(<script type="application\/gzip"[^>]*>)([^<]*)/g, (_, tag: string, packed: string) => {
    return tag + gunzipSync(Buffer.from(packed, 'base64')).toString();
  });
}

function pageIn(html: string): DrillPage {
  return JSON.parse(/<script type="application\/json" id="page">([^<]*)</.exec(html)?.[1] ?? '') as DrillPage;
}

test('every cell of the matrix leads to a run that is in the page', () => {
  const kept = { ...KEPT, ...recordedDrill('single-job@2.19.14') };
  const html = drillHtml(kept, TEMPLATE);
  const { matrix, runs } = pageIn(html);
  const linked = matrix.rows.flatMap(({ cells }) => cells.flat().map(({ run }) => run));
  expect(linked.length).toBe(kept.report.trials.length);
  expect(runs.map(({ id }) => id)).toEqual(['baseline', ...linked]);
  for (const id of linked) expect(html).toContain(`id="run-${id}"`);
});

test('81 trials with their histories are far below 10 MB', () => {
  const kept = { ...KEPT, ...recordedDrill('single-job@2.19.14', 4) };
  expect(kept.report.trials.length).toBeGreaterThan(81);
  const html = drillHtml(kept, TEMPLATE);
  expect(html.length).toBeLessThan(1_000_000);
});

test('the play is shown by its tasks, with the outcomes of each job at its line', () => {
  const { sources } = drillPage({ ...KEPT, ...recordedDrill('single-job@2.19.14') });
  expect(sources.map(({ file }) => file)).toEqual(['playbooks/good/single-job.yml']);
  expect(sources[0]?.tasks.map(({ line, marks }) => [line, marks.length > 0])).toEqual([
    [6, true],
    [12, false],
    [16, false],
  ]);
  expect(sources[0]?.tasks[2]?.code).toEqual([
    '- name: Wait for the backup',
    '  ansible.builtin.async_status: …',
    '  until: …',
    '  retries: 8',
    '  delay: 2',
  ]);
});

test('what the drill could not tell is never shown as good', () => {
  const page = drillPage({
    ...NO_RUNS,
    report: drillReportOf({
      trials: [
        trialOf('hang', { kind: 'missed', missing: 'never seen' }),
        trialOf('fail', { kind: 'errored', why: 'no recap' }),
      ],
      interrupted: [trialOf('slow', { kind: 'unharmed', reaped: true }).trial],
      notCovered: [{ taskName: 'Other', place: { file: SITE, line: 30 }, why: 'its tags were not selected' }],
      score: { surfaced: 0, counted: 0, unharmed: 0, recovered: 0, uncounted: 2, notCovered: 1 },
      verdict: 'unknown',
    }),
  });
  expect(page.matrix.rows.flatMap(({ cells }) => cells.flat().map(({ tone }) => tone))).toEqual([
    'open',
    'open',
    'open',
  ]);
  expect(page.score.parts.map(({ label, tone }) => [label, tone])).toEqual([
    ['missed', 'open'],
    ['errored', 'open'],
    ['interrupted', 'open'],
    ['not covered', 'open'],
  ]);
  expect(page.says).toBe(
    'No trial had a result. 1 trial did not end: the drill was interrupted. 1 job of the source was launched in no run.',
  );
  expect(page.next.map(({ text, run }) => [text, run])).toEqual([
    ['1 trial without a result: never seen', 'trial-01-hang'],
    ['1 trial without a result: no recap', 'trial-01-fail'],
    ['1 trial did not end, as the drill was interrupted', undefined],
    ['"Other" launched no job in any run: its tags were not selected', undefined],
  ]);
  expect(page.sources.flatMap(({ tasks }) => tasks.map(({ notCovered }) => notCovered))).toEqual([
    'its tags were not selected',
  ]);
});

test('who reads the names of outcomes and faults for the first time is told what they mean', () => {
  const swallowed = { kind: 'swallowed', how: 'never-reaped', taskName: undefined, place: undefined } as const;
  const page = drillPage({
    ...NO_RUNS,
    report: drillReportOf({ trials: [trialOf('fail', swallowed), trialOf('of-tomorrow', swallowed)], verdict: 'fail' }),
    faultDoes: (name) => (name === 'fail' ? 'the command ends with rc 1' : undefined),
  });
  expect(page.score.parts).toMatchObject([{ label: 'swallowed', means: 'the job failed, and the play ended green' }]);
  expect(page.matrix.does).toEqual({ fail: 'the command ends with rc 1' });
  expect(page.runs.map(({ does }) => does)).toEqual([undefined, 'the command ends with rc 1', undefined]);
  expect(contextOf('/nowhere').faultDoes?.('hang')).toBe('the job runs past its limit');
});

test('an interrupted drill says how it goes on', () => {
  const { trial } = trialOf('fail', { kind: 'unharmed', reaped: true });
  const page = drillPage({
    ...NO_RUNS,
    report: drillReportOf({ trials: [], interrupted: [trial], verdict: 'unknown' }),
  });
  expect(page.says).toBe('No trial came to its end. 1 trial did not end: the drill was interrupted.');
  expect(page.next[0]?.remedy).toMatch(/--resume$/);
});

test('names of somebody else’s neither end a script nor hide what they are', () => {
  const evil = '</script><script>alert(1)</script>\u202e\u001b[2J';
  const trial = trialOf('fail', { kind: 'errored', why: evil });
  const html = drillHtml(
    {
      ...NO_RUNS,
      report: drillReportOf({
        playbook: `/w/${evil}.yml`,
        trials: [{ ...trial, trial: { ...trial.trial, taskName: evil, id: `1-${evil}"` } }],
      }),
    },
    TEMPLATE,
  );
  expect(html).not.toMatch(/<script>alert/);
  expect(html.match(/<script/g)?.length).toBe(3);
  expect(isVisible(inside(html).replaceAll('\n', ' '))).toBe(true);
});

test('a secret in what Ansible printed, or in the play itself, is in no page', () => {
  const secret = 'tr0ub4dor&3';
  const { folder } = projectOf({
    'baseline/ansible-output.txt': secret,
    'trials/1/ansible-output.txt': secret,
    'trials/1/ssh.log': secret,
    'site.yml': `- hosts: all\n  vars: {password: "${secret}"}\n`,
  });
  cpSync(join(HISTORIES, 'single-job@2.19.14.baseline.jsonl'), join(folder, 'baseline/history.jsonl'));
  cpSync(join(HISTORIES, 'single-job@2.19.14.fail.jsonl'), join(folder, 'trials/1/history.jsonl'));
  const { report } = recordedDrill('single-job@2.19.14');
  const trials = report.trials
    .filter(({ trial }) => trial.fault === 'fail')
    .map((one) => ({ ...one, folder: 'trials/1' }));
  const context = contextOf(folder, folder);
  const html = drillHtml(
    { report: { ...report, trials, playbook: join(folder, 'site.yml') }, ...context, earlier: [] },
    TEMPLATE,
  );
  expect(inside(html)).toContain('non-zero return code');
  expect(inside(html)).not.toContain(secret);
});

test('of a history that is cut off, missing or no history, what can be shown is shown', () => {
  const whole = readFileSync(join(HISTORIES, 'single-job@2.19.14.fail.jsonl'), 'utf8');
  const lines = whole.split('\n');
  const { folder } = projectOf({
    'whole/history.jsonl': whole,
    'torn/history.jsonl': whole.slice(0, whole.length / 2),
    'cut/history.jsonl': `${lines.slice(0, 10).join('\n')}\n`,
    'edited/history.jsonl': lines.with(4, '{"kind":"event"}').join('\n'),
  });
  expect(storedRun(join(folder, 'whole')).lacks).toBeUndefined();
  expect(storedRun(join(folder, 'torn'))).toMatchObject({ lacks: expect.stringMatching(/from line \d+ on/) });
  expect(storedRun(join(folder, 'torn')).history.length).toBeGreaterThan(10);
  expect(storedRun(join(folder, 'cut'))).toMatchObject({ lacks: expect.stringContaining('cut off') });
  expect(storedRun(join(folder, 'edited'))).toMatchObject({ lacks: expect.stringContaining('from line 5 on') });
  expect(storedRun(join(folder, 'edited')).history.length).toBe(4);
  expect(storedRun(join(folder, 'none'))).toMatchObject({ history: [], lacks: expect.stringContaining('missing') });
  const page = drillPage({
    ...KEPT,
    report: drillReportOf({ trials: [trialOf('fail', { kind: 'unharmed', reaped: true })] }),
    run: () => storedRun(join(folder, 'none')),
  });
  expect(page.runs.map(({ lacks }) => lacks)).toEqual([
    expect.stringContaining('missing'),
    expect.stringContaining('missing'),
  ]);
});

test('runtimes of earlier drills come with the jobs that have them', () => {
  const job = {
    key: trialOf('fail', { kind: 'unharmed', reaped: true }).trial.job,
    taskName: 'Build',
    limit: 10,
    poll: 0,
    windowS: 8,
    reapPlace: undefined,
    reaped: true,
  };
  const drill = (startedAt: string, runtimeS: number | undefined) =>
    drillReportOf({ startedAt, baseline: { status: 'green', wallMs: 1, folder: 'b', jobs: [{ ...job, runtimeS }] } });
  const earlier = [drill('2026-01-01', 3), drill('2026-01-02', undefined), drill('2026-01-04', 9)];
  const { headroom } = drillPage({ ...NO_RUNS, report: drill('2026-01-03', 4), earlier });
  expect(headroom).toMatchObject([
    { job: 'Build', runtimeS: 4, limitS: 10, windowS: 8, past: [{ startedAt: '2026-01-01', runtimeS: 3 }] },
  ]);
});

test('a run is found by its file, its folder, its playbook, or as the latest', () => {
  const report = (schema: string) => JSON.stringify({ schema });
  const { folder } = projectOf({
    'runs/site/2026-01-01T00-00-00-000Z/report.json': report('a'),
    'runs/site/2026-01-02T00-00-00-000Z/report.json': report('b'),
    'runs/other/2026-01-03T00-00-00-000Z/report.json': report('c'),
    'runs/broken/2026-01-01T00-00-00-000Z/report.json': '{"schema": ',
  });
  const runs = join(folder, 'runs');
  mkdirSync(join(runs, 'empty'));
  writeFileSync(join(runs, 'note.txt'), '');
  const schema = (wanted: string) => findReport(wanted, runs).schema;
  expect(schema('latest')).toBe('c');
  expect(schema(join(runs, 'site/2026-01-02T00-00-00-000Z'))).toBe('b');
  expect(schema('site/2026-01-01T00-00-00-000Z')).toBe('a');
  expect(schema(join(runs, 'site/2026-01-01T00-00-00-000Z/report.json'))).toBe('a');
  expect(() => schema('empty')).toThrow(/one of those in .*: broken, other, site|no report of a run "empty"/s);
  expect(() => schema('note.txt')).toThrow(/no report of a run "note.txt"/);
  expect(() => schema('broken/2026-01-01T00-00-00-000Z')).toThrow(/report.json:1: this report is not JSON/);
  expect(() => findReport('latest', join(folder, 'nowhere'))).toThrow(/there is no report in .*nowhere yet/);
});

test('a report of another version, or one that lacks a part, is told apart from one that can be shown', () => {
  expect(drillFrom(JSON.parse(JSON.stringify(drillReportOf())))).toHaveProperty('report');
  expect(drillFrom({ ...drillReportOf(), schema: 'reapcheck/drill/2' })).toMatchObject({
    misfit: expect.stringMatching(/^schema: /),
  });
  const { trials: _, ...torn } = drillReportOf();
  expect(drillFrom(torn)).toMatchObject({ misfit: expect.stringMatching(/^trials: /) });
  expect(drillFrom(7)).toMatchObject({ misfit: expect.stringMatching(/^the whole: /) });
});
