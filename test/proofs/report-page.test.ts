// The HTML report in a real browser: `npm run test:page`. Of recorded histories, so that it needs no host.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { runAudit } from '../../harness/cli/audit.ts';
import { contextOf } from '../../harness/cli/stored-report.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { RunReport, StepResult } from '../../harness/model/run-report.ts';
import { drillHtml, matrixHtml, scenariosHtml, smokeHtml } from '../../harness/reporters/html/html.ts';
import type { KeptMatrix } from '../../harness/reporters/html/matrix-page.ts';
import { trialOf } from '../unit/drill-report-of.ts';
import { recordedDrill } from '../unit/recorded-drill.ts';
import { smokeRecordOf } from '../unit/smoke-record-of.ts';

const STICKS_OUT = 'document.documentElement.scrollWidth - innerWidth';
const FOCUSED = 'document.activeElement.id || document.activeElement.tagName';
const WIDTHS = [400, 1280];
const SCHEMES = ['light', 'dark'] as const;

const REAP = ['    - name: Reap', '      ansible.builtin.async_status:'];

let browser: Browser;
let folder: string;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: chromiumHere(), args: ['--no-sandbox'] });
  folder = mkdtempSync(join(tmpdir(), 'reapcheck-page-'));
});
afterAll(async () => {
  await browser?.close();
  if (folder) rmSync(folder, { recursive: true });
});

function chromiumHere(): string {
  const known = [process.env.REAPCHECK_CHROMIUM ?? '', '/usr/bin/chromium', '/usr/bin/google-chrome'];
  const found = known.find((path) => path !== '' && existsSync(path));
  if (found) return found;
  throw new Error(
    `there is no Chromium here (${known.slice(1).join(', ')}): apt-get install chromium, or set REAPCHECK_CHROMIUM`,
  );
}

/** The page of a recorded drill, in a browser that is off the network; fails where it asks for anything, or throws. */
async function opened(
  name: string,
  over: { times?: number; width?: number; scheme?: 'light' | 'dark' } = {},
): Promise<Page> {
  const { report, run } = recordedDrill(name, over.times);
  const finding: Finding = {
    rule: 'swallowed-failure',
    severity: 'error',
    confidence: 'certain',
    message: 'the play ended green although a job had failed',
    evidence: report.trials.map(({ trial }) => `${trial.fault} on ${trial.job.host}: seen`),
    remedy: 'add before the end of the play:\n  - ansible.builtin.async_status:',
    ...(report.trials[0] ? { place: report.trials[0].trial.job.place } : {}),
  };
  const findings = report.trials.some(({ outcome }) => outcome.kind === 'swallowed') ? [finding] : [];
  const place = report.trials[0]?.trial.job.place;
  const mends =
    place && findings.length > 0 ? [{ file: place.file, line: place.line + 6, removed: [], added: REAP }] : [];
  const html = drillHtml(
    { report: { ...report, findings, mends }, run, earlier: [], cwd: '/src' },
    contextOf(folder).template(),
  );
  return await shown(name, html, over);
}

async function shown(
  name: string,
  html: string,
  over: { width?: number; scheme?: 'light' | 'dark' } = {},
): Promise<Page> {
  const file = join(folder, `${name}.html`);
  writeFileSync(file, html);
  const context = await browser.newContext({
    viewport: { width: over.width ?? 1280, height: 900 },
    colorScheme: over.scheme ?? 'light',
    offline: true,
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  const wrong: string[] = [];
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('request', (request) => request.url() === pathToFileURL(file).href || wrong.push(request.url()));
  onTestFinished(() => expect(wrong).toEqual([]));
  await page.goto(pathToFileURL(file).href);
  return page;
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations: found } = await page.evaluate('axe.run()').then((one) => one as AxeResults);
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

interface AxeResults {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { readonly html: string }[] }[];
}

test('a click leads from the verdict to the line of the history that proves it', async () => {
  const page = await opened('parallel-jobs-unreaped@2.19.14');
  await page.getByRole('link', { name: 'See how it is known' }).first().click();
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/^\S+ on “/);
  const step = page.getByRole('listitem').filter({ hasText: 'It struck, as was seen from outside' });
  const key = page.getByRole('list', { name: 'Signs on the timeline' });
  expect(await key.getByRole('listitem').allTextContents()).toContain('▼ the fault struck');
  const link = step.getByRole('link').first();
  const n = (await link.textContent())?.replace('line ', '');
  await link.click();
  const row = page.locator(`#line-${n}`);
  expect(await page.evaluate(FOCUSED)).toBe(`line-${n}`);
  // What names a strike, on the host as in the history.
  expect(await row.textContent()).toContain('"token":');
  await page.goBack();
  await page.goBack();
  expect(await page.getByRole('heading', { name: 'What to do first' }).isVisible()).toBe(true);
});

