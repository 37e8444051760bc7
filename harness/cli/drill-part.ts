import { readFileSync } from 'node:fs';
import type { DrillOptions } from '../library/drill-options.ts';
import { ReapcheckError } from '../model/error.ts';
import { planFormat } from '../model/format/plan.ts';
import { reportFrom } from '../model/format/read.ts';
import type { StoredPlan } from '../model/plan.ts';
import { shardFrom } from '../plan/shard.ts';
import { positive } from './drill-options.ts';
import { earlierReport, isOf, type KeptDrill, newestDrill } from './earlier-report.ts';
import { optionName } from './option-name.ts';

/** What is run of a drill, as it stands on the command line. */
export interface PartFlags {
  readonly planOnly?: string;
  readonly plan?: string;
  readonly shard?: string;
  /** `true` without a name. */
  readonly resume?: string | true;
  readonly incremental?: boolean;
  readonly lastFailed?: boolean;
  readonly repeat?: string;
  readonly matrix?: readonly string[];
  readonly runs?: string;
}

/** More would be a bench, not a drill. */
const MOST_REPEATS = 100;

/** Which part of a drill is asked for. Throws a usage error for what can't be had, or can't be had together. */
export function partAsked(
  flags: PartFlags,
  playbook: string,
  env: Readonly<Record<string, string | undefined>>,
  say: (text: string) => void,
): Pick<DrillOptions, 'shard' | 'handedOn' | 'earlier' | 'repeat'> {
  refuseContradictions(flags);
  return {
    shard: flags.shard === undefined ? undefined : shardFrom(flags.shard, env),
    handedOn: flags.plan === undefined ? undefined : planIn(flags.plan),
    earlier: earlierAsked(flags, playbook, say),
    repeat: flags.repeat === undefined ? undefined : positive('--repeat', flags.repeat, MOST_REPEATS),
  };
}

const TOGETHER: readonly (readonly [keyof PartFlags, keyof PartFlags])[] = [
  ['resume', 'incremental'],
  ['resume', 'lastFailed'],
  ['incremental', 'lastFailed'],
  ['incremental', 'repeat'],
  ['shard', 'lastFailed'],
  ...(['plan', 'shard', 'resume', 'incremental', 'lastFailed', 'repeat'] as const).map(
    (name) => ['planOnly', name] as const,
  ),
];

function refuseContradictions(flags: PartFlags): void {
  const both = TOGETHER.find(([a, b]) => flags[a] !== undefined && flags[b] !== undefined);
  if (!both) return;
  const [a, b] = both.map(optionName);
  throw new ReapcheckError({
    code: 'contradiction',
    kind: 'usage',
    what: `${a} and ${b} contradict each other`,
    expected: 'one of them',
    remedy: 'leave one of them out; docs/plans.md says what each does',
  });
}

function earlierAsked(
  { resume, incremental, lastFailed, runs = 'runs' }: PartFlags,
  playbook: string,
  say: (text: string) => void,
): DrillOptions['earlier'] {
  if (resume !== undefined) return toResume(resume === true ? 'latest' : resume, runs, playbook);
  if (!incremental && !lastFailed) return undefined;
  const found = newestDrill(runs, playbook);
  if (found) return { ...found, by: incremental ? 'incremental' : 'last-failed' };
  say(
    `${incremental ? '--incremental' : '--last-failed'}: there is no earlier drill of ${playbook} in ${runs}, so all is run`,
  );
  return undefined;
}

function toResume(wanted: string, runs: string, playbook: string): DrillOptions['earlier'] {
  const option = `--resume ${wanted}`;
  const kept = earlierReport({ option, wanted, runs, playbook });
  const refuse = (what: string, seen: string, remedy: string) =>
    new ReapcheckError({ code: 'nothing-to-resume', kind: 'usage', what: `${option}: ${what}`, seen, remedy });
  if (!isOf(kept.report, playbook))
    throw refuse('that is a drill of another playbook', kept.report.playbook, `name one of ${playbook}`);
  if (!isCut(kept)) throw refuse('that drill was not interrupted', `${kept.file}: it is whole`, 'leave --resume out');
  return { ...kept, by: 'resume' };
}

function isCut({ report: { interrupted = [], leftOut } }: KeptDrill): boolean {
  return interrupted.length > 0 || leftOut?.why === 'no-part';
}

/** A plan as it was handed on. */
function planIn(file: string): StoredPlan {
  let stored: unknown;
  try {
    stored = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw noPlan(file, (error as Error).message);
  }
  const read = reportFrom<StoredPlan>(planFormat, stored);
  if ('misfit' in read) throw noPlan(file, read.misfit);
  return read.report;
}

function noPlan(file: string, seen: string): ReapcheckError {
  return new ReapcheckError({
    code: 'no-plan',
    kind: 'usage',
    what: `--plan ${file}: that is no plan`,
    expected: 'a file that drill --plan-only of this version has written',
    seen,
    remedy: `write it: reapcheck drill PLAYBOOK --plan-only ${file}`,
  });
}
