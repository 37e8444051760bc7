import { appendFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ReapcheckError } from '../model/error.ts';
import type { Reporter, ReporterContext, Reporters } from '../reporters/reporter.ts';
import { requireWritableFile } from './writable.ts';

/** What `--reporter` may be given. */
export function reporterOption(bundled: Readonly<Record<string, unknown>>): string {
  return `${Object.keys(bundled).join(', ')}, or the path of a module, each with =FILE if it shall not be printed; separated by commas, may be repeated`;
}

/** What is asked for on the command line: what a person reads, if nothing is; `--json` is one of them. */
export function reportersAsked({
  reporter,
  json,
}: {
  readonly reporter?: readonly string[] | undefined;
  readonly json?: boolean | undefined;
}): readonly string[] {
  return [...(reporter ?? (json ? [] : ['terminal'])), ...(json ? ['json'] : [])];
}

/** A report that is stored as well, and where. */
interface Kept {
  readonly folder: string;
}

/** A reporter that was chosen, and where it writes; without a file, to stdout. */
interface Chosen<Report> {
  readonly report: Reporter<Report>;
  readonly file: string | undefined;
}

/** Reads what was asked for, while nothing has run. Throws a usage error for what can't be had, be written or be printed twice. */
export async function reportersNamed<Report extends Kept>(
  wanted: readonly string[],
  cwd: string,
  bundled: Reporters<Report>,
): Promise<readonly Chosen<Report>[]> {
  const chosen = await Promise.all(
    wanted
      .flatMap((one) => one.split(','))
      .map((one) => one.trim())
      .filter(Boolean)
      .map(async (one) => {
        const [, name = one, file] = /^([^=]+)=(.*)$/.exec(one) ?? [];
        requireWritableFile(`--reporter ${name}`, file, cwd);
        const known = Object.hasOwn(bundled, name) ? bundled[name] : undefined;
        return { name, report: known ?? (await ownReporter<Report>(name, cwd, reporterOption(bundled))), file };
      }),
  );
  const printed = chosen.filter(({ file }) => file === undefined).map(({ name }) => name);
  if (chosen.length === 0) throw unusable('it names nothing', `one of: ${reporterOption(bundled)}`);
  if (printed.length > 1)
    throw unusable(
      `${printed.join(' and ')} would both be printed`,
      'one at most that is printed, the others with =FILE',
    );
  return chosen;
}

/**
 * Writes and prints all of them; one that fails costs the others nothing, and is thrown at the end. GitHub's summary of a job is one file
 * for all of its steps, so that one is added to.
 */
export async function tell<Report>(
  chosen: readonly Chosen<Report>[],
  report: Report,
  context: ReporterContext,
  summaryFile = process.env.GITHUB_STEP_SUMMARY,
): Promise<void> {
  const told = await Promise.allSettled(
    chosen.map(async ({ report: render, file }) => {
      const text = await render(report, context);
      if (file === undefined) process.stdout.write(text);
      else if (summaryFile && resolve(context.cwd, file) === resolve(summaryFile)) appendFileSync(summaryFile, text);
      else writeFileSync(resolve(context.cwd, file), text);
    }),
  );
  for (const one of told) if (one.status === 'rejected') throw one.reason;
}

async function ownReporter<Report extends Kept>(
  name: string,
  cwd: string,
  expected: string,
): Promise<Reporter<Report>> {
  if (!/[./\\]/.test(name)) throw unusable(`there is no reporter "${name}"`, expected);
  const module = await import(pathToFileURL(resolve(cwd, name)).href).catch((error: unknown) => {
    throw unusable(
      `${name} can't be loaded: ${error instanceof Error ? error.message : String(error)}`,
      'an ES module whose default export takes a report and returns a text',
    );
  });
  if (typeof module.default !== 'function')
    throw unusable(
      `${name} has no default export that is a function`,
      'a function that takes a report and returns a text',
    );
  return async (report, context) => {
    try {
      const text: unknown = await module.default(report, context);
      if (typeof text === 'string') return text;
      throw new TypeError(`it returned ${text === null ? 'null' : typeof text}`);
    } catch (error) {
      throw unusable(
        `${name} failed: ${error instanceof Error ? error.message : String(error)}`,
        `a text made of the report, which is in ${report.folder}`,
      );
    }
  };
}

function unusable(what: string, expected: string): ReapcheckError {
  return new ReapcheckError({
    code: 'bad-reporter',
    kind: 'usage',
    what: `--reporter: ${what}`,
    expected,
    remedy: 'such as --reporter terminal,junit=drill.xml,sarif=drill.sarif',
  });
}
