import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import { findController } from '../ansible/controller.ts';
import { ALL_UP_TO } from '../doubles/cast.ts';
import { noAsyncJob } from '../engine/baseline.ts';
import { drill } from '../engine/drill.ts';
import { LocalhostUse } from '../engine/localhost.ts';
import { machineMeans, meansFor } from '../engine/means.ts';
import { doubledFrom } from '../engine/own-inventory.ts';
import { prepareHosts } from '../engine/prepare.ts';
import type { TrialSetting } from '../engine/trial-setting.ts';
import { wantedJobs } from '../engine/wanted-jobs.ts';
import { FAULTS, faultsNamed, PRESETS, presetNamed } from '../faults/catalogue.ts';
import { RunStore } from '../history/store.ts';
import { HOST_KINDS } from '../lab/host-kind.ts';
import { openLab } from '../lab/lab.ts';
import { ReapcheckError } from '../model/error.ts';
import { MOST_HOSTS } from '../model/host.ts';
import type { DrillReport } from '../model/report.ts';
import { DRILL_REPORTERS } from '../reporters/drill/catalogue.ts';
import { groupsOf } from '../scenario/groups.ts';
import { mayActLocally } from '../scenario/may-act-locally.ts';
import { type MoleculeInventory, writeMoleculeInventory } from '../scenario/molecule-inventory.ts';
import { jobsOf } from '../source/jobs-of.ts';
import { readPlaybook } from '../source/read-playbook.ts';
import { STUBS_BESIDE } from '../stubs/read-stubs.ts';
import { parseDuration } from '../time/duration.ts';
import { ANSIBLE_OPTION, ansibleWanted } from './ansible-option.ts';
import { inventoryFor, refuseInventory, refuseWithoutInventory } from './drill-inventory.ts';
import { planFromSource, planJson, planText } from './drill-list.ts';
import { namesIn, numberIn, OUTSIDE, outsideIn, positive, standIn } from './drill-options.ts';
import { earlierReport, lastReport } from './earlier-report.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { hostKindFor, hostLook, LOOK_OPTION } from './host-kind.ts';
import { onInterrupt } from './interrupt.ts';
import { choosePlaybook } from './molecule.ts';
import { refuseMorePlaybooks } from './positional.ts';
import { showProgress } from './progress.ts';
import { reporterOption, reportersNamed, tell } from './reporters.ts';
import { contextOf, drillPageOf } from './stored-report.ts';
import { stubsFor } from './stubs-for.ts';
import { printSuggestion } from './suggest-stubs.ts';
import { requireTempFolder, requireWritableFolder } from './writable.ts';
import { tryToWritePage } from './write-page.ts';

export interface DrillOptions {
  readonly faults?: string;
  readonly preset?: string;
  readonly jobs?: string;
  readonly list?: boolean;
  readonly isolate?: boolean;
  readonly failFast?: boolean;
  readonly acceptUncovered?: boolean;
  readonly standIn?: readonly string[];
  readonly stubs?: string;
  readonly prepare?: string;
  readonly molecule?: string;
  readonly suggestStubs?: boolean;
  readonly outside?: string;
  readonly speed?: string;
  readonly slowness?: string;
  readonly headroom?: string;
  readonly inventory?: readonly string[];
  readonly configuredInventory?: boolean;
  readonly limit?: string;
  readonly sample?: string;
  readonly allHosts?: boolean;
  readonly hosts?: string;
  readonly kind?: string;
  readonly look?: string;
  readonly image?: string;
  readonly groups?: string;
  readonly concurrency?: string;
  readonly baselineTimeout: string;
  readonly timeout?: string;
  readonly ansible?: string;
  readonly runs: string;
  readonly json?: boolean;
  readonly reporter?: readonly string[];
  readonly since?: string;
  readonly failOn?: string;
  readonly allowLocalhost?: boolean;
}

