import type { AsyncTask, AuditedProject, AuditFinding, AuditReap, AuditRule } from '../../../model/audit.ts';
import { isSelected } from '../../../model/tags.ts';
import { evidenceOf, type Loss, lossOf, severityOf, shown, surfaces } from '../loss.ts';
import { called } from '../pairs.ts';
import { reapYaml } from '../reap-yaml.ts';

/** A job that nothing collects, and that nothing says may be left alone: its failure leaves the play green. */
export const unreapedJob: AuditRule = {
  id: 'unreaped-job',
  severity: 'error',
  confidence: 'likely',
  summary: 'nothing collects the job, so that its failure is never seen',
  check: (project) => [
    ...project.asyncTasks.filter(isUnreaped).map(finding),
    ...project.asyncTasks.flatMap(detached),
    ...project.asyncTasks.filter((task) => !isUnreaped(task)).flatMap(missed),
    ...project.asyncTasks.flatMap((task) => apart(task, project)),
  ],
};

function isUnreaped(task: AsyncTask): boolean {
  return (
    task.class === 'fire-and-forget' &&
    !task.intent &&
    task.reaps.length === 0 &&
    task.escapes.length === 0 &&
    task.overwritten.length === 0 &&
    !surfaces(task) &&
    !isLookedFor(task)
  );
}

/** Nothing but an `&` says that it may be forgotten, and nothing waits for it or stops it. */
function detached(task: AsyncTask): AuditFinding[] {
  const { intent, readiness, reaps, escapes } = task;
  const known = task.class !== 'server' || readiness || reaps.length > 0 || escapes.length > 0;
  if (!intent?.detachedOnly || known) return [];
  return [
    {
      rule: 'unreaped-job',
      severity: 'note',
      confidence: 'possible',
      message: `${called(task)} leaves its job, which ends at once: unless it serves, nothing ever sees how its command ends`,
      place: task.place,
      evidence: [intent.why, 'nothing later waits for it, or stops it'],
      remedy: 'leave the & out: async does that. Then reap the job; a server belongs into a unit',
      subject: task.id,
    },
  ];
}

/** Something looks for a job that nobody can name: it may be this one. */
function isLookedFor({ drill }: AsyncTask): boolean {
  return drill !== undefined && drill.looks.size > 0 && drill.outcomes.get('failed-1')?.kind === 'unknown';
}

const STARTS_SERVICE =
  /^(service|systemd|systemd_service|sysvinit|supervisorctl|docker_container|docker_compose|docker_compose_v2|podman_container|win_service)$/;

function finding(task: AsyncTask): AuditFinding {
  const service = STARTS_SERVICE.test(task.action);
  return {
    rule: 'unreaped-job',
    severity: task.perhapsWaited ? 'note' : task.register ? 'error' : 'warning',
    confidence: task.perhapsWaited || service || task.keywords.ignore_errors ? 'possible' : 'likely',
    message: `${called(task)} is launched and never reaped: if it fails, or is killed at its limit, the play stays green`,
    place: task.place,
    evidence: [
      `poll: 0 at line ${task.keywords.poll?.line ?? task.place.line}, limit ${task.limit.known ? `${task.limit.value} s` : `unknown (${task.limit.why})`}`,
      task.register
        ? `its register "${task.register}" never reaches an async_status`
        : 'it has no register, so that nothing can know its job id',
      'nothing in it says that it reboots, serves, or may be forgotten',
      ...(task.perhapsWaited
        ? [
            `${task.perhapsWaited.what} (line ${task.perhapsWaited.place.line}): if for this job, its failure shows there`,
          ]
        : []),
    ],
    remedy: `${task.register ? '' : 'register it, and '}add a reap before its result matters:\n${reapYaml(task).join('\n')}`,
    subject: task.id,
    ...shownOf(task),
  };
}

function shownOf(task: AsyncTask) {
  const loss = lossOf(task);
  return loss ? shown(loss) : {};
}

