import { join, resolve } from 'node:path';
import { RunStore } from '../history/store.ts';
import { environmentOf } from '../lab/environment.ts';
import { ReapcheckError } from '../model/error.ts';
import { runOurselves } from '../process/ourselves.ts';
import { DRILL_REPORTERS } from '../reporters/drill/catalogue.ts';
import type { DrillFlags } from './drill-flags.ts';
import { type KeptDrill, newestDrill } from './earlier-report.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { onInterrupt } from './interrupt.ts';
import { tellMerged } from './merged.ts';
import { optionName } from './option-name.ts';
import { reportersAsked } from './reporter-options.ts';
import { reportersNamed } from './reporters.ts';
import { requireTempFolder, requireWritableFolder } from './writable.ts';

export const ENGINE_OPTION =
  'a container engine, as DOCKER_HOST has it, or a Docker context; repeated, each takes a share';

/** Options that are of one drill, or of one part. */
const OF_ONE = ['planOnly', 'shard', 'resume', 'incremental', 'lastFailed', 'since', 'list', 'suggestStubs', 'matrix'];
/** Options that a part is given by us, or has no use for; whether a value follows. */
const OURS: ReadonlyMap<string, boolean> = new Map([
  ['--engine', true],
  ['--runs', true],
  ['--reporter', true],
  ['--json', false],
]);

/** The engines that were named. Throws a usage error for one that is named twice, and for a name that is empty, which would be the usual engine. */
export function enginesFrom(named: readonly string[] = []): readonly string[] {
  const wrong = named.find((engine, at) => engine.trim() === '' || named.indexOf(engine) !== at);
  if (wrong === undefined) return named;
  throw new ReapcheckError({
    code: 'bad-engine',
    kind: 'usage',
    what: wrong.trim() === '' ? '--engine: it names nothing' : `--engine ${wrong} is named twice`,
    expected: 'each engine once: an address, as DOCKER_HOST has it, or a Docker context',
    remedy: 'name another one, or leave it out',
  });
}

/** Throws a usage error for what can't be had on several engines. */
export function refuseOnEngines(flags: object): void {
  const asked = flags as Readonly<Record<string, unknown>>;
  const own = OF_ONE.find((name) => asked[name] !== undefined);
  if (own === undefined) return;
  throw new ReapcheckError({
    code: 'contradiction',
    kind: 'usage',
    what: `--engine, repeated, and ${optionName(own)} contradict each other`,
    expected: 'one of them: several engines take a share of one drill each, from its beginning to its end',
    remedy: 'leave one of them out',
  });
}

/** The words of a command line without those of our options; what stands after `--` is Ansible's. */
export function wordsOfPart(words: readonly string[]): readonly string[] {
  const end = words.indexOf('--');
  const own = end < 0 ? words : words.slice(0, end);
  const kept = own.filter((word, at) => {
    const [name = ''] = word.split('=', 1);
    const belongs = OURS.get(own[at - 1] ?? '') === true;
    return !OURS.has(name) && !belongs;
  });
  return [...kept, ...words.slice(own.length)];
}

/** So begins what a verb says of its end. */
const ERROR = 'reapcheck: ';

interface Share {
  readonly number: number;
  readonly of: number;
}

/** What became of a share on an engine. */
interface Drilled {
  readonly share: Share;
  readonly engine: string;
  readonly exitCode: number;
  /** As far as it came. */
  readonly part: KeptDrill | undefined;
  /** The last that it said of itself. */
  readonly said: string;
}

interface Spread {
  readonly playbook: string;
  /** The script that this process runs. */
  readonly program: string;
  readonly words: readonly string[];
  /** Of the whole. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/**
 * One drill on several engines: a process of its own for each, as one process uses one engine, with a share of the trials; then one report of their
 * parts. A share whose engine fails is run again on one that has ended its own. Returns the exit code.
 */
export async function runOnEngines(playbook: string, engines: readonly string[], flags: DrillFlags): Promise<number> {
  refuseOnEngines(flags);
  const { runs = 'runs' } = flags;
  const reporters = await reportersNamed(reportersAsked(flags), process.cwd(), DRILL_REPORTERS);
  requireWritableFolder('--runs', runs);
  requireTempFolder();
  using interrupt = onInterrupt();
  const { signal } = interrupt;
  const { folder } = new RunStore(resolve(runs), playbook, new Date());
  const [program = '', ...words] = process.argv.slice(1);
  const spread = { playbook, program, words: wordsOfPart(words), folder, signal };
  const first = await Promise.all(
    engines.map((engine, at) => drillShare(spread, engine, { number: at + 1, of: engines.length })),
  );
  const again = await drillAgain(spread, first);
  const [part, ...parts] = [...first, ...again].flatMap(({ part: one }) => one ?? []);
  if (!part) {
    signal.throwIfAborted();
    throw nothingDrilled(first);
  }
  const report = await tellMerged([part, ...parts], { cwd: process.cwd(), folder }, reporters);
  if (report.interrupted) signal.throwIfAborted();
  return exitCodeOf(report.verdict);
}

/** Shares of engines that failed, one after the other on each that did not. */
async function drillAgain(spread: Spread, first: readonly Drilled[]): Promise<readonly Drilled[]> {
  const failed = first.filter(({ exitCode }) => exitCode === EXIT.environment);
  const sound = first.filter(({ part, exitCode }) => part && exitCode !== EXIT.environment);
  if (spread.signal.aborted || sound.length === 0) return [];
  const chains = sound.map(async ({ engine }, at) => {
    const ended: Drilled[] = [];
    for (const { share, engine: before } of failed.filter((_, index) => index % sound.length === at)) {
      say(engine, `share ${share.number}/${share.of} is run again here, as ${before} has failed`);
      ended.push(await drillShare(spread, engine, share));
    }
    return ended;
  });
  return (await Promise.all(chains)).flat();
}

async function drillShare(spread: Spread, engine: string, share: Share): Promise<Drilled> {
  const { playbook, program, words, folder, signal } = spread;
  const runs = join(folder, 'parts', `${share.number}`);
  const end = words.indexOf('--');
  const at = end < 0 ? words.length : end;
  const ours = ['--shard', `${share.number}/${share.of}`, '--runs', runs];
  let said = '';
  const ended = await runOurselves([program, ...words.slice(0, at), ...ours, ...words.slice(at)], {
    env: environmentOf(engine),
    signal,
    onLine: (line) => {
      if (line.startsWith(ERROR)) said = line.slice(ERROR.length);
      say(engine, line);
    },
  });
  const exitCode = ended ?? EXIT.environment;
  return { share, engine, exitCode, part: newestDrill(runs, playbook), said };
}

function say(engine: string, line: string): void {
  console.error(`${engine}: ${line}`);
}

function nothingDrilled(drilled: readonly Drilled[]): ReapcheckError {
  const usage = drilled.every(({ exitCode }) => exitCode === EXIT.usage);
  const unknown = drilled.every(({ exitCode }) => exitCode === EXIT.unknown);
  return new ReapcheckError({
    code: 'no-engine-drilled',
    kind: usage ? 'usage' : unknown ? 'unknown' : 'environment',
    what: 'no engine has drilled its share',
    expected: 'at least one of them that does',
    seen: drilled
      .map(({ engine, exitCode, said }) => `${engine}: exit ${exitCode}${said && `, ${said.trim()}`}`)
      .join('; '),
    remedy: 'see what each of them says above',
  });
}
