import { join, relative } from 'node:path';
import { jobNames, trialName } from '../checks/same-jobs.ts';
import type { BaselineResult } from '../model/baseline.ts';
import { ReapcheckError } from '../model/error.ts';
import type { Outcome } from '../model/outcome.ts';
import type { LeftOut, Plan, Reuse, ReuseBy, Shard, TrialPlan } from '../model/plan.ts';
import type { DrillReport, NotCovered } from '../model/report.ts';
import type { ReadBesides, TrialResult } from '../model/trial.ts';
import { sameBesides } from './besides.ts';
import { rebased } from './rebase.ts';
import { shardText, trialsOfShard } from './shard.ts';
import { inputsDiffer, plansDiffer } from './what-differs.ts';

/** An earlier drill, and what it is for. */
export interface EarlierDrill {
  readonly by: ReuseBy;
  readonly report: DrillReport;
  readonly file: string;
  /** In which its histories lie by now. */
  readonly folder: string;
}

export interface Wanted {
  readonly plan: Plan;
  readonly baseline: BaselineResult;
  readonly notCovered: readonly NotCovered[];
  readonly shard?: Shard | undefined;
  /** A plan that was handed on, by whose weights shares are chosen. */
  readonly weights?: Plan | undefined;
  readonly earlier?: EarlierDrill | undefined;
  /** Of the new drill. */
  readonly folder: string;
  readonly playbook: string;
  readonly cwd: string;
}

/** Which trials of a plan are to be run, and what becomes of the others. */
export interface Choice {
  readonly run: ReadonlySet<string>;
  readonly taken: readonly TrialResult[];
  readonly leftOut?: LeftOut;
  readonly reuse?: Reuse;
}

/** Throws `other-plan` where an interrupted drill can't be gone on with, and where a plan was handed on that is another. */
export function chooseTrials(wanted: Wanted): Choice {
  const { plan, weights, cwd } = wanted;
  const earlier = wanted.earlier && { ...wanted.earlier, report: rebased(wanted.earlier.report, cwd) };
  if (weights && weights.digest !== plan.digest)
    throw otherPlan('the plan that was handed on', plansDiffer(weights, plan), 'write it anew with --plan-only');
  switch (earlier?.by) {
    case undefined:
      return { ...inShard(wanted), taken: [] };
    case 'resume':
      return resumed(wanted, earlier);
    case 'incremental':
      return incremental(wanted, earlier);
    case 'last-failed':
      return lastFailed(wanted, earlier);
  }
}

function inShard({ plan, weights = plan, shard }: Wanted): Pick<Choice, 'run' | 'leftOut'> {
  if (!shard) return { run: new Set(plan.trials.map(({ trial }) => trial.id)) };
  const run = trialsOfShard(weights.trials, shard);
  const trials = plan.trials.flatMap(({ trial }) => (run.has(trial.id) ? [] : [trial]));
  return { run, ...(trials.length > 0 ? { leftOut: { why: 'shard', shard, trials } } : {}) };
}

/** The rest of an interrupted drill. What that was not to run, this isn't either. */
function resumed(wanted: Wanted, earlier: EarlierDrill): Choice {
  const { plan, shard } = wanted;
  const { report, file } = earlier;
  const differs = report.plan
    ? plansDiffer(report.plan, plan)
    : ['it has no plan: its healthy run was red, or it is of an older version'];
  if (differs.length > 0) throw otherPlan(file, differs, 'drill anew; --incremental takes what is still the same');
  const left = report.leftOut?.why === 'no-part' ? undefined : report.leftOut;
  if (shard && (left?.why !== 'shard' || shardText(left.shard) !== shardText(shard)))
    throw otherPlan(
      file,
      [
        `it is ${left?.why === 'shard' ? `part ${shardText(left.shard)}` : 'no part'}, and --shard says ${shardText(shard)}`,
      ],
      'leave --shard out',
    );
  const out = new Set(left?.trials.map(({ id }) => id));
  const wants = plan.trials.filter(({ trial }) => !out.has(trial.id));
  const results = new Map(report.trials.map((one) => [one.trial.id, one]));
  return {
    ...split(wants, (one) => results.get(one.trial.id), wanted, earlier),
    ...(left ? { leftOut: left } : {}),
    reuse: reuseOf(earlier, []),
  };
}

