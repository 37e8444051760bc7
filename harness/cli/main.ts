import { Command } from 'commander';
import { registerAudit } from './audit.ts';
import { registerDemo } from './demo.ts';
import { registerDoctor } from './doctor.ts';
import { registerDrill } from './drill.ts';
import { endingOf } from './exit-codes.ts';
import { registerHosts } from './hosts.ts';
import { registerInit } from './init.ts';
import { registerMerge } from './merge.ts';
import { ownVersion } from './package-root.ts';
import { registerRun } from './run.ts';
import { registerShow } from './show.ts';
import { registerSmoke } from './smoke.ts';
import { registerSweep } from './sweep.ts';

const program = new Command('reapcheck')
  .description(
    'Integration tests for async Ansible: breaks every async job on real SSH hosts, and says whether the play noticed.',
  )
  .version(ownVersion())
  .addHelpText(
    'after',
    '\nExit codes: 0 pass, 1 findings, 2 unknown, 3 usage, 4 environment, 5 a bug in reapcheck, 130 interrupted.',
  )
  .showSuggestionAfterError()
  .exitOverride();
registerDrill(program);
registerMerge(program);
registerSmoke(program);
registerRun(program);
registerShow(program);
registerInit(program);
registerHosts(program);
registerAudit(program);
registerDemo(program);
registerDoctor(program);
registerSweep(program);

// Who reads may have seen enough (`| head`): what is left goes nowhere, and the verb ends as it would have.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
try {
  await program.parseAsync();
} catch (error) {
  const { code, says } = endingOf(error);
  for (const line of says) console.error(line);
  process.exitCode = code;
}
