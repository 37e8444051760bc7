import { closeSync, openSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ReapcheckError } from '../model/error.ts';
import { inChunks } from '../reporters/pieces.ts';
import { REPORTER_NAMES, type Reporter, type ReporterContext, type Reporters } from '../reporters/reporter.ts';
import { type AskedReporter, reporterOption } from './reporter-options.ts';
import { requireWritableFile } from './writable.ts';

/** A reporter that was chosen, and where it writes; without a file, to stdout. */
interface Chosen<Report> {
  readonly report: Reporter<Report>;
  readonly file: string | undefined;
}

/** Reads what was asked for, while nothing has run. Throws a usage error for what can't be had, be written or be printed twice. */
export async function reportersNamed<Report extends object>(
  wanted: readonly AskedReporter[],
  cwd: string,
  kind: Reporters<Report>,
): Promise<readonly Chosen<Report>[]> {
  const chosen = await Promise.all(
    wanted.map(async (asked) => {
      const { option, name, file } = asked;
      requireWritableFile(option === '--reporter' ? `--reporter ${name}` : option, file, cwd);
      return { name, report: bundledReporter(asked, kind) ?? (await ownReporter(asked, cwd, kind)), file };
    }),
  );
  const printed = chosen.filter(({ file }) => file === undefined).map(({ name }) => name);
  if (printed.length > 1)
    throw unusable(
      '--reporter',
      `${printed.join(' and ')} would both be printed`,
      'one at most that is printed, the others with =FILE',
    );
  return chosen;
}

export interface TellOptions {
  /** GitHub's summary of a job is one file for all of its steps, so that it is added to. */
  readonly summaryFile?: string | undefined;
  readonly print?: (text: string) => void;
}

/** Writes and prints all of them; one that fails costs the others nothing, and is thrown at the end. */
export async function tell<Report>(
  chosen: readonly Chosen<Report>[],
  report: Report,
  context: ReporterContext,
  options: TellOptions = {},
): Promise<void> {
  const { summaryFile = process.env.GITHUB_STEP_SUMMARY, print = (text) => process.stdout.write(text) } = options;
  const told = await Promise.allSettled(
    chosen.map(async ({ report: render, file }) => {
      const chunks = inChunks(await render(report, context));
      if (file === undefined) for (const chunk of chunks) print(chunk);
      else if (summaryFile && resolve(context.cwd, file) === resolve(summaryFile)) writeAll(summaryFile, 'a', chunks);
      else writeAll(resolve(context.cwd, file), 'w', chunks);
    }),
  );
  for (const one of told) if (one.status === 'rejected') throw one.reason;
}

/** Adds to a file, or writes it anew. */
function writeAll(path: string, how: 'a' | 'w', chunks: Iterable<string>): void {
  const file = openSync(path, how);
  try {
    for (const chunk of chunks) writeFileSync(file, chunk);
  } finally {
    closeSync(file);
  }
}

function bundledReporter<Report>({ option, name }: AskedReporter, kind: Reporters<Report>) {
  const known = REPORTER_NAMES.find((one) => one === name);
  if (known === undefined) return undefined;
  const found = kind.bundled[known];
  if (found) return found;
  throw unusable(
    option,
    `${kind.of} is not told as ${name}${kind.lacking === undefined ? '' : `: ${kind.lacking}`}`,
    `one of: ${reporterOption(kind)}`,
  );
}

async function ownReporter<Report extends object>(
  { option, name }: AskedReporter,
  cwd: string,
  { published, ...kind }: Reporters<Report>,
): Promise<Reporter<Report>> {
  if (!/[./\\]/.test(name))
    throw unusable(
      option,
      name === '' ? 'it names nothing' : `there is no reporter "${name}"`,
      `one of: ${reporterOption(kind)}`,
    );
  const module = await import(pathToFileURL(resolve(cwd, name)).href).catch((error: unknown) => {
    throw unusable(
      option,
      `${name} can't be loaded: ${error instanceof Error ? error.message : String(error)}`,
      'an ES module whose default export takes a report and returns a text',
    );
  });
  if (typeof module.default !== 'function')
    throw unusable(
      option,
      `${name} has no default export that is a function`,
      'a function that takes a report and returns a text',
    );
  return async (report, context) => {
    try {
      const text: unknown = await module.default(published ? published(report) : report, context);
      if (typeof text === 'string') return text;
      throw new TypeError(`it returned ${text === null ? 'null' : typeof text}`);
    } catch (error) {
      throw unusable(
        option,
        `${name} failed: ${error instanceof Error ? error.message : String(error)}`,
        `a text made of the report${'folder' in report ? `, which is in ${report.folder}` : ''}`,
      );
    }
  };
}

function unusable(option: string, what: string, expected: string): ReapcheckError {
  return new ReapcheckError({
    code: 'bad-reporter',
    kind: 'usage',
    what: `${option}: ${what}`,
    expected,
    remedy: 'such as --reporter terminal,junit=report.xml,sarif=report.sarif',
  });
}
