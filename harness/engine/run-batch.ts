import { withFetched } from '../checks/fetched.ts';
import type { Known } from '../checks/judge-trial.ts';
import { orphansOf } from '../checks/orphans.ts';
import { withStubs } from '../checks/stubs-used.ts';
import { factsOfHosts } from '../history/of-hosts.ts';
import type { Facts } from '../model/facts.ts';
import { type JobKey, jobKeyId } from '../model/fault.ts';
import type { Job } from '../model/job.ts';
import { formatPlace, samePlace } from '../model/place.ts';
import type { SourcesRead } from '../model/plan.ts';
import type { SourceJob } from '../model/source.ts';
import type { ReadBesides, TrialResult } from '../model/trial.ts';
import type { Admission } from './admission.ts';
import { type ArmedFault, armFault } from './armed-fault.ts';
import { putUpWith } from './baseline.ts';
import { isSettled, judge, struckTooLate } from './judge.ts';
import type { PlannedTrial } from './plan.ts';
import { runTrial, type TrialRun } from './run-trial.ts';
import type { TrialSetting } from './trial-setting.ts';

export interface Batch {
  readonly id: string;
  readonly planned: readonly PlannedTrial[];
  readonly budgetMs: number;
  readonly admission: Admission;
  /** The healthy run: what was not struck should do as it did there. */
  readonly baseline: Facts;
  /** Of the playbook's source. */
  readonly source: readonly SourceJob[];
  /** What a run read that the healthy one hadn't. */
  readonly besides: (read: SourcesRead) => ReadBesides | undefined;
}

/** After a fault has done all that it does, a sighting of it may still be on its way. */
const SIGHTING_MS = 5_000;

/** What a run said of a trial: its result, or how it has to be run again, alone. */
export type Said = { readonly result: TrialResult } | { readonly again: PlannedTrial };

/**
 * Runs trials in one run of the play, each on a host of its own. Has no result for a trial that the others may have disturbed, nor
 * for a strike that came when its job was done.
 */
export async function runBatch(setting: TrialSetting, order: Batch): Promise<readonly Said[]> {
  const { planned } = order;
  const seats = planned.map((one, index) => seatOf(setting, one, index, planned.length > 1));
  const run = await runTrial(setting, {
    id: order.id,
    budgetMs: order.budgetMs,
    admission: order.admission,
    ...(planned.length > 1 ? { hostNames: seats.map(({ host }) => host) } : {}),
    armed: seats.map(({ armed }) => armed),
    settled: (facts) => seats.every(({ armed }) => isSettled(facts, armed)),
    settleMs: () => Math.max(...planned.map(({ fault, target }) => fault.settlesMs(target))) + SIGHTING_MS,
  });
  const besides = order.besides(run.read);
  return seats.map((seat) => {
    const { host, one } = seat;
    const facts = ofSeat(run.facts, host, planned.length);
    const { result, quickMs } = resultOf(run, facts, seat, {
      ...order,
      putUpWith: putUpWith(setting, order.baseline),
    });
    if (quickMs !== undefined) return { again: { ...one, target: { ...one.target, quickMs } } };
    const counts =
      planned.length === 1 || (run.how === 'exited' && !disturbed(facts, one, order.baseline.jobs) && tells(result));
    return counts ? { result: besides ? { ...result, besides } : result } : { again: one };
  });
}

/** A trial's place in a run. */
interface Seat {
  readonly host: string;
  readonly one: PlannedTrial;
  readonly armed: ArmedFault;
}

function seatOf(setting: TrialSetting, one: PlannedTrial, index: number, shared: boolean): Seat {
  const host = shared ? `host-${index + 1}` : (setting.hostNames[0] ?? '');
  const key: JobKey = shared ? { ...one.job.key, host } : one.job.key;
  return { host, one, armed: armFault(one.fault, key, shared ? host : one.job.on, one.target) };
}

/** Of a trial that has the run for itself, all hosts count. */
function ofSeat(facts: Facts, host: string, seats: number): Facts {
  return seats === 1 ? facts : factsOfHosts(facts, [host]);
}

function resultOf(
  run: TrialRun,
  facts: Facts,
  { one: { job: struck, trial, fault, target }, armed }: Seat,
  { baseline, source, putUpWith }: Batch & Pick<Known, 'putUpWith'>,
): { readonly result: TrialResult; readonly quickMs: number | undefined } {
  const written = source.find(({ place }) => samePlace(place, struck.key.place));
  const judgement = judge(facts, armed, { baseline, putUpWith, source: written });
  const { proof, outcome } = judgement;
  const known = new Set(baseline.jobs.map(({ key }) => formatPlace(key.place)));
  const others = new Map(facts.jobs.map(({ key }) => [formatPlace(key.place), key.place]));
  const alsoLaunched = [...others].flatMap(([id, place]) => (known.has(id) ? [] : [place]));
  const expected: readonly string[] = fault.reasons[target.via];
  const orphans = orphansOf(facts).map(({ job, pids, livedMs, ended }) => ({
    taskName: job.taskName,
    jid: job.jid,
    host: job.on,
    pids,
    livedMs: Math.round(livedMs),
    ended,
  }));
  const result = {
    trial,
    outcome,
    evidence: proof.struck ? proof.evidence : [],
    ...(orphans.length > 0 ? { orphans } : {}),
    ...(alsoLaunched.length > 0 ? { alsoLaunched } : {}),
    ...(outcome.kind === 'surfaced' ? { expectedReason: expected.includes(outcome.reason) } : {}),
    ...withStubs(facts),
    ...withFetched(facts),
    wallMs: Math.round(run.wallMs),
    folder: run.folder,
  };
  return { result, quickMs: struckTooLate(facts, armed, judgement) };
}

/** Whether a shared run showed what it should: on a busy machine a strike may come too late, or another reason be first. */
function tells({ outcome, expectedReason }: TrialResult): boolean {
  return (
    outcome.kind !== 'missed' && outcome.kind !== 'errored' && outcome.kind !== 'false-red' && expectedReason !== false
  );
}

/** A job that was not struck went another way than in the baseline: this machine had too much to do, or the trials are not independent. */
function disturbed(facts: Facts, { job, fault }: PlannedTrial, baseline: readonly Job[]): boolean {
  if (fault.reach === 'host') return false;
  const healthy = new Set(baseline.filter(({ end }) => end === 'succeeded').map(({ key }) => withoutHost(key)));
  return facts.jobs.some(
    (one) =>
      withoutHost(one.key) !== withoutHost(job.key) &&
      healthy.has(withoutHost(one.key)) &&
      (one.end === 'failed' || one.end === 'timed-out'),
  );
}

function withoutHost(key: JobKey): string {
  return jobKeyId({ ...key, host: '' });
}
