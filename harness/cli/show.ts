import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { ReapcheckError } from '../model/error.ts';
import { reportFrom } from '../model/format/read.ts';
import { runFormat } from '../model/format/run.ts';
import { smokeFormat } from '../model/format/smoke.ts';
import type { RunReport } from '../model/run-report.ts';
import type { SmokeRecord } from '../model/smoke.ts';
import { startDetached } from '../process/start-detached.ts';
import { scenariosHtml } from '../reporters/html/html.ts';
import type { ReporterContext } from '../reporters/reporter.ts';
import { type FoundReport, findReport } from './find-report.ts';
import { contextOf, DRILL_SCHEMA, drillFrom, drillPageOf, SMOKE_SCHEMA, smokePageOf } from './stored-report.ts';
import { writePage } from './write-page.ts';

const RUN_SCHEMA: RunReport['schema'] = 'reapcheck/run/1';

interface ShowOptions {
  readonly runs: string;
  readonly json?: boolean;
  readonly open: boolean;
}

export function registerShow(program: Command): void {
  program
    .command('show')
    .summary('open the HTML report of a drill, a run of scenarios or a smoke')
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
  const { html, folders } = shown(found);
  const context = contextOf(found.folder);
  const file = writePage(found.folder, () => html(context));
  for (const name of folders) {
    const { lacks } = context.run(name);
    if (lacks !== undefined) console.error(`reapcheck: ${name}: ${lacks}`);
  }
  console.log(file);
  const opener = options.open && process.stdout.isTTY ? openerOf(process.platform, process.env) : undefined;
  if (opener) startDetached(opener, [pathToFileURL(file).href], { env: process.env, logFile: '/dev/null' });
}

interface Shown {
  readonly html: (context: ReporterContext) => string;
  /** Of its runs. */
  readonly folders: readonly string[];
}

/** What there is to see of a report: of a drill, a run of scenarios or a smoke, as this version writes them. */
function shown({ file, schema, report }: FoundReport): Shown {
  if (schema === RUN_SCHEMA) {
    const read = reportFrom<RunReport>(runFormat, report);
    if ('misfit' in read) throw lacksAPart(file, read.misfit);
    const steps = read.report.results.flatMap((one) => one.steps);
    return {
      html: (context) => scenariosHtml({ report: read.report, ...context }, context.template()),
      folders: steps.map(({ folder }) => folder),
    };
  }
  if (schema === SMOKE_SCHEMA) {
    const read = reportFrom<SmokeRecord>(smokeFormat, report);
    if ('misfit' in read) throw lacksAPart(file, read.misfit);
    return { html: ({ cwd }) => smokePageOf(read.report, dirname(file), cwd), folders: [] };
  }
  const read = drillFrom(report);
  if ('report' in read) {
    const { baseline, trials } = read.report;
    return {
      html: (context) => drillPageOf(read.report, context),
      folders: [...new Set([baseline.folder, ...trials.map(({ folder }) => folder)])],
    };
  }
  throw schema === DRILL_SCHEMA ? lacksAPart(file, read.misfit) : ofAnotherKind(file, schema);
}

function lacksAPart(file: string, misfit: string): ReapcheckError {
  return new ReapcheckError({
    code: 'bad-report',
    kind: 'usage',
    what: 'this report lacks a part',
    where: { file, line: 1 },
    expected: 'a report as reapcheck writes it',
    seen: misfit,
    remedy: 'name another run, drill again, or see it as it is: reapcheck show --json',
  });
}

function ofAnotherKind(file: string, schema: unknown): ReapcheckError {
  return new ReapcheckError({
    code: 'report-of-another-kind',
    kind: 'usage',
    what: 'this is no report that this version of reapcheck shows',
    where: { file, line: 1 },
    expected: `"schema": "${DRILL_SCHEMA}", "${RUN_SCHEMA}" or "${SMOKE_SCHEMA}"`,
    seen: `"schema": ${JSON.stringify(schema)}`,
    remedy:
      'show it with the version of reapcheck that made it, drill again, or see it as it is: reapcheck show --json',
  });
}

/** The command that opens a file for a person; undefined where nobody sits in front of a desktop. */
function openerOf(platform: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (platform === 'darwin') return 'open';
  return env.DISPLAY || env.WAYLAND_DISPLAY ? 'xdg-open' : undefined;
}
