import { resolve } from 'node:path';
import type { Command } from 'commander';
import { configuredInventories } from '../ansible/configured-inventories.ts';
import { findController } from '../ansible/controller.ts';
import { sinceLastSmoke } from '../engine/smoke/since.ts';
import { smoke } from '../engine/smoke/smoke.ts';
import { smokeFolder } from '../history/smoke-records.ts';
import { RunStore } from '../history/store.ts';
import { Session } from '../lab/session.ts';
import { smokeHtml } from '../reporters/html/html.ts';
import { LOOK_BACK_REPORTERS, SMOKE_REPORTERS } from '../reporters/smoke/catalogue.ts';
import { readPlaybook } from '../source/read-playbook.ts';
import { parseDuration } from '../time/duration.ts';
import { ANSIBLE_OPTION, ansibleWanted } from './ansible-option.ts';
import { numberIn, positive } from './drill-options.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { onInterrupt } from './interrupt.ts';
import { refuseMorePlaybooks } from './positional.ts';
import { repeatable } from './repeatable.ts';
import { offerReporters, reportersAsked } from './reporter-options.ts';
import { reportersNamed, tell } from './reporters.ts';
import { missingOption, proofWish, refuseArguments, refuseFaults, type SmokeOptions } from './smoke-options.ts';
import { smokeProgress } from './smoke-progress.ts';
import { contextOf } from './stored-report.ts';
import { requireTempFolder, requireWritableFile, requireWritableFolder } from './writable.ts';
import { tryToWritePage } from './write-page.ts';

export function registerSmoke(program: Command): void {
  offerReporters(program.command('smoke'), SMOKE_REPORTERS)
    .summary('run a playbook on one host of a real inventory, watched, before the fleet')
    .description(
      'Looks at the host, runs PLAYBOOK on it for real, and with --prove once more with a failing stand-in in the place of an async job. Arguments after -- go to ansible-playbook.',
    )
    .argument('<playbook>', 'the playbook, relative to the current directory')
    .argument('[ansible-args...]', 'after --: arguments for ansible-playbook, such as -e or --vault-password-file')
    .option('-i, --inventory <source>', 'inventory, as ansible-playbook takes it; may be repeated', repeatable)
    .option('-l, --limit <pattern>', 'the host to run on')
    .option('--allow-hosts <n>', 'how many hosts the limit may match', '1')
    .option('--prove [jobs]', 'see whether the play goes red when an async job fails: one, `all`, or those named')
    .option('-y, --yes', 'run for real without asking')
    .option('--since', 'run nothing; print what has changed since the last smoke that passed')
    .option(
      '--require-fresh <age>',
      'run nothing; exit 1 without a smoke that passed, is so young and of the same files',
    )
    .option('--headroom <factor>', 'warn where a limit is below this multiple of the runtime', '2')
    .option('--timeout <duration>', 'how long the watched run may take', '6h')
    .option('--ansible <version|path>', ANSIBLE_OPTION, ansibleWanted)
    .option('--ansible-output <file>', 'write what Ansible prints in the watched run there; it may hold secrets')
    .option('--runs <dir>', 'where records are kept', 'runs')
    .option('--faults <names>', 'refused: faults are for hosts that a drill makes')
    .action(async (playbook: string, args: string[], options: SmokeOptions) => {
      process.exitCode = await runSmoke(playbook, args, options);
    });
}

async function runSmoke(playbook: string, args: readonly string[], options: SmokeOptions): Promise<number> {
  refuseMorePlaybooks(args, process.argv);
  refuseFaults(options.faults);
  refuseArguments(args);
  const proof = proofWish(options.prove);
  const cwd = process.cwd();
  readPlaybook(playbook, { cwd, env: process.env });
  if (options.requireFresh !== undefined || options.since) return await lookBack(playbook, args, options);
  const { limit } = options;
  if (limit === undefined)
    throw missingOption('a limit', 'name one host with --limit: the playbook runs there for real');
  const most = positive('--allow-hosts', options.allowHosts);
  const headroomFactor = numberIn('--headroom', options.headroom, 1, 1000);
  const timeLimitMs = parseDuration(options.timeout, '--timeout');
  requireWritableFolder('--runs', options.runs);
  requireWritableFile('--ansible-output', options.ansibleOutput);
  requireTempFolder();
  const reporters = await reportersNamed(reportersAsked(options), cwd, SMOKE_REPORTERS);
  const controller = await findController({ ansible: options.ansible, env: process.env });
  const inventories = options.inventory ?? (await configuredInventories(controller, { cwd, env: process.env }));
  if (inventories.length === 0)
    throw missingOption(
      'an inventory',
      'name it with -i, or in ansible.cfg or ANSIBLE_INVENTORY, as for ansible-playbook',
    );

  using interrupt = onInterrupt();
  const startedAt = new Date();
  await using session = await Session.open();
  await session.guarded;
  const record = await smoke({
    setting: {
      session,
      controller,
      playbook,
      inventories,
      limit,
      most,
      args,
      cwd,
      env: process.env,
      outputFile: options.ansibleOutput === undefined ? undefined : resolve(options.ansibleOutput),
      signal: interrupt.signal,
    },
    openStore: () => new RunStore(smokeFolder(resolve(options.runs)), playbook, startedAt),
    proof: proof.scope,
    wants: proof.wants,
    headroomFactor,
    timeLimitMs,
    startedAt,
    progress: smokeProgress({ playbook, cwd, yes: options.yes === true, signal: interrupt.signal }),
  });
  const context = contextOf(record.folder);
  tryToWritePage(record.folder, () => smokeHtml({ record, earlier: context.earlierSmokes(), cwd }, context.template()));
  await tell(reporters, record, context);
  return exitCodeOf(record.verdict);
}

/** `--since` and `--require-fresh`: from the record and the files as they are now; no host is asked. */
async function lookBack(playbook: string, args: readonly string[], options: SmokeOptions): Promise<number> {
  const cwd = process.cwd();
  const { limit, requireFresh, ansible } = options;
  const reporters = await reportersNamed(reportersAsked(options), cwd, LOOK_BACK_REPORTERS);
  const withinMs = requireFresh === undefined ? undefined : parseDuration(requireFresh, '--require-fresh');
  // A machine that only asks for the record needs no Ansible.
  const controller = await findController({ ansible, env: process.env }).catch(() => undefined);
  const found = sinceLastSmoke({
    runs: resolve(options.runs),
    playbook,
    limit,
    args,
    cwd,
    coreVersion: controller?.coreVersion,
    withinMs: withinMs ?? Infinity,
    proof: proofWish(options.prove).scope,
  });
  const stale = found === undefined || found.reasons.length > 0;
  await tell(reporters, { found, fresh: !stale, playbook, limit }, contextOf(smokeFolder(resolve(options.runs))));
  return withinMs !== undefined && stale ? EXIT.findings : EXIT.pass;
}
