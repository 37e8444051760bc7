import { join, relative } from 'node:path';
import type { Command } from 'commander';
import { sshCommand } from '../lab/ssh-command.ts';
import { type KeptHost, runScenarios, type ScenariosOptions } from '../library/scenarios.ts';
import { ReapcheckError } from '../model/error.ts';
import { MOST_HOSTS } from '../model/host.ts';
import type { Shard } from '../model/plan.ts';
import type { Scenario } from '../model/scenario.ts';
import { shardFrom } from '../plan/shard.ts';
import { RUN_REPORTERS } from '../reporters/run/catalogue.ts';
import { chooseScenarios } from '../scenario/find-scenarios.ts';
import { ANSIBLE_OPTION, ansibleWanted } from './ansible-option.ts';
import { CONTROLLER_OPTION, controllerWanted } from './controller-option.ts';
import { failsOnlyOnNew } from './drill-flags.ts';
import { positive } from './drill-options.ts';
import { earlierRun } from './earlier-run.ts';
import { exitCodeOf } from './exit-codes.ts';
import { hostLook, IMAGE_OPTION, LOOK_OPTION } from './host-kind.ts';
import { onInterrupt } from './interrupt.ts';
import { axesFrom, MATRIX_OPTION, refuseBesideMatrix } from './matrix-axes.ts';
import { packageRoot } from './package-root.ts';
import { filesOfJson, offerReporters, type ReporterFlags, reportersAsked } from './reporter-options.ts';
import { reportersNamed } from './reporters.ts';
import { runMatrixOfScenarios } from './run-matrix.ts';
import { scenariosProgress } from './scenarios-progress.ts';
import { tellRun } from './tell-run.ts';
import { requireTempFolder, requireWritableFolder } from './writable.ts';

/** Where ansible-playbook will be started. */
const HERE = { cwd: process.cwd(), env: process.env };

interface ChoiceOptions {
  readonly bundled?: boolean;
  readonly tag?: string;
  readonly shard?: string;
}

/** Options that are of one run. */
const OF_ONE = ['since', 'keep'];

/** Older spellings of `--reporter` that it has. */
const SHORTHANDS = ['junit', 'json'] as const;

interface RunOptions extends ChoiceOptions, ReporterFlags {
  readonly bail?: boolean;
  readonly keep?: boolean;
  readonly concurrency?: string;
  readonly look: string;
  readonly image?: string;
  readonly ansible?: string;
  readonly controller?: string;
  readonly runs: string;
  readonly since?: string;
  readonly failOn?: string;
  readonly matrix?: readonly string[];
}

export function registerRun(program: Command): void {
  offerReporters(choosing(program.command('run')), RUN_REPORTERS, SHORTHANDS)
    .summary('run scenarios: playbooks on fresh hosts, held against what they should show')
    .description('Runs SCENARIOS: files, folders, names, themes or tags; all in scenarios/ without any.')
    .option('--bail', 'start no more scenarios after the first that does not pass')
    .option('--keep', 'leave the hosts up until Ctrl-C, and say how to ssh in')
    .option('--concurrency <n>', 'runs at a time (default: by this machine’s cores)')
    .option('--image <name>', `of hosts that name none: ${IMAGE_OPTION}`)
    .option('--look <look>', LOOK_OPTION, 'machine')
    .option('--ansible <version|path>', ANSIBLE_OPTION, ansibleWanted)
    .option('--controller <where>', CONTROLLER_OPTION, controllerWanted)
    .option('--runs <dir>', 'where histories and reports are kept', 'runs')
    .option(
      '--since <report>',
      'tell what is different from an earlier run: its report.json, its folder, latest, a commit that has one (main), or REF:FILE',
    )
    .option('--fail-on <what>', 'with --since: any finding fails the run, or only a new one', 'any')
    .option('--matrix <axes...>', `all of them in each cell, ${MATRIX_OPTION}`)
    .action(async (wanted: string[], options: RunOptions) => {
      process.exitCode = await run(wanted, options);
    });
  choosing(program.command('list'))
    .summary('list scenarios, and what each of them proves')
    .option('--json', 'print them as JSON')
    .action((wanted: string[], options: ChoiceOptions & { readonly json?: boolean }) => {
      const { scenarios } = choose(wanted, options);
      console.log(options.json ? JSON.stringify(scenarios, null, 2) : listText(scenarios));
    });
}

function choosing(command: Command): Command {
  return command
    .argument('[scenarios...]', 'files, folders, names, themes or tags')
    .option('--bundled', 'those that come with reapcheck, instead of those in scenarios/')
    .option('--tag <tag>', 'only those with this tag or theme')
    .option('--shard <i/n|auto>', 'only the i-th of n equal parts; auto: as CI numbers its jobs');
}

