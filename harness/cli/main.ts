#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { ReapcheckError } from '../model/error.ts';
import { registerAudit } from './audit.ts';
import { registerDemo } from './demo.ts';
import { registerDoctor } from './doctor.ts';
import { registerDrill } from './drill.ts';
import { EXIT } from './exit-codes.ts';
import { registerHosts } from './hosts.ts';
import { registerInit } from './init.ts';
import { Interrupted } from './interrupt.ts';
import { registerRun } from './run.ts';
import { registerSmoke } from './smoke.ts';
import { registerSweep } from './sweep.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

const program = new Command('reapcheck')
  .description(
    'Integration tests for async Ansible: breaks every async job on real SSH hosts, and says whether the play noticed.',
  )
  .version(version)
  .addHelpText('after', '\nExit codes: 0 pass, 1 findings, 2 unknown, 3 usage, 4 environment, 130 interrupted.')
  .showSuggestionAfterError()
  .exitOverride();
registerDrill(program);
registerSmoke(program);
registerRun(program);
registerInit(program);
registerHosts(program);
registerAudit(program);
registerDemo(program);
registerDoctor(program);
registerSweep(program);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = exitCodeFor(error);
}

function exitCodeFor(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.pass : EXIT.usage;
  if (error instanceof Interrupted) {
    console.error(`reapcheck: ${error.message}; what was started is stopped and removed`);
    return EXIT.interrupted;
  }
  if (error instanceof ReapcheckError) {
    console.error(`reapcheck: ${error.message}`);
    return EXIT[error.kind];
  }
  console.error('reapcheck: this is a bug in reapcheck, not in your playbook; please report it with these lines:');
  console.error(error);
  return EXIT.environment;
}
