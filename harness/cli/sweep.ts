import type { Command } from 'commander';
import { sweep } from '../lab/sweep.ts';

export function registerSweep(program: Command): void {
  program
    .command('sweep')
    .summary('remove what a crash left behind')
    .description(
      'Removes containers, networks, processes and temp folders that carry our mark and whose session is dead.',
    )
    .option('--json', 'print what was removed as JSON')
    .action(async (options: { json?: boolean }) => {
      const swept = await sweep();
      console.log(options.json ? JSON.stringify(swept, null, 2) : JSON.stringify(swept));
    });
}
