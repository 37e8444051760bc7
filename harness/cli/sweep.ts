import type { Command } from 'commander';
import { type SweepReport, sweep } from '../lab/sweep.ts';
import { EXIT } from './exit-codes.ts';

export function registerSweep(program: Command): void {
  program
    .command('sweep')
    .summary('remove what a crash left behind')
    .description(
      'Removes containers, networks, snapshots, processes and temp folders that carry our mark and whose session is dead. Nothing else is touched.',
    )
    .option('--kept', 'also what prepares have kept for other drills (docs/prepare.md), whatever its age')
    .option('--json', 'print the result as JSON')
    .action(async (options: { readonly kept?: boolean; readonly json?: boolean }) => {
      const report = await sweep({ allKept: options.kept ?? false });
      console.log(options.json ? JSON.stringify(report, null, 2) : text(report));
      if (report.left.length > 0) process.exitCode = EXIT.environment;
    });
}

function text(report: SweepReport): string {
  const lines = [
    ...report.removed.map((one) => `removed ${one.kind} ${one.name} of session ${one.session}`),
    ...report.keptDisks.map((name) => `removed ${name}, which a prepare had kept`),
    ...report.kept.map(
      (one) => `kept    ${one.kind} ${one.name}: session ${one.session} is alive, or can't be judged from here`,
    ),
    ...report.left.map((one) => `left    ${one.kind} ${one.name}: ${one.why}`),
  ];
  if (report.engineTrouble) lines.push(`containers were not looked at: ${report.engineTrouble.what}`);
  return lines.length > 0 ? lines.join('\n') : 'nothing was left behind';
}
