import { writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { ALL_UP_TO } from '../doubles/cast.ts';
import { ALL_ITEMS_UP_TO } from '../engine/sample-items.ts';
import { FAULTS, PRESETS } from '../faults/catalogue.ts';
import { useEngine } from '../lab/environment.ts';
import { HOST_KINDS } from '../lab/host-kind.ts';
import type { DrillOptions } from '../library/drill-options.ts';
import { readDrilled } from '../library/read-drilled.ts';
import { faultsOf, ReadyDrill } from '../library/ready-drill.ts';
import { HEADROOM, HEALTHY_LIMIT_MS, SLOWNESS } from '../model/defaults.ts';
import type { StoredPlan } from '../model/plan.ts';
import { DRILL_REPORTERS } from '../reporters/drill/catalogue.ts';
import { STUBS_BESIDE } from '../stubs/read-stubs.ts';
import { ANSIBLE_OPTION, ansibleWanted } from './ansible-option.ts';
import { CONTROLLER_OPTION, controllerWanted } from './controller-option.ts';
import { askedBy, type DrillFlags, failsOnlyOnNew, localhostIsDoubled } from './drill-flags.ts';
import { inventoryFrom, refuseInventory, refuseWithoutInventory } from './drill-inventory.ts';
import { planFromSource, planJson, planText } from './drill-list.ts';
import { partAsked } from './drill-part.ts';
import { comparedReport, newestDrill } from './earlier-report.ts';
import { ENGINE_OPTION, enginesFrom, runOnEngines } from './engines.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { IMAGE_OPTION, LOOK_OPTION } from './host-kind.ts';
import { onInterrupt } from './interrupt.ts';
import { refuseInMatrix, runMatrix } from './matrix.ts';
import { axesFrom, MATRIX_OPTION } from './matrix-axes.ts';
import { choosePlaybook, type WithPlaybook } from './molecule.ts';
import { refuseMorePlaybooks } from './positional.ts';
import { showProgress } from './progress.ts';
import { repeatable } from './repeatable.ts';
import { filesOfJson, offerReporters, reportersAsked } from './reporter-options.ts';
import { reportersNamed, tell } from './reporters.ts';
import type { ShownProgress } from './shown-progress.ts';
import { contextOf, drillPageOf } from './stored-report.ts';
import { printSuggestion } from './suggest-stubs.ts';
import { requireTempFolder, requireWritableFile, requireWritableFolder } from './writable.ts';
import { tryToWritePage } from './write-page.ts';

export function registerDrill(program: Command): void {
  offerReporters(program.command('drill'), DRILL_REPORTERS)
    .summary('break each async job of a playbook, and see whether the play notices')
    .description(
      'Runs PLAYBOOK on fresh container hosts: once healthy, then once for each async job and fault. Arguments after -- go to ansible-playbook.',
    )
    .argument('[playbook]', 'the playbook, relative to the current directory')
    .argument(
      '[ansible-args...]',
      'after --: arguments for ansible-playbook, such as -e, --tags or --vault-password-file',
    )
    .option('--preset <name>', `a set of faults: ${Object.keys(PRESETS).join(', ')}`, 'default')
    .option(
      '--faults <names>',
      `faults to strike, separated by commas, in place of a preset: ${FAULTS.map((fault) => fault.name).join(', ')}`,
    )
    .option('--jobs <names>', 'only jobs with one of these in their name, or with this file:line; separated by commas')
    .option('--list', 'print what would be struck, from the source, and run nothing')
    .option(
      '-i, --inventory <inventory>',
      'drill on doubles of the hosts of your own inventory, which is read and left alone; may be repeated',
      repeatable,
    )
    .option('--configured-inventory', 'the same, with the inventory that ansible.cfg or ANSIBLE_INVENTORY names')
    .option('-l, --limit <pattern>', 'of the inventory, only these hosts')
    .option(
      '--sample <n>',
      `doubles for each class of hosts that are alike (default: 1 where there are more than ${ALL_UP_TO} hosts)`,
    )
    .option('--all-hosts', 'a double for each host of the inventory, however many there are')
    .option(
      '--all-items',
      `each item of a loop (default: of more than ${ALL_ITEMS_UP_TO} that are alike the first, the middle and the last one)`,
    )
    .option('--hosts <n>', 'hosts per trial (default: 1, or 2 where the play binds its hosts together)')
    .option(
      '--kind <kind>',
      `kind of host: ${Object.keys(HOST_KINDS).join(', ')} (default: light, or systemd where the play needs a service manager)`,
    )
    .option('--image <name>', `of the hosts: ${IMAGE_OPTION}`)
    .option('--look <look>', LOOK_OPTION, 'machine')
    .option('--groups <names>', 'inventory groups for the hosts, besides those that the plays name')
    .option('--concurrency <n>', 'trials at a time (default: from this machine’s cores and memory)')
    .option('--isolate', 'a run of its own for each trial, even where the play lets hosts go their ways alone')
    .option('--fail-fast', 'stop after the first trial that is a finding')
    .option(
      '--accept-uncovered',
      'a job of the source that no run launches is meant to be so, and no reason against a pass',
    )
    .option(
      '--stand-in <[task=]duration>',
      'run stand-ins of this runtime in the place of all jobs, or of the named task’s; may be repeated',
      repeatable,
    )
    .option(
      '--stubs <file>',
      `given results for tasks that need the outside world (default: ${STUBS_BESIDE} beside the playbook, if it is there)`,
    )
    .option(
      '--outside <what>',
      'close the network of each run: a call for the outside world voids the run (refuse, as with -i by itself), is only told where the play is green without an answer (report), or reaches what apt gets packages from and nothing else (packages)',
    )
    .option('--suggest-stubs', 'strike nothing: run the play healthy, and print a stub file for what it lacks')
    .option(
      '--molecule <scenario>',
      'in place of a playbook: converge.yml, prepare.yml and the platforms of molecule/<scenario>',
    )
    .option('--prepare <playbook>', 'run once on the hosts before anything else; every run starts from what it left')
    .option('--fresh-prepare', 'run it whatever an earlier drill has kept of it, and keep nothing for a later one')
    .option('--speed <n>', 'let Ansible wait n times faster than written; real commands keep their own time', '1')
    .option(
      '--slowness <share>',
      'the share of its limit that the healthy job of the fault “slow” takes',
      String(SLOWNESS),
    )
    .option('--headroom <factor>', 'warn where a limit is below this multiple of the runtime', String(HEADROOM))
    .option('--baseline-timeout <duration>', 'how long the healthy run may take', `${HEALTHY_LIMIT_MS / 60_000}m`)
    .option('--timeout <duration>', 'how long one trial may take (default: from the baseline and the reap windows)')
    .option('--ansible <version|path>', ANSIBLE_OPTION, ansibleWanted)
    .option('--controller <where>', CONTROLLER_OPTION, controllerWanted)
    .option('--runs <dir>', 'where histories and reports are kept', 'runs')
    .option('--engine <address>', ENGINE_OPTION, repeatable)
    .addOption(new Option('--allow-localhost').hideHelp())
    .option(
      '--since <report>',
      'tell what is different from an earlier drill: its report.json, its folder, latest, a commit that has one (main), or REF:FILE',
    )
    .option('--fail-on <what>', 'with --since: any finding fails the drill, or only a new one', 'any')
    .option(
      '--plan-only <file>',
      'run it healthy, write what would be struck with a digest of all it depends on, and strike nothing',
    )
    .option(
      '--plan <file>',
      'a plan that --plan-only has written: its weights choose shares, and any other plan is refused',
    )
    .option('--shard <i/n|auto>', 'only the i-th of n shares of the trials; auto: as CI numbers its jobs')
    .option('--resume [report]', 'go on with an interrupted drill: its report.json, its folder, or the newest')
    .option('--incremental', 'take from the last drill what depends on nothing that has changed')
    .option('--last-failed', 'only trials that did not surface in the last drill, and those never run')
    .option('--repeat <n>', 'run each trial n times: one whose runs differ is unknown')
    .option('--matrix <axes...>', `one drill for each cell, ${MATRIX_OPTION}`)
    .action(async (first: string | undefined, rest: string[], flags: DrillFlags) => {
      const words = first === undefined ? rest : [first, ...rest];
      const { playbook, ...more } = choosePlaybook(words, flags, process.argv, process.env);
      process.exitCode = await runDrill(playbook, more, flags);
    });
}

/** The whole verb, for `drill`, `demo` and `design`; returns the exit code. `more`: what comes with the playbook. */
export async function runDrill(playbook: string, more: Partial<WithPlaybook>, flags: DrillFlags): Promise<number> {
  const { args = [], env = process.env, inventory: platforms } = more;
  const asked = askedBy({ ...flags, ...(more.prepare ? { prepare: more.prepare } : {}) });
  refuseMorePlaybooks(args, process.argv);
  refuseInventory(args);
  refuseWithoutInventory(flags, platforms !== undefined);
  if (flags.allowLocalhost) throw localhostIsDoubled();
  const faults = faultsOf(asked);
  const where = { cwd: process.cwd(), env };
  const drilled = readDrilled(playbook, asked, where);
  const { runs = 'runs' } = flags;
  const engines = enginesFrom(flags.engine);
  if (engines.length > 1) return await runOnEngines(playbook, engines, flags);
  for (const engine of engines) useEngine(engine);
  const axes = flags.matrix && axesFrom(flags.matrix);
  if (axes) {
    refuseInMatrix(flags, axes);
    requireWritableFolder('--runs', runs);
    requireTempFolder();
    using interrupt = onInterrupt();
    const { signal } = interrupt;
    const repeat = partAsked(flags, playbook, process.env, say);
    const inventory = inventoryFrom(flags, platforms);
    return await runMatrix(drilled, axes, flags, {
      ...asked,
      ...repeat,
      ...where,
      args,
      inventory,
      signal,
      onNote: say,
    });
  }
  if (flags.list) {
    const plan = planFromSource(drilled.source, faults, asked, newestDrill(runs, playbook)?.report);
    console.log(flags.json ? planJson(plan) : planText(plan));
    return EXIT.pass;
  }
  const reporters = await reportersNamed(reportersAsked(flags), process.cwd(), DRILL_REPORTERS);
  const since = await sinceAsked(flags, runs, playbook);
  const part = partAsked(flags, playbook, process.env, say);
  requireWritableFile('--plan-only', flags.planOnly);
  requireWritableFolder('--runs', runs);
  requireTempFolder();

  using interrupt = onInterrupt();
  const { signal } = interrupt;
  await using ready = await ReadyDrill.open(drilled, {
    ...asked,
    ...part,
    ...where,
    args,
    inventory: inventoryFrom(flags, platforms),
    since,
    signal,
    onNote: say,
  });
  if (flags.suggestStubs) return await printSuggestion(ready, playbook);
  const progress = showProgress({ json: flags.json === true, playbook });
  if (flags.planOnly !== undefined) {
    const plan = await until(progress, signal, () => ready.plan(progress, newestDrill(runs, playbook)?.report));
    writeFileSync(flags.planOnly, `${JSON.stringify(plan, null, 2)}\n`);
    console.log(plannedText(plan, flags.planOnly));
    return EXIT.pass;
  }
  const report = await until(progress, signal, () => ready.run(progress));
  const context = contextOf(report.folder);
  tryToWritePage(report.folder, () => drillPageOf(report, context));
  await tell(reporters, report, context);
  // The report is out; the exit code says that it is not whole.
  if (report.interrupted) signal.throwIfAborted();
  return exitCodeOf(report.verdict);
}

async function sinceAsked(flags: DrillFlags, runs: string, playbook: string): Promise<DrillOptions['since']> {
  const { since, failOn } = flags;
  const onlyNew = failsOnlyOnNew(failOn, since !== undefined);
  if (since === undefined) return undefined;
  const written = filesOfJson(reportersAsked(flags));
  return { ...(await comparedReport({ option: `--since ${since}`, wanted: since, runs, playbook, written })), onlyNew };
}

/** Whatever it throws after a signal, the signal is why. */
async function until<T>(progress: ShownProgress, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    await progress.stopped();
  }
}

function plannedText({ plan }: StoredPlan, file: string): string {
  const { trials, inputs } = plan;
  return [
    `${file}: ${trials.length} trials, plan ${plan.digest.slice(0, 12)}, of ${inputs.files.length} files`,
    ...inputs.undigested.map((what) => `no digest holds ${what}: --incremental will run all trials`),
  ].join('\n');
}

function say(text: string): void {
  console.error(`reapcheck: ${text}`);
}
