import type { AuditRule } from '../../../model/audit.ts';
import { called } from '../pairs.ts';

/** A launch with `poll: 0` ends at once, with a job id and no result: what asks for one fails, or never holds. */
export const criterionOnLaunch: AuditRule = {
  id: 'criterion-on-launch',
  severity: 'error',
  confidence: 'certain',
  summary: 'a launch is judged by a result that it has not got yet',
  check: (project) =>
    project.asyncTasks
      .filter((task) => task.class !== 'keep-alive' && task.class !== 'inert' && task.class !== 'unknown')
      .flatMap((task) =>
        task.criteria.map((criterion) => ({
          rule: 'criterion-on-launch',
          severity: 'error' as const,
          confidence: task.poll.known && task.poll.soft ? ('likely' as const) : ('certain' as const),
          message: `${criterion.keyword} of ${called(task)} asks for ${criterion.reads}, which a launch with poll: 0 never has: ${
            criterion.guarded
              ? 'it says nothing of the job'
              : criterion.keyword === 'until'
                ? 'the task fails, or launches the job again'
                : 'the task fails, whatever the job does'
          }`,
          place: criterion.place,
          evidence: [
            `${criterion.keyword}: ${criterion.text}`,
            'a launch returns started, finished, ansible_job_id and results_file',
          ],
          remedy: `move ${criterion.keyword} to the async_status that reaps the job, on that task's own register`,
          subject: task.id,
        })),
      ),
};
