import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { ReapcheckError } from '../model/error.ts';
import { reportInText } from '../model/format/read.ts';
import { runFormat } from '../model/format/run.ts';
import type { RunReport } from '../model/run-report.ts';
import { mergeRuns, type RunPart } from '../plan/merge-runs.ts';
import { DRILL_REPORTERS } from '../reporters/drill/catalogue.ts';
import { RUN_REPORTERS } from '../reporters/run/catalogue.ts';
import { keptDrill, keptText, type Refuse } from './earlier-report.ts';
import { exitCodeOf } from './exit-codes.ts';
import { tellMerged } from './merged.ts';
import { offerReporters, reportersAsked } from './reporter-options.ts';
import { reportersNamed } from './reporters.ts';
import { RUN_SCHEMA } from './stored-report.ts';
import { tellRun } from './tell-run.ts';
import { requireWritableFolder } from './writable.ts';

interface MergeOptions {
  readonly output: string;
  readonly json?: boolean;
  readonly reporter?: readonly string[];
}

export function registerMerge(program: Command): void {
  offerReporters(program.command('merge'), DRILL_REPORTERS)
    .summary('make one report of the parts of a drill, or of a run of scenarios')
    .description(
      'Merges the reports of shares (drill --shard, run --shard), of interrupted drills and of those that went on with them. Parts of different plans are refused; what no part has is unknown; of two results of a trial or a scenario the later counts.',
    )
    .argument('<parts...>', 'report.json of each part, or its folder')
    .option('--output <file>', 'where the report of the whole goes; report.html beside it', 'merged/report.json')
    .action(async (parts: string[], options: MergeOptions) => {
      process.exitCode = await merge(parts, options);
    });
}

/** The exit code. */
export async function merge(named: readonly string[], options: MergeOptions): Promise<number> {
  const parts = runParts(named);
  const output = resolve(options.output);
  const where = { cwd: process.cwd(), folder: dirname(output), file: basename(output) };
  requireWritableFolder('--output', where.folder);
  if (parts) {
    const reporters = await reportersNamed(reportersAsked(options), where.cwd, RUN_REPORTERS);
    const report = mergeRuns(parts, where);
    mkdirSync(where.folder, { recursive: true });
    writeFileSync(join(where.folder, where.file), `${JSON.stringify(report, null, 2)}\n`, { mode: 0o600 });
    await tellRun(report, reporters);
    return exitCodeOf(report.verdict);
  }
  const reporters = await reportersNamed(reportersAsked(options), where.cwd, DRILL_REPORTERS);
  const [first, ...others] = named.map((part) => keptDrill(part, refuseAs(part, 'drill')));
  if (!first) throw refuseAs('nothing', 'drill')('no part was named', 'name the report.json of each');
  const report = await tellMerged([first, ...others], where, reporters);
  return exitCodeOf(report.verdict);
}

/** Where the first is of a run of scenarios, all have to be; undefined where it is not. */
function runParts([first, ...others]: readonly string[]): readonly [RunPart, ...RunPart[]] | undefined {
  const one = first === undefined ? undefined : runPart(first);
  if (!one || 'misfit' in one) return undefined;
  return [
    one,
    ...others.map((named) => {
      const other = runPart(named);
      if (!('misfit' in other)) return other;
      throw refuseAs(named, 'run')(`${other.file} ${other.misfit}`, 'name parts of one kind');
    }),
  ];
}

function runPart(named: string): RunPart | { readonly file: string; readonly misfit: string } {
  const { file, folder, text } = keptText(named, refuseAs(named, 'drill or run'));
  const read = reportInText<RunReport>(text, RUN_SCHEMA, runFormat);
  return 'misfit' in read ? { file, misfit: read.misfit } : { file, folder, report: read.report };
}

function refuseAs(named: string, verb: 'drill' | 'run' | 'drill or run'): Refuse {
  return (seen, remedy) =>
    new ReapcheckError({
      code: 'no-part',
      kind: 'usage',
      what: `${named} is no part of a ${verb}`,
      expected: `a report.json of reapcheck ${verb}, or the folder that it lies in`,
      seen,
      remedy,
    });
}