/** A reap stands there, and a way leads past it. Where its own condition leaves it out now and then, another rule says so. */
const PAST: Readonly<Partial<Record<Loss['how'], string>>> = {
  'not-selected': 'its reap has the tag "never": a usual run leaves it out',
  'not-notified': 'its reap is a handler that this way does not notify',
  'play-ended-first': 'the play ends for the host before the reap',
  'never-reaped': 'its reap runs only where something else has gone wrong, or not at all',
  'reap-skipped': 'the condition of its reap is false whenever the job was launched',
};

/** Ways past it that count where there is no other. */
const ONLY_ALWAYS: ReadonlySet<Loss['how']> = new Set(['never-reaped', 'reap-skipped']);

function pastOf(loss: Loss): string | undefined {
  const { selected } = loss.task.drill ?? {};
  if (loss.how === 'not-selected' && selected) return `--tags ${selected.join()} selects the job, and not its reap`;
  return PAST[loss.how];
}

function missed(task: AsyncTask): AuditFinding[] {
  const loss = lossOf(task);
  const past = loss && pastOf(loss);
  if (
    !loss ||
    !past ||
    task.class !== 'fire-and-forget' ||
    task.intent ||
    task.escapes.length > 0 ||
    task.overwritten.length > 0
  )
    return [];
  if (task.reaps.length === 0 || loss.item !== undefined || (!loss.always && ONLY_ALWAYS.has(loss.how))) return [];
  return [
    {
      rule: 'unreaped-job',
      // Whoever sets a variable otherwise has the reap.
      severity: loss.how === 'reap-skipped' ? 'warning' : severityOf(loss),
      confidence: 'likely',
      message: `${called(task)} is ${loss.always ? 'never' : 'not always'} reaped: ${past}`,
      place: task.place,
      evidence: evidenceOf(loss),
      remedy:
        loss.how === 'play-ended-first'
          ? 'reap the job before the play may end'
          : loss.task.drill?.selected
            ? 'give its reap the same tags'
            : 'reap it with a task that every run takes',
      ...(loss.by && { related: [{ place: loss.by.place, message: 'the reap that is passed by' }] }),
      subject: task.id,
      ...shown(loss),
    },
  ];
}

/** Tags that say of themselves when they are taken, and such as nobody knows. */
const SPECIAL = /^(always|never|all|tagged|untagged)$|\{\{/;

/** Of a handler no tags are asked for. */
function isTakenBy(task: AsyncTask | AuditReap, tag: string): boolean {
  return task.handler || [task.tags, ...task.includeTags].every((tags) => isSelected(tags, [tag], []));
}

/** A usual run reaps it, and one with `--tags` that takes the launch leaves out whatever would. */
function apart(task: AsyncTask, project: AuditedProject): AuditFinding[] {
  if (task.class !== 'fire-and-forget' || task.intent || task.escapes.length > 0 || task.drill?.selected) return [];
  const reaps = project.reaps.filter((reap) => task.reaps.includes(reap.id));
  if (reaps.length === 0 || !surfaces(task)) return [];
  const tag = task.tags.find(
    (one) => !SPECIAL.test(one) && isTakenBy(task, one) && !reaps.some((reap) => isTakenBy(reap, one)),
  );
  if (tag === undefined) return [];
  return [
    {
      rule: 'unreaped-job',
      severity: 'note',
      confidence: 'certain',
      message: `${called(task)} is never reaped by a run with --tags ${tag}, which leaves its reap out`,
      place: task.place,
      evidence: [`its tags: ${task.tags.join(', ')}`, `those of its reap: ${reaps[0]?.tags.join(', ') || 'none'}`],
      remedy: 'give its reap the same tags',
      ...(reaps[0] && { related: [{ place: reaps[0].place, message: 'the reap that is left out' }] }),
      subject: task.id,
    },
  ];
}
