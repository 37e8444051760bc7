import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { ReapcheckError } from '../model/error.ts';
import type { DrillReport } from '../model/report.ts';
import { startDetached } from '../process/start-detached.ts';
import { type FoundReport, findReport } from './find-report.ts';
import { contextOf, DRILL_SCHEMA, drillFrom } from './stored-drill.ts';
import { writePage } from './write-page.ts';

interface ShowOptions {
  readonly runs: string;
  readonly json?: boolean;
  readonly open: boolean;
}

export function registerShow(program: Command): void {
  program
    .command('show')
    .summary('open the HTML report of a drill')
    .description(
      'Writes report.html beside the report of RUN, from that and its histories, says where it is, and opens it where there is a desktop.',
    )
    .argument('[run]', 'latest, the name of a playbook, the folder of a run, or a report.json', 'latest')
    .option('--runs <dir>', 'where histories and reports are kept', 'runs')
    .option('--json', 'print the report, and write nothing')
    .option('--no-open', 'open no browser')
    .action((run: string, options: ShowOptions) => show(run, options));
}

function show(run: string, options: ShowOptions): void {
  const found = findReport(run, options.runs);
  if (options.json) {
    process.stdout.write(found.text.endsWith('\n') ? found.text : `${found.text}\n`);
    return;
  }
  const report = drillIn(found);
  const file = writePage(found.folder, report, contextOf(found.folder));
  for (const said of lacks(found.folder, report)) console.error(`reapcheck: ${said}`);
  console.log(file);
  const opener = options.open && process.stdout.isTTY ? openerOf(process.platform, process.env) : undefined;
  if (opener) startDetached(opener, [pathToFileURL(file).href], { env: process.env, logFile: '/dev/null' });
}

/** A drill's report of this version, with all that its page is made of. */
function drillIn({ file, schema, report }: FoundReport): DrillReport {
  const read = drillFrom(report);
  if ('report' in read) return read.report;
  throw new ReapcheckError({
    code: 'report-of-another-kind',
    kind: 'usage',
    what:
      schema === DRILL_SCHEMA
        ? 'this report lacks a part'
        : 'this is no report of a drill that this version of reapcheck reads',
    where: { file, line: 1 },
    expected: `"schema": "${DRILL_SCHEMA}"`,
    seen: schema === DRILL_SCHEMA ? read.misfit : `"schema": ${JSON.stringify(schema)}`,
    remedy:
      'show it with the version of reapcheck that made it, drill again, or see it as it is: reapcheck show --json',
  });
}

function lacks(folder: string, report: DrillReport): readonly string[] {
  const { run } = contextOf(folder);
  const folders = new Set([report.baseline.folder, ...report.trials.map((one) => one.folder)]);
  return [...folders].flatMap((name) => {
    const lacking = run(name).lacks;
    return lacking === undefined ? [] : [`${name}: ${lacking}`];
  });
}

/** The command that opens a file for a person; undefined where nobody sits in front of a desktop. */
function openerOf(platform: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (platform === 'darwin') return 'open';
  return env.DISPLAY || env.WAYLAND_DISPLAY ? 'xdg-open' : undefined;
}
