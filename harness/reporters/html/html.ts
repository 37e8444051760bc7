import { gzipSync } from 'node:zlib';
import type { RunPage } from '../../model/drill-page.ts';
import { visibleLines } from '../../model/visible.ts';
import { auditPage, type KeptAudit } from './audit-page.ts';
import { drillPage, type Kept } from './drill-page.ts';
import { runId } from './matrix.ts';
import { type KeptMatrix, matrixPage, matrixRuns } from './matrix-page.ts';
import { type KeptRunMatrix, runMatrixPage, runMatrixRuns } from './run-matrix-page.ts';
import { runPage } from './run-page.ts';
import { type KeptScenarios, scenariosPage, stepId } from './scenarios-page.ts';
import { type KeptSmoke, smokePage } from './smoke-page.ts';

/** The places in the page as it was built (bin/build-page.mjs) where a report goes. */
export const TITLE_MARK = '<!--reapcheck:title-->';
export const DATA_MARK = '<!--reapcheck:data-->';

/**
 * The report of a drill as one HTML file that asks for nothing. `template` is the page as it was built. Each run is compressed, and read by
 * the page only when somebody looks at it.
 */
export function drillHtml(kept: Kept, template: string): string {
  const { report, run } = kept;
  const page = drillPage(kept);
  return filled(template, `${report.verdict}: ${page.playbook}`, page, [
    ['baseline', runPage(run(report.baseline.folder), undefined)],
    ...report.trials.map((trial) => [runId(trial.trial), runPage(run(trial.folder), trial)] as const),
  ]);
}

/** The same of a matrix of drills, with the runs of all of its cells. */
export function matrixHtml(kept: KeptMatrix, template: string): string {
  const page = matrixPage(kept);
  return filled(template, `${page.verdict}: ${page.title} in ${page.cells.length} cells`, page, matrixRuns(kept));
}

/** The same of a matrix of scenarios. */
export function runMatrixHtml(kept: KeptRunMatrix, template: string): string {
  const page = runMatrixPage(kept);
  return filled(template, `${page.verdict}: ${page.title} in ${page.cells.length} cells`, page, runMatrixRuns(kept));
}

/** The same of a run of scenarios. */
export function scenariosHtml(kept: KeptScenarios, template: string): string {
  const { report, run } = kept;
  const steps = report.results.flatMap((one) => one.steps);
  return filled(
    template,
    `${report.verdict}: scenarios`,
    scenariosPage(kept),
    steps.map((step) => [stepId(step), runPage(run(step.folder), undefined)] as const),
  );
}

/** The same of a smoke, of which no history is kept. */
export function smokeHtml(kept: KeptSmoke, template: string): string {
  const page = smokePage(kept);
  return filled(template, `${page.verdict}: smoke of ${page.playbook}`, page, []);
}

/** The same of an audit. */
export function auditHtml(kept: KeptAudit, template: string): string {
  const page = auditPage(kept);
  return filled(template, `${page.outcome}: audit of ${page.title}`, page, []);
}

function filled(template: string, title: string, page: unknown, runs: readonly (readonly [string, RunPage])[]): string {
  const data = [
    `<script type="application/json" id="page">${forScript(json(page))}</script>`,
    ...runs.map(
      ([id, view]) => `<script type="application/gzip" id="run-${forAttribute(id)}">${packed(json(view))}</script>`,
    ),
  ].join('\n');
  return template.replace(TITLE_MARK, () => forText(title)).replace(DATA_MARK, () => data);
}

/** Somebody else's text, with what would hide or forge any of it made visible. */
function json(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => (typeof one === 'string' ? visibleLines(one) : one));
}

function packed(text: string): string {
  return gzipSync(text, { level: 9 }).toString('base64');
}

/** JSON that no parser of HTML takes for an end of the script. */
function forScript(text: string): string {
  return text.replaceAll('<', '\\u003c');
}

function forText(text: string): string {
  return visibleLines(text).replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

function forAttribute(text: string): string {
  return forText(text).replaceAll('"', '&quot;');
}
