import type { JobFault } from './fault.ts';
import { jobFileOf, processSeen, receiptOf } from './receipt.ts';

/** The watcher of an older ansible-core looks every 5 s, and never kills before 10 s: async_wrapper.main. */
const WATCHER_SLACK_MS = 12_000;

/** A sighting may lag behind the fact by one round of the probe. */
const PROBE_LAG_MS = 1_000;

/** The job runs past its limit. Proven by its age: seen alive when the limit had passed, or killed for it by the watcher. */
export const hang: JobFault = {
  name: 'hang',
  summary: 'the job runs past its limit',
  reasons: ['timed-out', 'retries-exhausted'],
  settlesMs: (limit) => limit * 1000 + WATCHER_SLACK_MS,
  act: (_host, job) => ({ act: 'hang', seconds: job.limit * 4 + 600 }),
  prove(facts, arm, job) {
    const receipt = receiptOf(facts, arm);
    if (!receipt) return { struck: false, missing: 'no receipt on the host: the stand-in never ran' };
    const module = receipt.pids.module;
    const killed = jobFileOf(facts, job.jid).find((one) => one.timedOut);
    if (killed) {
      return {
        struck: true,
        at: killed.at,
        evidence: [`job file ${killed.path}: the watcher stopped it at its limit of ${job.limit} s`],
      };
    }
    const last = processSeen(facts, module).at(-1);
    if (!last) return { struck: false, missing: `the hanging process, pid ${module.pid}, was never seen` };
    const until = last.state === 'gone' ? last.at : Math.max(last.at, endOfWatch(facts, last.host));
    // The watcher counts from the job's start, and the job file is there before the stand-in is.
    const since = Math.min(receipt.struckAt, ...jobFileOf(facts, job.jid).map((file) => file.at));
    const ageMs = until - since;
    if (ageMs + PROBE_LAG_MS < job.limit * 1000) {
      return {
        struck: false,
        missing: `the hanging process was gone after ${Math.round(ageMs)} ms, before its limit of ${job.limit} s`,
      };
    }
    return {
      struck: true,
      at: since + job.limit * 1000,
      evidence: [
        `process ${module.pid} of the job was there ${(ageMs / 1000).toFixed(1)} s after its start; its limit is ${job.limit} s`,
      ],
    };
  },
};

/** When the probe last looked: a process that it has not reported gone by then was alive. */
function endOfWatch(facts: Parameters<JobFault['prove']>[0], host: string): number {
  const stopped = facts.history.findLast(
    (entry) => entry.kind === 'sighting' && entry.sighting.type === 'probe' && entry.sighting.host === host,
  );
  return stopped?.kind === 'sighting' && stopped.sighting.type === 'probe' && stopped.sighting.state === 'stopped'
    ? stopped.sighting.at
    : 0;
}
