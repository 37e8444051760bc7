import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { ReapcheckError } from '../model/error.ts';
import { startDetached } from '../process/start-detached.ts';
import { DRILL_REPORTERS } from '../reporters/drill/catalogue.ts';
import { type FoundReport, findReport } from './find-report.ts';
import { READ_SCHEMAS, readerFor, type Telling } from './report-kinds.ts';
import { offerReporters, type ReporterFlags, reportersAsked } from './reporter-options.ts';
import { contextOf } from './stored-report.ts';
import { PAGE_FILE, writePage } from './write-page.ts';

interface ShowOptions extends ReporterFlags {
  readonly runs: string;
  readonly open: boolean;
}

export function registerShow(program: Command): void {
  offerReporters(program.command('show'), DRILL_REPORTERS, [])
    .summary('open the HTML report of a drill, a matrix, a run of scenarios or a smoke')
    .description(
      'Writes report.html beside the report of RUN, from that and its histories, says where it is, and opens it where there is a desktop.',
    )
    .argument('[run]', 'latest, the name of a playbook, the folder of a run, or a report.json', 'latest')
    .option('--runs <dir>', 'where histories and reports are kept', 'runs')
    .option('--json', 'print the report as it is stored, of whatever version, and write nothing')
    .option('--no-open', 'open no browser')
    .action((run: string, options: ShowOptions) => show(run, options));
}

/** The whole verb. */
export async function show(
  run: string,
  options: ShowOptions,
  print: (text: string) => void = (text) => process.stdout.write(text),
): Promise<void> {
  const found = findReport(run, options.runs);
  if (options.json) {
    print(found.text.endsWith('\n') ? found.text : `${found.text}\n`);
    return;
  }
  const told = tellingOf(found);
  const context = contextOf(found.folder);
  if (options.reporter) {
    await told.tell(reportersAsked(options, []), context, print);
    return;
  }
  const html = await told.page(context);
  const file = writePage(found.folder, () => html);
  for (const name of told.runs(context)) {
    const { lacks } = context.run(name);
    if (lacks !== undefined) console.error(`reapcheck: ${name}: ${lacks}`);
  }
  print(`${file}\n`);
  const opener = options.open && process.stdout.isTTY ? openerOf(process.platform, process.env) : undefined;
  if (opener) startDetached(opener, [pathToFileURL(file).href], { env: process.env, logFile: '/dev/null' });
}

function tellingOf(found: FoundReport): Telling {
  const reader = readerFor(found.schema);
  if (!reader) throw ofAnotherKind(found);
  const read = reader(found.report);
  if ('misfit' in read) throw lacksAPart(found, read.misfit);
  return read.report;
}

function lacksAPart({ file, folder }: FoundReport, misfit: string): ReapcheckError {
  return new ReapcheckError({
    code: 'bad-report',
    kind: 'usage',
    what: 'this report lacks a part',
    where: { file, line: 1 },
    expected: 'a report as reapcheck writes it',
    seen: misfit,
    remedy: `name another run, drill again, or ${asItIs(folder)}`,
  });
}

function ofAnotherKind({ file, schema, report, folder }: FoundReport): ReapcheckError {
  return new ReapcheckError({
    code: 'report-of-another-kind',
    kind: 'usage',
    what: 'this is no report that this version of reapcheck shows',
    where: { file, line: 1 },
    expected: `"schema": one of ${READ_SCHEMAS.join(', ')}`,
    seen: [`"schema": ${JSON.stringify(schema)}`, ...factsIn(report)].join(', '),
    remedy: `show it with the version of reapcheck that made it, drill again, or ${asItIs(folder)}`,
  });
}

/** What reports of every version say of themselves: so much can be shown. */
function factsIn(report: unknown): readonly string[] {
  if (typeof report !== 'object' || report === null) return [];
  return ['playbook', 'verdict', 'startedAt'].flatMap((name) => {
    const value = (report as Readonly<Record<string, unknown>>)[name];
    return typeof value === 'string' ? [`${name} ${JSON.stringify(value)}`] : [];
  });
}

/** The page of its own time may be there still. */
function asItIs(folder: string): string {
  const page = join(folder, PAGE_FILE);
  return `see it as it is: reapcheck show --json${existsSync(page) ? `; or as it was shown then: ${page}` : ''}`;
}

/** The command that opens a file for a person; undefined where nobody sits in front of a desktop. */
function openerOf(platform: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (platform === 'darwin') return 'open';
  return env.DISPLAY || env.WAYLAND_DISPLAY ? 'xdg-open' : undefined;
}
