import { Command } from 'commander';
import { endingOf } from './exit-codes.ts';
import { ownVersion } from './package-root.ts';

/** In the order of the help. One that is named is read alone: what the others need takes a second. */
const VERBS: Readonly<Record<string, (program: Command) => Promise<void>>> = {
  drill: async (program) => (await import('./drill.ts')).registerDrill(program),
  merge: async (program) => (await import('./merge.ts')).registerMerge(program),
  smoke: async (program) => (await import('./smoke.ts')).registerSmoke(program),
  stubs: async (program) => (await import('./stubs.ts')).registerStubs(program),
  run: async (program) => (await import('./run.ts')).registerRun(program),
  show: async (program) => (await import('./show.ts')).registerShow(program),
  init: async (program) => (await import('./init.ts')).registerInit(program),
  hosts: async (program) => (await import('./hosts.ts')).registerHosts(program),
  audit: async (program) => (await import('./audit.ts')).registerAudit(program),
  design: async (program) => (await import('./design.ts')).registerDesign(program),
  mcp: async (program) => (await import('./mcp.ts')).registerMcp(program),
  demo: async (program) => (await import('./demo.ts')).registerDemo(program),
  doctor: async (program) => (await import('./doctor.ts')).registerDoctor(program),
  images: async (program) => (await import('./images.ts')).registerImages(program),
  sweep: async (program) => (await import('./sweep.ts')).registerSweep(program),
};

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

// Who reads may have seen enough (`| head`): what is left goes nowhere, and the verb ends as it would have.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
try {
  const [, , verb = ''] = process.argv;
  const named = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  for (const register of named ? [named] : Object.values(VERBS)) await register(program);
  await program.parseAsync();
} catch (error) {
  const { code, says } = endingOf(error);
  for (const line of says) console.error(line);
  process.exitCode = code;
}
