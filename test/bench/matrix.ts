/**
 * A table of every fault on a job that is reaped well, on one that is kept alive, and on one that is never reaped, as Markdown:
 * `node test/bench/matrix.ts`, for each ansible-playbook of REAPCHECK_TEST_ANSIBLE, or that `doctor --fix --ansible …` has installed.
 * What all versions say stands there once. Options, such as `--image debian-13`, are those of the drills: a fault that can't be had on the
 * hosts is "not tried".
 */
import { FAULTS } from '../../harness/faults/catalogue.ts';
import type { DrillReport } from '../../harness/model/report.ts';
import { Workplace, withAnsible } from '../acceptance/reapcheck.ts';
import { ansibles } from '../ansibles.ts';

const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  reaped: ['playbooks/good/single-job.yml'],
  'kept alive': ['playbooks/good/keep-alive.yml'],
  'never reaped': ['playbooks/bad/parallel-jobs-unreaped.yml', '--jobs', 'report'],
};

using workplace = new Workplace();

async function drill(ansible: string | undefined, args: readonly string[]): Promise<DrillReport> {
  const { code, stdout, stderr } = await workplace.drill([
    ...args,
    '--preset',
    'all',
    '--json',
    ...process.argv.slice(2),
    ...withAnsible(ansible),
  ]);
  if (!stdout.startsWith('{')) throw new Error(`no report; exit ${code}: ${stderr}`);
  const report: DrillReport = JSON.parse(stdout);
  process.stderr.write(`${report.coreVersion}: ${args.join(' ')}: ${report.verdict} in ${report.wallMs} ms\n`);
  return report;
}

function said(report: DrillReport, fault: string): string {
  const outcome = report.trials.find(({ trial }) => trial.fault === fault)?.outcome;
  if (outcome?.kind === 'surfaced') return `surfaced: ${outcome.reason}`;
  if (outcome?.kind === 'swallowed') return `swallowed: ${outcome.how}`;
  return outcome?.kind ?? 'not tried';
}

function cell(reports: readonly DrillReport[], fault: string): string {
  const answers = Map.groupBy(reports, (report) => said(report, fault));
  const [first, ...others] = [...answers.keys()];
  if (others.length === 0) return first ?? '';
  const versions = (all: readonly DrillReport[]) => all.map(({ coreVersion }) => coreVersion).join(', ');
  return [...answers].map(([answer, those]) => `${answer} (${versions(those)})`).join('; ');
}

const columns: DrillReport[][] = [];
for (const args of Object.values(COLUMNS)) {
  const reports: DrillReport[] = [];
  for (const ansible of ansibles('all')) reports.push(await drill(ansible, args));
  columns.push(reports);
}
const row = (cells: readonly string[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`);
row(['fault', ...Object.keys(COLUMNS)]);
row(['---', ...columns.map(() => '---')]);
for (const { name } of FAULTS) row([`\`${name}\``, ...columns.map((reports) => cell(reports, name))]);
