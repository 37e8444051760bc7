import { resolve } from 'node:path';
import { audit } from '../audit/audit.ts';
import type { DesignYaml } from '../design/format.ts';
import { designPlay } from '../design/play.ts';
import { readDesign } from '../design/read-request.ts';
import { toRequest } from '../design/request.ts';
import type { Designed, DesignRequest } from '../model/design.ts';
import { ReapcheckError } from '../model/error.ts';
import { restartsByHand } from '../source/classify/restart.ts';
import { contextOf, type Where } from './where.ts';

export { paceOf } from '../design/pace.ts';

/** As a file with jobs says it: docs/design.md. */
export type DesignOf = DesignYaml;

/**
 * A play for long jobs, with its launches, reaps, limits and windows, from what is known of the jobs: a file, or what would stand in one.
 * Runs nothing. Throws a `ReapcheckError` for what can't be, and for jobs in which the audit finds something however they are launched.
 */
export function design(jobs: string | DesignOf, where: Where = {}): Designed {
  const request = requestOf(jobs, where);
  refuseRestarts(request);
  const designed = designPlay(request);
  refuseFindings(designed);
  return designed;
}

/** The same jobs, read. */
export function requestOf(jobs: string | DesignOf, where: Where = {}): DesignRequest {
  return typeof jobs === 'string' ? readDesign(resolve(contextOf(where).cwd, jobs)) : toRequest(jobs);
}

/** A host that goes down takes what is known of the job's end with it. */
function refuseRestarts({ jobs }: DesignRequest): void {
  const job = jobs.find(({ work }) => work.kind === 'command' && restartsByHand('shell', work.command));
  const module = jobs.find(({ work }) => work.kind === 'module' && /(^|\.)(win_)?reboot$/.test(work.module));
  const named = (job ?? module)?.name;
  if (named === undefined) return;
  throw new ReapcheckError({
    code: 'restarts-itself',
    kind: 'usage',
    what: `"${named}" restarts the host that it runs on: nobody would learn how it ended`,
    expected: 'a job that leaves its host up',
    remedy:
      'leave the restart out of it, and say reboots: true: the play then does it, with proof that the host came back',
  });
}

/** The play is sound as such, so what there is to find is in what a job does, such as a module that can't be async. */
function refuseFindings({ playbook }: Designed): void {
  const [finding] = audit(new Map([['designed.yml', playbook]])).findings;
  if (!finding) return;
  throw new ReapcheckError({
    code: 'undesignable',
    kind: 'usage',
    what: `no play makes this job well: ${finding.message}`,
    expected: 'work that ends by itself, and may run async',
    seen: `${finding.rule}: ${finding.evidence[0] ?? finding.message}`,
    remedy: finding.remedy,
  });
}