test('by keyboard alone: into a cell, to its trial, and back', async () => {
  const page = await opened('single-job@2.19.14');
  const cell = page.locator('a.cell').first();
  await cell.focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'How it is known' }).waitFor();
  expect(await page.evaluate(FOCUSED)).toBe('H1');
  await page.getByRole('navigation', { name: 'Runs' }).getByRole('link').first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Trials' }).waitFor();
});

test('an address leads to a trial, and to a line', async () => {
  const page = await opened('single-job@2.19.14');
  const href = (await page.locator('a.cell').first().getAttribute('href')) ?? '';
  await page.goto('about:blank');
  await page.goto(`${pathToFileURL(join(folder, 'single-job@2.19.14.html')).href}${href}/4`);
  await page.locator('#line-4').waitFor();
  expect(await page.locator('#line-4').getAttribute('class')).toBe('chosen');
});

test('the page of a run of scenarios: axe has nothing to say, and each step leads to its history', async () => {
  const step: StepResult = {
    ...{ name: 'play', playbook: '/src/site.yml', verdict: 'fail', struck: [], wallMs: 1000, folder: 'fail' },
    checks: [
      {
        kind: 'play',
        is: 'unmet',
        expected: 'the play ends green',
        seen: 'it ended red',
        evidence: [],
        remedy: 'mend it',
      },
    ],
  };
  const place = { file: '/src/scenarios/a.yml', line: 1 };
  const result = {
    name: 'a',
    theme: 'reboots',
    why: 'it must',
    place,
    steps: [step],
    wallMs: 1,
    verdict: 'fail',
  } as const;
  const report: RunReport = {
    ...{ schema: 'reapcheck/run/1', coreVersion: '2.19.1', watcher: 'new', startedAt: '2026-01-01T00:00:00.000Z' },
    ...{ wallMs: 1, folder, results: [result], verdict: 'fail' },
  };
  const { run } = recordedDrill('single-job@2.19.14');
  const page = await shown('scenarios', scenariosHtml({ report, run, cwd: '/src' }, contextOf(folder).template()));
  expect(await violations(page)).toEqual([]);
  await page.getByRole('link', { name: 'Timeline and history of play' }).click();
  await page.getByRole('figure').waitFor();
  expect(await violations(page)).toEqual([]);
});

/** Two drills of one playbook that differ, and a cell that could not be had. */
function matrixOf(): KeptMatrix {
  const drills = new Map([
    ['../old', recordedDrill('parallel-jobs@2.14.18')],
    ['../new', recordedDrill('parallel-jobs-unreaped@2.19.14')],
  ]);
  const cells = [...drills].map(([of, { report }], index) => ({
    ...{ cell: { ansible: index === 0 ? '2.14' : '2.19' }, verdict: report.verdict, coreVersion: report.coreVersion },
    ...{ score: report.score, wallMs: report.wallMs, folder: of },
  }));
  const trial = drills.get('../old')?.report.trials[0];
  const seen = cells.map(({ cell, folder: of }) => ({ cell, words: 'as seen', folder: join(of, trial?.folder ?? '') }));
  return {
    report: {
      ...{ schema: 'reapcheck/matrix/1', playbook: '/src/site.yml', startedAt: '2026-01-01T00:00:00.000Z', wallMs: 1 },
      ...{ folder, axes: { ansible: ['2.14', '2.19', '2.30'] }, verdict: 'unknown' },
      differences: trial ? [{ of: 'trial', trial: trial.trial, seen }] : [],
      cells: [...cells, { cell: { ansible: '2.30' }, verdict: 'unknown', because: 'there is no ansible-core 2.30' }],
    },
    drill: (of) => drills.get(of)?.report,
    run: (of) => drills.get(dirname(of))?.run(basename(of)) ?? { history: [] },
    cwd: '/src',
  };
}