/** Those that are to be run, and what they are a share of. */
interface Choice {
  readonly scenarios: readonly Scenario[];
  readonly share: ScenariosOptions['share'];
}

function choose(wanted: readonly string[], options: ChoiceOptions): Choice {
  const home = options.bundled ? join(packageRoot(), 'scenarios') : 'scenarios';
  const chosen = chooseScenarios(wanted, home, HERE).filter(
    ({ tags, theme }) => options.tag === undefined || theme === options.tag || tags.includes(options.tag),
  );
  const shard = options.shard === undefined ? undefined : shardFrom(options.shard, process.env);
  if (shard) return { scenarios: shardOf(chosen, shard), share: { shard, all: chosen } };
  if (chosen.length > 0) return { scenarios: chosen, share: undefined };
  throw new ReapcheckError({
    code: 'no-scenarios',
    kind: 'usage',
    what: `no scenario has the tag "${options.tag}"`,
    expected: 'a tag or theme that reapcheck list shows',
    remedy: 'choose another tag',
  });
}

/** Every n-th, so that a theme is spread over all parts. Every scenario is in exactly one. */
export function shardOf<T>(all: readonly T[], { index, count }: Shard): readonly T[] {
  return all.filter((_, at) => at % count === index - 1);
}

function listText(scenarios: readonly Scenario[]): string {
  const rows = scenarios.map(({ name, theme, tags, why, badTwins, hosts, inventory, place }) => {
    const facts = [
      inventory
        ? `inventory ${inventory.sources.map((one) => relative('', one)).join(', ')}`
        : `${hosts.length} host${hosts.length === 1 ? '' : 's'}`,
      ...(badTwins.length > 0 ? [`${badTwins.length} bad twin${badTwins.length === 1 ? '' : 's'}`] : []),
      ...tags,
    ];
    return `${theme}/${name}  (${facts.join(', ')})  ${relative('', place.file)}\n    ${why.replaceAll(/\s+/g, ' ')}`;
  });
  return [...rows, `${scenarios.length} scenario${scenarios.length === 1 ? '' : 's'}`].join('\n');
}

async function run(wanted: readonly string[], options: RunOptions): Promise<number> {
  const { scenarios, share } = choose(wanted, options);
  if (scenarios.length === 0)
    console.error(`reapcheck: part ${options.shard} has no scenario; there is nothing to run`);
  const axes = options.matrix && axesFrom(options.matrix);
  if (axes) refuseBesideMatrix(options, axes, OF_ONE);
  const asked = reportersAsked(options, SHORTHANDS);
  const reporters = axes ? [] : await reportersNamed(asked, process.cwd(), RUN_REPORTERS);
  const since = await sinceAsked(options);
  requireWritableFolder('--runs', options.runs);
  requireTempFolder();
  using interrupt = onInterrupt();
  const { signal } = interrupt;
  const all = scenariosOptions(options, signal);
  if (axes) return await runMatrixOfScenarios(scenarios, asked, { ...all, share, axes });
  const report = await runScenarios(scenarios, {
    ...all,
    share,
    since,
    progress: scenariosProgress(),
    keep: options.keep
      ? async (ended, hosts) => {
          await tellRun(ended, reporters);
          await keepUntilInterrupt(hosts, signal);
        }
      : undefined,
  });
  if (!options.keep) await tellRun(report, reporters);
  return exitCodeOf(report.verdict);
}

function scenariosOptions(options: RunOptions, signal: AbortSignal): ScenariosOptions {
  const { concurrency, image, look, ansible, controller, runs, bail } = options;
  return {
    ...HERE,
    ...{ image, ansible, controller, runs, bail, signal },
    concurrency: concurrency === undefined ? undefined : positive('--concurrency', concurrency, MOST_HOSTS),
    look: hostLook(look),
    onNote: (text) => console.error(`reapcheck: ${text}`),
  };
}

/** Read before anything runs. */
async function sinceAsked(options: RunOptions): Promise<ScenariosOptions['since']> {
  const { since, failOn, runs } = options;
  const onlyNew = failsOnlyOnNew(failOn, since !== undefined);
  if (since === undefined) return undefined;
  const written = filesOfJson(reportersAsked(options, SHORTHANDS));
  return { ...(await earlierRun({ wanted: since, runs, written })), onlyNew };
}

/** The addresses of hosts are held by this process: they stay as long as it does. */
async function keepUntilInterrupt(hosts: readonly KeptHost[], signal: AbortSignal): Promise<void> {
  if (hosts.length === 0) return;
  const kept = hosts.map(({ scenario, host }) => `${scenario} ${host.name}: ${sshCommand(host).join(' ')}`);
  console.error(['', 'hosts are up; Ctrl-C removes them:', ...kept].join('\n'));
  const over = Promise.withResolvers<void>();
  signal.addEventListener('abort', () => over.resolve(), { once: true });
  await over.promise;
}