/** What has the same digest as in the last drill, is taken from there. */
function incremental(wanted: Wanted, earlier: EarlierDrill): Choice {
  const { plan, playbook, cwd } = wanted;
  const before = earlier.report.plan;
  const { run, leftOut } = inShard(wanted);
  const because = [
    ...(before ? inputsDiffer(before.inputs, plan.inputs) : ['it has no plan: it is of an older version']),
    ...(before && before.inputs.imageId !== plan.inputs.imageId ? ['the image of the hosts was built anew'] : []),
    ...[...new Set([...(before?.inputs.undigested ?? []), ...plan.inputs.undigested])].map(
      (what) => `nobody can tell whether this is the same: ${what}`,
    ),
  ];
  const digests = new Map(before?.trials.map(({ trial, digest }) => [trial.id, digest]));
  const results = new Map(
    earlier.report.trials.flatMap((one) => {
      const digest = digests.get(one.trial.id);
      const still = isKnown(one.outcome) && (!one.besides || sameBesides(one.besides, playbook, cwd));
      return digest !== undefined && still ? [[digest, one] as const] : [];
    }),
  );
  const wants = plan.trials.filter(({ trial }) => run.has(trial.id));
  const chosen = split(wants, ({ digest }) => (because.length > 0 ? undefined : results.get(digest)), wanted, earlier);
  const open = earlier.report.trials.filter(({ outcome }) => !isKnown(outcome)).length;
  const others = earlier.report.trials.flatMap(({ besides }) => besidesWords(besides, playbook, cwd));
  return {
    ...chosen,
    ...(leftOut ? { leftOut } : {}),
    reuse: reuseOf(earlier, [
      ...because,
      ...(open > 0 ? [`${open} of its trials had no result`] : []),
      ...new Set(others),
    ]),
  };
}

function besidesWords(besides: ReadBesides | undefined, playbook: string, cwd: string): readonly string[] {
  if (!besides) return [];
  if (besides.undigested.length > 0)
    return besides.undigested.map((what) => `a trial depends on what nobody can tell: ${what}`);
  return sameBesides(besides, playbook, cwd) ? [] : ['what a trial read besides has changed'];
}

/** Those that did not surface, and those that were never run. Their play may have been mended since, so that their digests differ. */
function lastFailed(wanted: Wanted, earlier: EarlierDrill): Choice {
  const { plan, baseline, notCovered } = wanted;
  const [was, is] = [jobNames(earlier.report), jobNames({ baseline, notCovered, trials: [] })];
  const well = new Set([
    ...earlier.report.trials.flatMap(({ trial, outcome }) => (isWell(outcome) ? [trialName(was, trial)] : [])),
    // It was made of those that had failed before it.
    ...(earlier.report.leftOut?.why === 'last-failed' ? earlier.report.leftOut.trials : []).map((trial) =>
      trialName(was, trial),
    ),
  ]);
  const trials = plan.trials.flatMap(({ trial }) => (well.has(trialName(is, trial)) ? [trial] : []));
  const out = new Set(trials.map(({ id }) => id));
  return {
    run: new Set(plan.trials.flatMap(({ trial }) => (out.has(trial.id) ? [] : [trial.id]))),
    taken: [],
    ...(trials.length > 0 ? { leftOut: { why: 'last-failed', since: earlier.report.startedAt, trials } } : {}),
    reuse: reuseOf(earlier, []),
  };
}

function split(
  trials: readonly TrialPlan[],
  known: (one: TrialPlan) => TrialResult | undefined,
  { folder }: Wanted,
  { by, report, folder: from }: EarlierDrill,
): Pick<Choice, 'run' | 'taken'> {
  const here = (name: string) => relative(folder, join(from, name));
  const taken = trials.flatMap((one): TrialResult[] => {
    const result = known(one);
    if (!result) return [];
    return [
      {
        ...result,
        trial: one.trial,
        folder: here(result.folder),
        ...(result.repetitions
          ? { repetitions: result.repetitions.map((it) => ({ ...it, folder: here(it.folder) })) }
          : {}),
        taken: result.taken ?? { startedAt: report.startedAt, by: by === 'resume' ? by : 'incremental' },
      },
    ];
  });
  const have = new Set(taken.map(({ trial }) => trial.id));
  return { taken, run: new Set(trials.flatMap(({ trial }) => (have.has(trial.id) ? [] : [trial.id]))) };
}

function reuseOf({ by, report, file }: EarlierDrill, because: readonly string[]): Reuse {
  return { by, startedAt: report.startedAt, file, because };
}

/** A result that says something of the play. */
export function isKnown({ kind }: Outcome): boolean {
  return kind !== 'missed' && kind !== 'errored';
}

function isWell({ kind }: Outcome): boolean {
  return kind === 'surfaced' || kind === 'recovered' || kind === 'unharmed';
}

function otherPlan(what: string, differs: readonly string[], remedy: string): ReapcheckError {
  return new ReapcheckError({
    code: 'other-plan',
    kind: 'usage',
    what: `${what} is of another plan`,
    expected: 'the same playbook, options, versions and jobs',
    seen: differs.join('; '),
    remedy,
  });
}
