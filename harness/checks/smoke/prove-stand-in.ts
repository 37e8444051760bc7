import type { Facts } from '../../model/facts.ts';
import type { Proof } from '../../model/fault.ts';
import type { HarmlessStandIn } from '../../model/harmless.ts';
import type { Job } from '../../model/job.ts';

/** The stand-in failed in the place of the job: its token and its rc stood in the job file, read over Ansible's own connection. */
export function proveStandIn(facts: Facts, { token }: HarmlessStandIn, job: Job): Proof {
  const file = facts
    .sightings('job-file')
    .find((one) => one.token === token && one.jid === job.jid && one.host === job.on);
  if (!file?.finished)
    return { struck: false, missing: `the stand-in's result was never seen in the job file of ${job.jid}` };
  if ((file.rc ?? 0) === 0)
    return { struck: false, missing: `the job file of ${job.jid} says rc ${file.rc ?? 'nothing'}` };
  return {
    struck: true,
    at: file.at,
    evidence: [`job file ${file.path}: finished, rc ${file.rc}, written by the stand-in (token ${token})`],
  };
}