export function registerDrill(program: Command): void {
  program
    .command('drill')
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
      (value: string, before: readonly string[] = []) => [...before, value],
    )
    .option('--configured-inventory', 'the same, with the inventory that ansible.cfg or ANSIBLE_INVENTORY names')
    .option('-l, --limit <pattern>', 'of the inventory, only these hosts')
    .option(
      '--sample <n>',
      `doubles for each class of hosts that are alike (default: 1 where there are more than ${ALL_UP_TO} hosts)`,
    )
    .option('--all-hosts', 'a double for each host of the inventory, however many there are')
    .option('--hosts <n>', 'hosts per trial (default: 1, or 2 where the play binds its hosts together)')
    .option(
      '--kind <kind>',
      `kind of host: ${Object.keys(HOST_KINDS).join(', ')} (default: light, or systemd where the play needs a service manager)`,
    )
    .option('--image <tag>', 'container image for the hosts, in place of the kind’s own')
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
      (value: string, before: readonly string[] = []) => [...before, value],
    )
    .option(
      '--stubs <file>',
      `given results for tasks that need the outside world (default: ${STUBS_BESIDE} beside the playbook, if it is there)`,
    )
    .option(
      '--outside <what>',
      `with -i, a call for the outside world voids a run, or is only told where the play is green without an answer: ${OUTSIDE.join(', ')}`,
      'refuse',
    )
    .option('--suggest-stubs', 'strike nothing: run the play healthy, and print a stub file for what it lacks')
    .option(
      '--molecule <scenario>',
      'in place of a playbook: converge.yml, prepare.yml and the platforms of molecule/<scenario>',
    )
    .option('--prepare <playbook>', 'run once on the hosts before anything else; every run starts from what it left')
    .option('--speed <n>', 'let Ansible wait n times faster than written; real commands keep their own time', '1')
    .option('--slowness <share>', 'the share of its limit that the healthy job of the fault “slow” takes', '0.7')
    .option('--headroom <factor>', 'warn where a limit is below this multiple of the runtime', '2')
    .option('--baseline-timeout <duration>', 'how long the healthy run may take', '10m')
    .option('--timeout <duration>', 'how long one trial may take (default: from the baseline and the reap windows)')
    .option('--ansible <version|path>', ANSIBLE_OPTION, ansibleWanted)
    .option('--runs <dir>', 'where histories and reports are kept', 'runs')
    .addOption(new Option('--allow-localhost').hideHelp())
    .option('--reporter <names>', reporterOption(DRILL_REPORTERS), (value: string, before: readonly string[] = []) => [
      ...before,
      value,
    ])
    .option('--since <report>', 'tell what is different from an earlier drill: its report.json, its folder, or latest')
    .option('--fail-on <what>', 'with --since: any finding fails the drill, or only a new one', 'any')
    .option('--json', 'print the report (as --reporter json does), or the list, as JSON')
    .action(async (first: string | undefined, rest: string[], options: DrillOptions) => {
      const words = first === undefined ? rest : [first, ...rest];
      const { playbook, args, prepare, env, inventory } = choosePlaybook(words, options, process.argv, process.env);
      const chosen = { ...options, ...(prepare ? { prepare } : {}) };
      process.exitCode = await runDrill(playbook, args, chosen, env, inventory);
    });
}