test.each(SCHEMES)(
  'the page of a matrix, %s: axe has nothing to say, and a cell leads to its run above its own healthy run',
  async (scheme) => {
    for (const width of WIDTHS) {
      const page = await shown('matrix', matrixHtml(matrixOf(), contextOf(folder).template()), { width, scheme });
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(STICKS_OUT)).toBe(0);
      const cell = page.locator('a.cell').last();
      await cell.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('figure').last().waitFor();
      expect(await page.getByRole('heading', { level: 1 }).textContent()).toMatch(/^ansible 2\.19: /);
      expect(await page.getByRole('figure').count()).toBe(2);
      expect(await page.getByRole('figure').first().getAttribute('aria-label')).toMatch(/ansible 2\.19: Healthy run/);
      expect(await violations(page)).toEqual([]);
    }
  },
);

test('on paper: what is folded or scrolls on a screen does not stick out, and what only leads elsewhere is not there', async () => {
  const page = await opened('parallel-jobs-unreaped@2.19.14');
  await page.emulateMedia({ media: 'print' });
  expect(await page.evaluate(STICKS_OUT)).toBe(0);
  expect(await page.getByRole('navigation', { name: 'Parts of this page' }).isVisible()).toBe(false);
  expect(await page.locator('.diff').first().isVisible()).toBe(true);
});

test.each(SCHEMES)(
  'the pages of a smoke and of an audit, %s: axe has nothing to say, and nothing sticks out',
  async (scheme) => {
    const proofs = [trialOf('fail', { kind: 'swallowed', how: 'never-reaped', taskName: undefined, place: undefined })];
    const record = smokeRecordOf({ proof: 'one', proofs, verdict: 'fail' });
    const template = contextOf(folder).template();
    let audited = '';
    const flags = { format: 'html', minSeverity: 'note', minConfidence: 'possible' };
    await runAudit(['playbooks/bad'], flags, join(import.meta.dirname, '../..'), (text) => {
      audited += text;
    });
    for (const width of WIDTHS) {
      const smoke = await shown('smoke', smokeHtml({ record, earlier: [], cwd: '/w' }, template), { width, scheme });
      expect(await violations(smoke)).toEqual([]);
      expect(await smoke.evaluate(STICKS_OUT)).toBe(0);
      const audit = await shown('audit', audited, { width, scheme });
      for (const summary of await audit.locator('summary').all()) await summary.click();
      expect(await violations(audit)).toEqual([]);
      expect(await audit.evaluate(STICKS_OUT)).toBe(0);
    }
  },
);

test.each(WIDTHS.flatMap((width) => SCHEMES.map((scheme) => ({ width, scheme }))))(
  '$width px, $scheme: axe has nothing to say, and nothing sticks out',
  async ({ width, scheme }) => {
    for (const [name, times] of [
      ['parallel-jobs-unreaped@2.19.14', 1],
      ['single-job@2.19.14', 4],
    ] as const) {
      const page = await opened(name, { times, width, scheme });
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(STICKS_OUT)).toBe(0);
      await page.locator('a.cell').first().click();
      await page.getByRole('figure').last().waitFor();
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate(STICKS_OUT)).toBe(0);
    }
  },
);
