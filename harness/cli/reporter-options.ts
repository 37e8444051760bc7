import type { Command } from 'commander';
import { REPORTER_NAMES, type Reporters } from '../reporters/reporter.ts';
import { repeatable } from './repeatable.ts';

/** Which reporters are asked for, as it stands on a command line. */
export interface ReporterFlags {
  readonly reporter?: readonly string[] | undefined;
  readonly json?: boolean | undefined;
  readonly junit?: string | undefined;
  readonly format?: string | undefined;
  readonly output?: string | undefined;
}

/** A reporter that is asked for: by which option, by which name, and where it shall write; without a file, to stdout. */
export interface AskedReporter {
  readonly option: string;
  readonly name: string;
  readonly file?: string | undefined;
}

interface Shorthand {
  readonly options: readonly (readonly [flags: string, text: string])[];
  readonly asks: (flags: ReporterFlags) => readonly AskedReporter[];
}

/** Older spellings of `--reporter`, and what they stand for. */
const SHORTHANDS = {
  json: {
    options: [['--json', 'print what is told as JSON, as --reporter json does']],
    asks: ({ json }) => (json ? [{ option: '--json', name: 'json' }] : []),
  },
  format: {
    options: [
      ['--format <name>', 'as --reporter does, for one of them: text (which is terminal), json, sarif, github, html …'],
      ['--output <file>', 'write what --format names to a file instead of the standard output'],
    ],
    asks: ({ format, output }) =>
      format === undefined && output === undefined
        ? []
        : [
            {
              option: format === undefined ? '--output' : '--format',
              name: format === undefined || format === 'text' ? 'terminal' : format,
              file: output,
            },
          ],
  },
  junit: {
    options: [['--junit <file>', 'write a JUnit XML report as well, as --reporter junit=FILE does']],
    asks: ({ junit }) => (junit === undefined ? [] : [{ option: '--junit', name: 'junit', file: junit }]),
  },
} as const satisfies Readonly<Record<string, Shorthand>>;

type ShorthandName = keyof typeof SHORTHANDS;

/** Adds `--reporter`, alike in every verb, and those older spellings that the verb has. */
export function offerReporters<Report>(
  command: Command,
  kind: Reporters<Report>,
  shorthands: readonly ShorthandName[] = ['json'],
): Command {
  command.option('--reporter <names>', reporterOption(kind), repeatable);
  for (const name of shorthands) for (const [flags, text] of SHORTHANDS[name].options) command.option(flags, text);
  return command;
}

/** What `--reporter` may be given for one kind of report. */
export function reporterOption<Report>({ bundled }: Reporters<Report>): string {
  const names = REPORTER_NAMES.filter((name) => bundled[name] !== undefined);
  return `${names.join(', ')}, or the path of a module, each with =FILE if it shall not be printed; separated by commas, may be repeated`;
}

/** All that is asked for, by whichever spelling; what a person reads, if nothing is that would be printed. */
export function reportersAsked(
  flags: ReporterFlags,
  shorthands: readonly ShorthandName[] = ['json'],
): readonly AskedReporter[] {
  const by = (name: ShorthandName) => (shorthands.includes(name) ? SHORTHANDS[name].asks(flags) : []);
  const named = [...(flags.reporter ?? []).flatMap(reportersIn), ...by('json'), ...by('format')];
  const first =
    named.length === 0 && flags.reporter === undefined ? [{ option: '--reporter', name: 'terminal' }] : named;
  return once([...first, ...by('junit')]);
}

/** Files that get the report as it is stored, so that a later command can go by it. */
export function filesOfJson(asked: readonly AskedReporter[]): readonly string[] {
  return asked.flatMap(({ name, file }) => (name === 'json' && file !== undefined ? [file] : []));
}

/** Who asks for the same twice, such as by a shorthand, has it once. */
function once(asked: readonly AskedReporter[]): readonly AskedReporter[] {
  return asked.filter(
    (one, at) => !asked.slice(0, at).some((before) => before.name === one.name && before.file === one.file),
  );
}

/** `terminal,junit=drill.xml`. */
function reportersIn(text: string): readonly AskedReporter[] {
  const ones = text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean);
  // Refused where it is read: it names nothing.
  if (ones.length === 0) return [{ option: '--reporter', name: '' }];
  return ones.map((one) => {
    const [, name = one, file] = /^([^=]+)=(.*)$/.exec(one) ?? [];
    return { option: '--reporter', name, file };
  });
}
