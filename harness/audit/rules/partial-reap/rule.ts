import type { AsyncTask, AuditFinding, AuditRule, Coverage } from '../../../model/audit.ts';
import { called, pairsOf, pairsOfLaunch } from '../pairs.ts';
import { loopOverResults } from '../reap-yaml.ts';

const SAYS: Partial<Record<Coverage, string>> = {
  first: 'only the first of the jobs',
  last: 'only the last of the jobs',
  some: 'only some of the jobs',
  'not-in-results': 'none of the jobs: a loop’s register holds its job ids in .results',
  'no-results': 'none of the jobs: the launch has no loop, so that its register has no .results',
};

/** Of a loop's jobs, some are never asked. */
export const partialReap: AuditRule = {
  id: 'partial-reap',
  severity: 'error',
  confidence: 'likely',
  summary: 'the reap collects only part of a loop’s jobs',
  check: (project) => [
    ...project.asyncTasks.flatMap(ofFirstHost),
    ...pairsOf(project).flatMap(({ launch, reap, job }) => {
      const says = SAYS[job.coverage];
      if (!says || reap.mode !== 'status') return [];
      const others = pairsOfLaunch(project, launch.id).some(
        (other) => other.reap.id !== reap.id && other.reap.mode === 'status',
      );
      if (others && !/results/.test(job.coverage)) return [];
      return [
        {
          rule: 'partial-reap',
          severity: 'error' as const,
          confidence: job.coverage === 'some' ? ('possible' as const) : ('certain' as const),
          message: `${called(reap)} collects ${says} that ${called(launch)} launches`,
          place: reap.place,
          evidence: [`jid: ${reap.jid}`, loopWords(launch.looped, job.coverage)],
          remedy: remedyOf(launch, job.coverage),
          related: [{ place: launch.place, message: 'launched here' }],
          subject: reap.id,
        },
      ];
    }),
  ],
};

function remedyOf(launch: AsyncTask, coverage: Coverage): string {
  const register = launch.register ?? 'job';
  if (coverage === 'no-results') return `jid: "{{ ${register}.ansible_job_id }}"`;
  if (launch.looped) return `loop over all of them:\n${loopOverResults(launch)}`;
  return (
    'reap each in the round that launches it, or keep their ids there, right after the launch, and loop over these:\n' +
    `- ansible.builtin.set_fact:\n    ${register}_ids: "{{ ${register}_ids | default([]) + [${register}.ansible_job_id] }}"\n` +
    `and in the reap:\n  jid: "{{ item }}"\n  loop: "{{ ${register}_ids }}"`
  );
}

function loopWords(looped: boolean, coverage: Coverage): string {
  if (looped) return 'the launch has a loop';
  return coverage === 'no-results' ? 'the launch has no loop' : 'the launch runs once per round of a loop around it';
}

/** A reap with run_once asks for one host's job, where each has its own. */
function ofFirstHost(task: AsyncTask): AuditFinding[] {
  const outcome = task.drill?.elsewhere?.get('failed-1');
  if (outcome?.kind !== 'swallowed' || outcome.how !== 'first-host-only' || task.intent) return [];
  return [
    {
      rule: 'partial-reap',
      severity: 'error',
      confidence: 'certain',
      message: `"${outcome.by?.name ?? 'the reap'}" runs on the first host only, while ${called(task)} runs on each: the jobs of all others are never reaped`,
      place: outcome.by?.place ?? task.place,
      evidence: ['run_once: true', 'the launch has none'],
      remedy: 'remove run_once from the reap',
      related: [{ place: task.place, message: 'launched here' }],
      subject: outcome.by?.task ?? task.id,
      witness: outcome.witness,
    },
  ];
}
