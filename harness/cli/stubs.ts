import { writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import type { Command } from 'commander';
import { findController } from '../ansible/controller.ts';
import { type RecordedAnswers, recordAnswers } from '../engine/smoke/record-answers.ts';
import { Session } from '../lab/session.ts';
import { readPlaybook } from '../source/read-playbook.ts';
import { STUBS_BESIDE } from '../stubs/read-stubs.ts';
import { stubFileText } from '../stubs/write-stubs.ts';
import { parseDuration } from '../time/duration.ts';
import { ANSIBLE_OPTION, ansibleWanted } from './ansible-option.ts';
import { positive } from './drill-options.ts';
import { EXIT } from './exit-codes.ts';
import { onInterrupt } from './interrupt.ts';
import { refuseMorePlaybooks } from './positional.ts';
import { repeatable } from './repeatable.ts';
import { missingOption, refuseArguments } from './smoke-options.ts';
import { smokeProgress } from './smoke-progress.ts';
import { answersWanted, type RecordOptions, requireNewFile } from './stubs-options.ts';
import { requireTempFolder, requireWritableFile } from './writable.ts';

const USAGE = 'reapcheck stubs record PLAYBOOK -i INVENTORY --limit HOST';

export function registerStubs(program: Command): void {
  const stubs = program.command('stubs').summary('given results in the place of tasks: record them from a real run');
  stubs
    .command('record')
    .summary('run a playbook on one host of a real inventory, and write down what its tasks answered')
    .description(
      'Looks at the host, asks, runs PLAYBOOK on it once FOR REAL, and prints a stub file of what tasks answered, for review. Nothing is broken, as in a smoke. Arguments after -- go to ansible-playbook.',
    )
    .argument('<playbook>', 'the playbook, relative to the current directory')
    .argument('[ansible-args...]', 'after --: arguments for ansible-playbook, such as -e or --vault-password-file')
    .option('-i, --inventory <source>', 'inventory, as ansible-playbook takes it; may be repeated', repeatable)
    .option('-l, --limit <pattern>', 'the host to run on')
    .option('--allow-hosts <n>', 'how many hosts the limit may match', '1')
    .option(
      '--module <names>',
      'whose answers to record, * for any text (default: modules that are not ansible-core’s own)',
    )
    .option('--task <name>', 'of which tasks, * for any text; may be repeated', repeatable)
    .option(
      '--for <file>',
      'of the tasks that the stubs in this file are for, such as one that --suggest-stubs proposed',
    )
    .option('-y, --yes', 'run for real without asking')
    .option('-o, --output <file>', 'write the stubs there as well; never over a file that is there')
    .option('--timeout <duration>', 'how long the run may take', '6h')
    .option('--ansible <version|path>', ANSIBLE_OPTION, ansibleWanted)
    .action(async (playbook: string, args: string[], options: RecordOptions) => {
      process.exitCode = await record(playbook, args, options);
    });
}

async function record(playbook: string, args: readonly string[], options: RecordOptions): Promise<number> {
  refuseMorePlaybooks(args, process.argv);
  refuseArguments(args);
  const { inventory = [], limit, output } = options;
  // Unlike a smoke's, not a configured one: who wants a file may not think of hosts.
  if (inventory.length === 0) throw missingOption('an inventory', 'name it with -i', 'a recording', USAGE);
  if (limit === undefined)
    throw missingOption(
      'a limit',
      'name one host with --limit: the playbook runs there for real',
      'a recording',
      USAGE,
    );
  const answers = answersWanted(options);
  const most = positive('--allow-hosts', options.allowHosts);
  const timeLimitMs = parseDuration(options.timeout, '--timeout');
  const cwd = process.cwd();
  readPlaybook(playbook, { cwd, env: process.env });
  requireNewFile(output);
  requireWritableFile('--output', output);
  requireTempFolder();
  console.error(
    `reapcheck: this runs ${playbook} for real on hosts of ${inventory.join(', ')} (--limit ${limit}): no doubles, no faults, and nothing before a yes`,
  );
  const controller = await findController({ ansible: options.ansible, env: process.env });
  using interrupt = onInterrupt();
  await using session = await Session.open();
  await session.guarded;
  const { signal } = interrupt;
  const recorded = await recordAnswers({
    setting: {
      session,
      controller,
      playbook,
      inventories: inventory,
      limit,
      most,
      args,
      cwd,
      env: process.env,
      signal,
    },
    answers,
    timeLimitMs,
    startedAt: new Date(),
    progress: smokeProgress({ playbook, cwd, yes: options.yes === true, signal }),
  });
  return show(recorded, playbook, output);
}

function show({ hosts, stubs, others, red }: RecordedAnswers, playbook: string, output: string | undefined): number {
  const say = (text: string) => console.error(`reapcheck: ${text}`);
  const text = stubFileText(
    [
      `Recorded by reapcheck from a real run of ${relative('', resolve(playbook))} on ${hosts.join(', ')}. Review it:`,
      'taken out (********) is what is vaulted, under no_log, marked by its module, named as a password, or given by -e.',
      'Any other secret that a task printed is still in it.',
      `A drill finds it as ${STUBS_BESIDE} beside the playbook, or by --stubs.`,
    ],
    stubs,
  );
  console.log(text.trimEnd());
  if (output !== undefined) {
    // `wx`: what came there since is not written over.
    writeFileSync(output, text, { flag: 'wx', mode: 0o600 });
    say(`written to ${output}`);
  }
  if (others.size > 0)
    say(`not recorded (--module NAME does): ${[...others].map(([name, count]) => `${name} (${count})`).join(', ')}`);
  for (const { message, evidence } of red)
    say(`${[message, ...evidence].join('; ')}: the stubs are of what came before`);
  return red.length === 0 ? EXIT.pass : EXIT.unknown;
}
