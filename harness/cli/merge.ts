import { basename, dirname, resolve } from 'node:path';
import type { Command } from 'commander';
import { ReapcheckError } from '../model/error.ts';
import { DRILL_REPORTERS } from '../reporters/drill/catalogue.ts';
import { keptDrill } from './earlier-report.ts';
import { exitCodeOf } from './exit-codes.ts';
import { tellMerged } from './merged.ts';
import { offerReporters, reportersAsked } from './reporter-options.ts';
import { reportersNamed } from './reporters.ts';
import { requireWritableFolder } from './writable.ts';

interface MergeOptions {
  readonly output: string;
  readonly json?: boolean;
  readonly reporter?: readonly string[];
}

export function registerMerge(program: Command): void {
  offerReporters(program.command('merge'), DRILL_REPORTERS)
    .summary('make one report of the parts of a drill')
    .description(
      'Merges the reports of shares (drill --shard), of interrupted drills and of those that went on with them. Parts of different plans are refused; what no part has is unknown; of two results of a trial the later counts.',
    )
    .argument('<parts...>', 'report.json of each part, or its folder')
    .option('--output <file>', 'where the report of the whole goes; report.html beside it', 'merged/report.json')
    .action(async (parts: string[], options: MergeOptions) => {
      process.exitCode = await merge(parts, options);
    });
}

async function merge(named: readonly string[], options: MergeOptions): Promise<number> {
  const cwd = process.cwd();
  const [first, ...others] = named.map((one) => keptDrill(one, (seen, remedy) => noPart(one, seen, remedy)));
  if (!first) throw noPart('nothing', 'no part was named', 'name the report.json of each');
  const file = resolve(options.output);
  const folder = dirname(file);
  requireWritableFolder('--output', folder);
  const reporters = await reportersNamed(reportersAsked(options), cwd, DRILL_REPORTERS);
  const report = await tellMerged([first, ...others], { cwd, folder, file: basename(file) }, reporters);
  return exitCodeOf(report.verdict);
}

function noPart(named: string, seen: string, remedy: string): ReapcheckError {
  return new ReapcheckError({
    code: 'no-part',
    kind: 'usage',
    what: `${named} is no part of a drill`,
    expected: 'a report.json of reapcheck drill, or the folder that it lies in',
    seen,
    remedy,
  });
}
