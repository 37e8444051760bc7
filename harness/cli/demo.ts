import { join } from 'node:path';
import type { Command } from 'commander';
import { DEFAULT_SYSTEM } from '../lab/host-system.ts';
import { ensureReady, requireReady } from '../setup/ensure-ready.ts';
import { runDrill } from './drill.ts';
import { onInterrupt } from './interrupt.ts';
import { packageRoot } from './package-root.ts';

/** `npm start`: set up what is missing, then drill a bundled playbook. */
export function registerDemo(program: Command): void {
  program
    .command('demo')
    .summary('set up what is missing, then drill a bundled playbook')
    .description(
      'Installs what it may (as `doctor --fix` does), then drills playbooks/good/parallel-jobs.yml on container hosts, with waits that are twice as fast (`--speed 2`).',
    )
    .action(async () => {
      {
        using interrupt = onInterrupt();
        const wanted = { images: [{ kind: 'light', system: DEFAULT_SYSTEM }], fix: true } as const;
        requireReady(await ensureReady({ ...wanted, signal: interrupt.signal, onStep: (line) => console.error(line) }));
      }
      const playbook = join(packageRoot(), 'playbooks', 'good', 'parallel-jobs.yml');
      process.exitCode = await runDrill(playbook, {}, { preset: 'quick', hosts: '1', speed: '2' });
    });
}
