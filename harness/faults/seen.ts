import type { Facts } from '../model/facts.ts';
import type { Arm, Proof } from '../model/fault.ts';
import type { StrikeMark } from '../model/history.ts';
import type { Job } from '../model/job.ts';
import type { BootSeen, JobFileSeen, ProcessId, ProcessSeen, ProgressSeen, ReceiptSeen } from '../model/sighting.ts';

/** What was seen of one armed job, in the order in which it was seen. */
export interface JobSight {
  /** What the stand-in wrote down on the host as it began. */
  readonly receipt: ReceiptSeen;
  readonly files: readonly JobFileSeen[];
  /** The first sight of the job file with a result in it. */
  readonly finished: JobFileSeen | undefined;
  /** The job file as it stood in the end. */
  readonly last: JobFileSeen | undefined;
  readonly gone: (who: ProcessId | undefined) => ProcessSeen | undefined;
  readonly of: (who: ProcessId) => readonly ProcessSeen[];
  readonly boots: readonly BootSeen[];
  /** When the probe last looked: a process that it has not reported gone by then was alive. */
  readonly watchedUntil: number;
  readonly playEndedAt: number | undefined;
}

/** Looks at the sightings if there is a receipt; without one the stand-in never ran, and nothing has struck. */
export function proveBySight(facts: Facts, arm: Arm, job: Job, look: (seen: JobSight) => Proof): Proof {
  const here = (one: { readonly host: string }) => one.host === job.on;
  const receipt = facts.sightings('receipt').find((one) => here(one) && one.token === arm.token);
  if (!receipt) return missing('no receipt on the host: the stand-in never ran');
  const files = facts.sightings('job-file').filter((one) => here(one) && one.jid === job.jid);
  const processes = facts.sightings('process').filter(here);
  const of = (who: ProcessId) => processes.filter((one) => one.pid === who.pid && one.startTicks === who.startTicks);
  const proof = look({
    receipt,
    files,
    finished: files.find((one) => one.finished === true),
    last: files.at(-1),
    gone: (who) => (who ? of(who).find((one) => one.state === 'gone') : undefined),
    of,
    boots: facts.sightings('boot').filter(here),
    watchedUntil:
      facts.sightings('probe').findLast((one) => here(one) && (one.state === 'looked' || one.state === 'stopped'))
        ?.at ?? 0,
    playEndedAt: facts.run.ended?.at,
  });
  const work = facts.sightings('progress').find((one) => here(one) && one.token === arm.token);
  return proof.struck && work ? { ...proof, evidence: [...proof.evidence, progressWords(arm, work)] } : proof;
}

/** What the job had done by itself when it was struck. */
function progressWords({ act }: Arm, { work }: ProgressSeen): string {
  const after =
    'strikeSeconds' in act && act.strikeSeconds > 0 ? ` ${act.strikeSeconds.toFixed(1)} s after its start` : '';
  switch (work) {
    case 'none':
      return `struck${after}: its own work was not begun`;
    case 'stopped':
      return `struck${after}: its own work was begun, and stopped before its end`;
    case 'done':
      return `struck${after}: its own work was done`;
  }
}

/** For faults that are struck from outside: what the strike itself saw, besides a stand-in that ran. */
export function proveByStrike(facts: Facts, arm: Arm, job: Job): Proof {
  return proveBySight(facts, arm, job, () => {
    const mark = strikeOf(facts, arm);
    if (!mark) return missing('the strike was not made in this run');
    if (mark.type === 'failed') return missing(mark.why);
    return { struck: true, at: mark.at, evidence: mark.evidence };
  });
}

export function strikeOf(facts: Facts, arm: Arm): Extract<StrikeMark, { type: 'struck' | 'failed' }> | undefined {
  return [...facts.strikes('struck'), ...facts.strikes('failed')].find(({ token }) => token === arm.token);
}

/** Whether the watcher has stopped the job at its limit. */
export function metLimit({ files }: Pick<JobSight, 'files'>): boolean {
  return files.some(({ timedOut }) => timedOut);
}

/** Of a job that nothing harms, and that should be within its limit: no play can be blamed for what it makes of that. */
export function overLimit({ limit }: Job): Proof {
  return missing(`the job went past its limit of ${limit} s by itself: this machine was busier than in the baseline`);
}

export function missing(what: string): Proof {
  return { struck: false, missing: what };
}

/** The job file has a failed result, which is not one that the stand-in printed: so it broke on its way to one. */
export function brokeWithoutAnswer(facts: Facts, arm: Arm, job: Job): Proof {
  return proveBySight(facts, arm, job, ({ receipt, finished, gone }) => {
    if (!finished) return missing(`no result was ever seen in the job file of ${job.jid}`);
    if (finished.token) return missing(`the job file of ${job.jid} holds an answer of the stand-in's`);
    if (finished.timedOut) return missing(`the job file of ${job.jid} says that the job ran to its limit`);
    if (!finished.failed) return missing(`the job file of ${job.jid} says that the job went well`);
    return {
      struck: true,
      at: finished.at,
      evidence: [
        `the module's process, pid ${receipt.pids.module.pid}, ${gone(receipt.pids.module) ? 'is gone' : 'was replaced'}`,
        `job file ${finished.path}: failed, without an answer of the module's`,
      ],
    };
  });
}
