import type { Finding } from '../model/finding.ts';
import type { Swallow } from '../model/outcome.ts';
import { formatPlace } from '../model/place.ts';
import type { BaselineJob } from '../model/report.ts';
import type { TrialResult } from '../model/trial.ts';

/** Failures that the play let pass, one finding per job and mechanism: the faults that showed it are its evidence. */
export function swallowedFailures(trials: readonly TrialResult[], jobs: readonly BaselineJob[]): readonly Finding[] {
  const groups = new Map<string, TrialResult[]>();
  for (const result of trials) {
    if (result.outcome.kind !== 'swallowed') continue;
    const { job } = result.trial;
    const key = `${formatPlace(job.place)}|${result.outcome.how}`;
    groups.set(key, [...(groups.get(key) ?? []), result]);
  }
  return [...groups.values()].map((group) => finding(group, jobs));
}

function finding(group: readonly TrialResult[], jobs: readonly BaselineJob[]): Finding {
  const first = group[0] as TrialResult;
  const { trial } = first;
  const outcome = first.outcome as Extract<TrialResult['outcome'], { kind: 'swallowed' }>;
  const job = jobs.find((one) => formatPlace(one.key.place) === formatPlace(trial.job.place));
  const at = outcome.place ? `"${outcome.taskName}" (${formatPlace(outcome.place)})` : 'the reap';
  return {
    rule: 'swallowed-failure',
    severity: 'error',
    confidence: 'certain',
    message: `the play ended green although "${trial.taskName}" had failed: ${explain(outcome.how, at)}`,
    place: trial.job.place,
    evidence: group.map(
      (one) =>
        `${one.trial.fault} on ${one.trial.job.host}: ${one.evidence.join('; ')}; ansible-playbook ended with rc 0`,
    ),
    remedy: remedy(outcome.how, at, job?.limit ?? 60),
    ...(outcome.place ? { related: [{ place: outcome.place, message: 'the task that let it pass' }] } : {}),
  };
}

function explain(how: Swallow, at: string): string {
  switch (how) {
    case 'never-reaped':
      return 'no task ever asked for its result';
    case 'ignore-errors':
      return `${at} saw the failure, and ignore_errors threw it away`;
    case 'failed-when':
      return `${at} saw the failure, and its failed_when called it a success`;
    case 'rescued':
      return `${at} saw the failure, and a rescue that does not fail took it`;
    case 'no-until':
      return `${at} asked once, saw a job without a result, and went on: it has no until`;
    case 'retries-zero':
      return `${at} has retries: 0, so its until is never looked at`;
    case 'reaped-another':
      return `${at} asked for another job's id`;
    case 'cleaned-up':
      return `${at} only removed the job's file (mode: cleanup)`;
    case 'play-ended-first':
      return 'the play was over before the job failed';
    case 'unexplained':
      return `${at} passed, and the history does not say why`;
  }
}

function remedy(how: Swallow, at: string, limit: number): string {
  const delay = limit <= 60 ? 2 : limit <= 600 ? 10 : 30;
  const retries = Math.ceil((limit + 15) / delay);
  switch (how) {
    case 'never-reaped':
    case 'reaped-another':
    case 'cleaned-up':
    case 'play-ended-first':
      return [
        'register the launch (register: job), and add before the end of the play:',
        '  - ansible.builtin.async_status:',
        '      jid: "{{ job.ansible_job_id }}"',
        '    register: job_result',
        '    until: job_result is finished',
        `    retries: ${retries}`,
        `    delay: ${delay}    # ${retries} × ${delay} s outlasts async: ${limit}`,
      ].join('\n');
    case 'no-until':
      return `add to ${at}: register: job_result, until: job_result is finished, retries: ${retries}, delay: ${delay}`;
    case 'retries-zero':
      return `set retries: ${retries} and delay: ${delay} on ${at}`;
    case 'ignore-errors':
      return `remove ignore_errors from ${at}, or fail or assert on its result later`;
    case 'failed-when':
      return `let failed_when of ${at} be true where the job failed, or remove it`;
    case 'rescued':
      return 'end the rescue with ansible.builtin.fail, or check the result after the block';
    case 'unexplained':
      return 'read the history of this trial, and please report it: reapcheck should be able to say why';
  }
}
