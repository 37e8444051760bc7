import { factsOfHosts } from '../../history/of-hosts.ts';
import { project } from '../../history/project.ts';
import type { StoredRun } from '../../history/stored-run.ts';
import type { RunPage } from '../../model/drill-page.ts';
import type { Facts } from '../../model/facts.ts';
import { type Arm, jobKeyId } from '../../model/fault.ts';
import type { FaultTrial, TrialResult } from '../../model/trial.ts';
import { clockOf } from './clock.ts';
import { linesOf } from './lines.ts';
import { healthyProof, proofOf } from './proof.ts';
import { lineNumbers } from './runs.ts';
import { saidOf } from './said.ts';
import { tracksOf } from './tracks.ts';

/** What a run shows, of a trial or of the healthy run. Pure: the same history gives the same. */
export function runPage({ history, lacks }: StoredRun, trial: TrialResult | undefined): RunPage {
  const numbers = lineNumbers(history);
  const all = project(history);
  const arm = trial && armOf(all, trial.trial);
  // Trials may share a run, each on a host of its own: then what is about the others is left out.
  const facts = arm && all.strikes('armed').length > 1 ? factsOfHosts(all, [arm.job.host]) : all;
  const clock = clockOf(facts);
  const tracks = tracksOf(facts, clock, numbers, arm?.job);
  const proof = trial ? proofOf({ facts, lines: numbers, arm }, trial) : healthyProof(facts, numbers);
  const said = saidOf(facts, clock, numbers);
  const wanted = new Set([
    ...proof.flatMap(({ lines }) => lines),
    ...tracks.flatMap(({ spans, marks }) => [...spans, ...marks].flatMap(({ lines }) => lines)),
    ...said.map(({ line }) => line),
  ]);
  const lines = linesOf(facts, clock, numbers, wanted);
  return {
    spanMs: clock.spanMs,
    proof,
    tracks,
    said,
    lines,
    leftOut: history.length - lines.length,
    notes: lacks ? [lacks] : [],
  };
}

/** The fault of a trial as it was made ready in its run: on another host than the healthy job's, where trials share a run. */
function armOf(facts: Facts, { fault, job }: FaultTrial): Arm | undefined {
  const arms = facts.strikes('armed').flatMap(({ arm }) => (arm.fault === fault ? [arm] : []));
  return (
    arms.find((arm) => jobKeyId(arm.job) === jobKeyId(job)) ??
    arms.find((arm) => jobKeyId({ ...arm.job, host: job.host }) === jobKeyId(job))
  );
}
