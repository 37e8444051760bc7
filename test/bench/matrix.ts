/**
 * A table of every fault on a job that is reaped well and on one that is never reaped, as Markdown.
 * `node test/bench/matrix.ts`, for each ansible-playbook of REAPCHECK_TEST_ANSIBLE, or that `doctor --fix --ansible …` has installed.
 */
import { FAULTS } from '../../harness/faults/catalogue.ts';
import type { DrillReport } from '../../harness/model/report.ts';
import { ansibles, Workplace, withAnsible } from '../acceptance/reapcheck.ts';

using workplace = new Workplace();

async function drill(playbook: string, ansible: string | undefined, ...args: string[]): Promise<DrillReport> {
  const { code, stdout, stderr } = await workplace.drill([
    ...[`playbooks/${playbook}.yml`, '--preset', 'all', '--json', ...withAnsible(ansible), ...args],
  ]);
  if (!stdout.startsWith('{')) throw new Error(`no report; exit ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

const columns: { readonly head: string; readonly report: DrillReport }[] = [];
for (const ansible of ansibles()) {
  const good = await drill('good/single-job', ansible);
  const bad = await drill('bad/parallel-jobs-unreaped', ansible, '--jobs', 'report');
  columns.push(
    { head: `reaped, ${good.coreVersion}`, report: good },
    { head: `unreaped, ${bad.coreVersion}`, report: bad },
  );
  process.stderr.write(
    `${good.coreVersion}: ${good.verdict} in ${good.wallMs} ms, ${bad.verdict} in ${bad.wallMs} ms\n`,
  );
}

function cell(report: DrillReport, fault: string): string {
  const outcome = report.trials.find(({ trial }) => trial.fault === fault)?.outcome;
  if (outcome?.kind === 'surfaced') return `surfaced: ${outcome.reason}`;
  if (outcome?.kind === 'swallowed') return `swallowed: ${outcome.how}`;
  return outcome?.kind ?? '';
}

const row = (cells: readonly string[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`);
row(['fault', ...columns.map(({ head }) => head)]);
row(['---', ...columns.map(() => '---')]);
for (const { name } of FAULTS) row([`\`${name}\``, ...columns.map(({ report }) => cell(report, name))]);