/** The whole verb, for `drill` and `demo`; returns the exit code. */
export async function runDrill(
  playbook: string,
  args: readonly string[],
  options: DrillOptions,
  env: Readonly<Record<string, string | undefined>> = process.env,
  platforms?: MoleculeInventory,
): Promise<number> {
  refuseMorePlaybooks(args, process.argv);
  const faults =
    options.faults === undefined
      ? presetNamed(options.preset ?? 'default')
      : faultsNamed(namesIn('--faults', options.faults));
  const hostCount = positive('--hosts', options.hosts ?? '1', MOST_HOSTS);
  const means =
    options.concurrency === undefined
      ? machineMeans(hostCount)
      : meansFor(positive('--concurrency', options.concurrency, MOST_HOSTS), hostCount);
  const speed = numberIn('--speed', options.speed ?? '1', 1, 1000);
  const slowness = numberIn('--slowness', options.slowness ?? '0.7', 0.01, 0.99);
  const headroomFactor = numberIn('--headroom', options.headroom ?? '2', 1, 1000);
  const standIns = (options.standIn ?? []).map((text) => standIn(text, speed));
  const baselineBudgetMs = parseDuration(options.baselineTimeout, '--baseline-timeout');
  const trialBudget = options.timeout === undefined ? undefined : parseDuration(options.timeout, '--timeout');
  const outside = outsideIn(options.outside);
  const look = hostLook(options.look);
  const jobs = options.jobs === undefined ? [] : namesIn('--jobs', options.jobs);
  refuseInventory(args);
  refuseWithoutInventory(options, platforms !== undefined);
  if (options.allowLocalhost) throw localhostIsDoubled();
  const where = { cwd: process.cwd(), env };
  const source = readPlaybook(playbook, where);
  if (source.surelyWithoutAsync)
    throw noAsyncJob(playbook, 'no async keyword in it, and nothing that it imports or includes');
  const stubs = stubsFor(options.stubs, source);
  if (options.list) {
    const plan = planFromSource(source, faults, jobs, lastReport(options.runs, playbook));
    console.log(options.json ? planJson(plan) : planText(plan));
    return EXIT.pass;
  }
  const sources = [source, ...(options.prepare === undefined ? [] : [readPlaybook(options.prepare, where)])];
  const kind = hostKindFor(options.kind, options.image, sources, say);
  const plays = sources.flatMap((one) => one.plays);
  const groups = [...new Set([...groupsOf(plays), ...(options.groups?.split(',') ?? [])])];
  const reporters = await reportersNamed(
    [...(options.reporter ?? (options.json ? [] : ['terminal'])), ...(options.json ? ['json'] : [])],
    process.cwd(),
    DRILL_REPORTERS,
  );
  const earlier = options.since === undefined ? undefined : earlierReport(options.since, options.runs, playbook);
  const onlyNew = failsOnlyOnNew(options.failOn, earlier !== undefined);
  requireWritableFolder('--runs', options.runs);
  requireTempFolder();
  const controller = await findController({ ansible: options.ansible, env: process.env });

  using interrupt = onInterrupt();
  const startedAt = new Date();
  await using lab = await openLab({ look, signal: interrupt.signal });
  const written = platforms && writeMoleculeInventory(platforms, join(lab.session.folder, 'molecule'));
  const inventory = await inventoryFor(written === undefined ? options : { ...options, inventory: [written] }, {
    ...where,
    ...{ controller, playbook, args, signal: interrupt.signal, say },
  });
  const doubled = inventory && doubledFrom(inventory, lab.session.folder);
  const asked: TrialSetting = {
    lab,
    controller,
    store: new RunStore(resolve(options.runs), playbook, startedAt),
    playbook,
    args,
    cwd: process.cwd(),
    env,
    hostNames:
      doubled?.cast.doubles.map(({ name }) => name) ??
      Array.from({ length: hostCount }, (_, index) => `host-${index + 1}`),
    groups,
    doubled,
    kind,
    image: options.image,
    speed,
    standIns,
    stubs: stubs?.stubs,
    outside,
    localhost: new LocalhostUse(doubled ? () => true : (one) => mayActLocally(one, where)),
    signal: interrupt.signal,
  };
  const prepared =
    options.prepare === undefined
      ? undefined
      : await prepareHosts(asked, {
          playbook: options.prepare,
          budgetMs: baselineBudgetMs,
          say,
        });
  const setting = prepared?.setting ?? asked;
  if (options.suggestStubs) return await printSuggestion(setting, baselineBudgetMs);
  const progress = showProgress({ json: options.json === true, playbook, signal: interrupt.signal });
  let report: DrillReport;
  try {
    report = await drill({
      setting,
      faults,
      source: jobsOf(source),
      acceptUncovered: options.acceptUncovered === true,
      wants: jobs.length === 0 ? undefined : wantedJobs(jobs),
      slowness,
      headroomFactor,
      baselineBudgetMs,
      hostsChosen: options.hosts !== undefined,
      trialBudgetMs: trialBudget,
      hostsAtATime: means.hosts,
      batchSize: options.isolate ? 1 : means.batchSize,
      stubsFile: stubs?.file,
      prepare: prepared?.report,
      failFast: options.failFast === true,
      ...(earlier ? { since: { ...earlier, onlyNew } } : {}),
      startedAt,
      progress,
    });
  } catch (error) {
    await progress.stopped();
    interrupt.signal.throwIfAborted();
    throw error;
  }
  await progress.stopped();
  const context = contextOf(report.folder);
  tryToWritePage(report.folder, () => drillPageOf(report, context));
  await tell(reporters, report, context);
  // The report is out; the exit code says that it is not whole.
  if (report.interrupted) interrupt.signal.throwIfAborted();
  return exitCodeOf(report.verdict);
}

function failsOnlyOnNew(failOn = 'any', compared: boolean): boolean {
  if (failOn === 'any' || (failOn === 'new' && compared)) return failOn === 'new';
  throw new ReapcheckError({
    code: 'bad-fail-on',
    kind: 'usage',
    what: failOn === 'new' ? '--fail-on new: nothing says what is new' : `--fail-on "${failOn}" is not known`,
    expected: 'any; or new, with --since',
    remedy: 'write, for example, --since latest --fail-on new',
  });
}

function say(text: string): void {
  console.error(`reapcheck: ${text}`);
}

/** An option of earlier versions. */
function localhostIsDoubled(): ReapcheckError {
  return new ReapcheckError({
    code: 'no-such-option',
    kind: 'usage',
    what: '--allow-localhost is gone: no drill acts on this machine',
    expected: 'plays on localhost without it: they act on a double of this machine, which is thrown away',
    remedy: 'leave it out',
  });
}
