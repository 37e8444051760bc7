import type { AsyncTask, AuditFinding, AuditReap, AuditRule } from '../../../model/audit.ts';
import { reachedAlike } from '../../../model/reach.ts';
import { hasWord } from '../../../source/jinja/has-word.ts';
import { isFollowed, lossOf, shownRed, surfaces } from '../loss.ts';
import { called, pairsOf } from '../pairs.ts';

/** A skipped launch has no job id: a reap that runs all the same fails on it, or leaves the rest unreaped. */
export const reapConditionDiffers: AuditRule = {
  id: 'reap-condition-differs',
  severity: 'warning',
  confidence: 'likely',
  summary: 'the reap runs under other conditions than the launch',
  check: (project) =>
    pairsOf(project).flatMap(({ launch, reap, job }) => {
      if (
        reap.mode !== 'status' ||
        job.coverage === 'unknown' ||
        !reachedAlike(launch, reap) ||
        reap.handler !== launch.handler
      )
        return [];
      const missing = launch.when.filter(
        (condition) => !reap.when.includes(condition) && !asksForItems(condition, launch.loopsOver),
      );
      const more = reap.when.filter((condition) => !launch.when.includes(condition));
      if (missing.length === 0 && more.length > 0) return narrower(launch, reap, more);
      if (job.guarded || missing.length === 0 || more.length > 0 || reap.jobs.length > 1) return [];
      const red = launch.drill?.skippedRed;
      // Followed to its end, the way of a skipped launch doesn't fail.
      if (isFollowed(launch) && !red) return [];
      return [
        {
          rule: 'reap-condition-differs',
          severity: 'warning' as const,
          confidence: 'likely' as const,
          message: `${called(reap)} also runs where ${called(launch)} was skipped, and fails there: a skipped task has no job id`,
          place: reap.place,
          evidence: [
            `the launch runs when ${together(missing)}`,
            'the reap has no such condition, nor asks whether there is a job id',
          ],
          remedy: launch.looped
            ? `loop: "{{ ${launch.register ?? 'jobs'}.results | rejectattr('skipped', 'defined') }}"`
            : `when: ${launch.register ?? 'job'}.ansible_job_id is defined`,
          related: [{ place: launch.place, message: 'launched here' }],
          subject: reap.id,
          ...(red && shownRed(launch, red)),
        },
      ];
    }),
};

/** As a person would write them: a test or a filter that is given nothing has no brackets. */
function together(conditions: readonly string[]): string {
  return conditions.map((one) => one.replaceAll(/((?:\bis |\|)\w+)\(\)/g, '$1')).join(' and ');
}

function wordsIn(text: string): string[] {
  return text.includes('{') ? [...text.matchAll(/[A-Za-z_]\w*/g)].map(([word]) => word) : [];
}

/** Whether there is anything to loop over: a launch that is skipped for that has empty results, which is as good as none. */
function asksForItems(condition: string, list: string | undefined): boolean {
  if (list === undefined) return false;
  const size = ['length', 'count'].map((filter) => `${list}|${filter}()`);
  const forms = size.flatMap((of) => [of, `(${of} > 0)`, `(${of} >= 1)`, `(${of} != 0)`, `(0 < ${of})`]);
  return [list, `(${list} != [])`, ...forms].includes(condition);
}

/** Where only the reap has a condition, the job runs on unseen whenever it isn't met. */
function narrower(launch: AsyncTask, reap: AuditReap, more: readonly string[]): AuditFinding[] {
  // What `poll` and `async` hang on says whether there is a job to wait for.
  const ofLaunch = [
    launch.register ?? 'item',
    ...reap.wants,
    ...wordsIn(launch.poll.text),
    ...wordsIn(launch.limit.text),
  ];
  const deliberate = (condition: string) =>
    /ansible_(job_id|check_mode)|\bitem\b/.test(condition) || ofLaunch.some((name) => hasWord(condition, name));
  if (launch.intent || launch.class !== 'fire-and-forget' || launch.reaps.length > 1) return [];
  if (more.some(deliberate)) return [];
  const loss = lossOf(launch);
  // That it is never met is more than a difference, and another rule's.
  if (loss?.how === 'reap-skipped' && loss.always) return [];
  // Followed to its end, no way has the launch and passes by the reap.
  if (isFollowed(launch) && surfaces(launch)) return [];
  // Of a play's hosts, some meet it and some don't, unless there is but one.
  const chooses = more.every((condition) => hasWord(condition, 'inventory_hostname'));
  return [
    {
      rule: 'reap-condition-differs',
      severity: chooses ? 'warning' : 'note',
      confidence: chooses ? 'likely' : 'possible',
      message: `${called(reap)} is skipped unless ${together(more)}, while ${called(launch)} runs all the same: its job is then never reaped`,
      place: reap.place,
      evidence: [`the reap runs when ${together(more)}`, 'the launch has no such condition'],
      remedy: 'give both the same condition, or reap always',
      related: [{ place: launch.place, message: 'launched here' }],
      subject: reap.id,
    },
  ];
}
