import type { AsyncTask, AuditedProject, AuditFinding, AuditReap, AuditRule } from '../../../model/audit.ts';
import { formatPlace } from '../../../model/place.ts';
import { evidenceOf, falseRedOf, isFollowed, type Loss, lossOf, severityOf, shown } from '../loss.ts';
import { called, launchesOf, reapedElsewhere, staysUp } from '../pairs.ts';

/** The reap sees the failure, and something makes it look well; nothing later makes it red. */
export const failureLostInReap: AuditRule = {
  id: 'failure-lost-in-reap',
  severity: 'error',
  confidence: 'likely',
  summary: "the reap hides the job's failure, and nothing later looks at it",
  check: (project) => {
    const followed = project.asyncTasks.flatMap((task) => lostIn(task, project));
    const byPlace = Map.groupBy(followed, (finding) => `${finding.place.file}:${finding.place.line}`);
    return [...[...byPlace.values()].map(strongest), ...project.reaps.flatMap((reap) => notFollowed(project, reap))];
  },
};

/** One keyword may lose several jobs: one finding for it. */
function strongest(findings: readonly AuditFinding[]): AuditFinding {
  return (findings.find((finding) => finding.severity === 'error') ?? findings[0]) as AuditFinding;
}

const WHY: Readonly<Partial<Record<Loss['how'], string>>> = {
  'ignore-errors': 'ignore_errors makes a failed job look well',
  'failed-when': "its failed_when takes the place of Ansible's own judgement, and calls the job well",
  rescued: 'the rescue ends green',
  'cleared-errors': 'it takes the failure back',
  'ignore-unreachable': 'ignore_unreachable makes a host that is gone with its job look well',
};

function lostIn(task: AsyncTask, project: AuditedProject): AuditFinding[] {
  const loss = lossOf(task);
  const why = loss && WHY[loss.how];
  if (!loss?.by || !why) return [];
  const { by } = loss;
  const reap =
    project.reaps.find((one) => one.id === by.task) ?? project.reaps.find((one) => task.reaps.includes(one.id));
  if (reap && staysUp(project, reap)) return [];
  const twin = task.class === 'keep-alive' && loss.how === 'ignore-errors' ? twinOf(task, project) : undefined;
  if (task.class === 'keep-alive' && !twin && isMeant(loss)) return [];
  return [
    {
      rule: 'failure-lost-in-reap',
      severity: severityOf(loss),
      confidence: confidenceIn(loss),
      message: `"${by.name}" loses the failure of ${called(task)}: ${why}${loss.onlyWithoutRc ? ', where it ends without a rc' : ''}`,
      place: by.place,
      evidence: [
        ...evidenceOf(loss),
        ...(twin
          ? [
              `what looks at "${task.register}" later sees that of ${called(twin)} at line ${twin.place.line}, which takes it even where it is skipped`,
            ]
          : loss.alone
            ? []
            : [`nothing ${task.product ? 'else ' : ''}later makes the play red`]),
      ],
      remedy: remedyOf(loss, reap && task.class !== 'keep-alive' ? reap : task),
      related: [{ place: task.place, message: 'launched here' }],
      subject: reap?.id ?? task.id,
      ...shown(loss),
    },
  ];
}

/** Who ignores the errors of a task that waits for itself has said what is to be ignored; who asks for its result has not. */
function isMeant(loss: Loss): boolean {
  if (loss.how !== 'failed-when') return !loss.rcSurfaces;
  return !loss.onlyWithoutRc && (!loss.task.judgesItself || isSwitched(loss));
}

/** Beside the result, its own criterion asks for what has nothing to do with the job: a switch, which somebody has to turn. */
function isSwitched({ task, witness }: Loss): boolean {
  const own = witness.filter(({ place }) => formatPlace(place) === formatPlace(task.place)).map(({ kind }) => kind);
  return own.lastIndexOf('assumed') > own.lastIndexOf('launched');
}

function confidenceIn({ task, conditions, how, alone }: Loss): AuditFinding['confidence'] {
  if (alone) return 'possible';
  if (task.keywords.ignore_errors && task.class !== 'keep-alive') return 'possible';
  return conditions.length > 0 || how === 'rescued' ? 'likely' : 'certain';
}

/** Another way to do the same work, in the same register: a later look at it is meant for both, and sees the second. */
function twinOf(task: AsyncTask, project: AuditedProject): AsyncTask | undefined {
  // Where it is called failed for being well, its own failure is what is wanted.
  const wanted = falseRedOf(task);
  if (wanted?.reason === 'checked') return undefined;
  return project.asyncTasks.find((other) => {
    const outcome = other.drill?.outcomes.get('failed-1');
    return (
      other !== task &&
      other.register === task.register &&
      other.place.file === task.place.file &&
      outcome?.kind === 'surfaced' &&
      outcome.reason === 'checked'
    );
  });
}

function remedyOf(loss: Loss, reap: AuditReap | AsyncTask): string {
  const register = reap.register ?? 'reaped';
  if (loss.how === 'failed-when')
    return `remove failed_when, or let it begin with: ${register} is failed or ${register} is not finished or (…); a job that crashed, hit its limit or is lost has no rc, and where failed_when holds its tongue, retries that run out are no failure`;
  if (loss.how === 'cleared-errors')
    return `remove it, or end the play with a task that fails where ${register} is failed`;
  if (loss.how === 'ignore-unreachable') return 'remove it: a host that is gone takes the outcome of its job with it';
  return loss.how === 'rescued' ? FAIL_IN_RESCUE : failLater(reap);
}

const FAIL = '- ansible.builtin.fail:\n    msg: the job failed';
const FAIL_IN_RESCUE = `let the rescue end with a task that fails:\n${FAIL}`;

/**
 * A task that fails where a result says so, which has to be registered for that. It stands beside the task that lost the failure: what ignores
 * errors from further out, a play or a block, would ignore its own as well.
 */
function failLater({ register, around }: AuditReap | AsyncTask): string {
  const own = around.ignore_errors ? '\n  ignore_errors: false' : '';
  const first = register === undefined ? 'register it (register: reaped), and ' : '';
  return `remove it, or ${first}fail later where the result says so:\n${FAIL}\n  when: ${register ?? 'reaped'} is failed${own}`;
}

/** A reap of jobs that could not be followed: what it says by itself. */
function notFollowed(project: AuditedProject, reap: AuditReap): AuditFinding[] {
  if (reap.mode !== 'status' || reap.checked || staysUp(project, reap) || reapedElsewhere(project, reap)) return [];
  if (launchesOf(project, reap).some(isFollowed)) return [];
  const { ignoredBy, failedWhenReads: reads } = reap;
  if (!ignoredBy && !reads) return [];
  const what = ignoredBy?.what ?? `failed_when: ${reads?.text ?? ''}`;
  return [
    {
      rule: 'failure-lost-in-reap',
      severity: 'error',
      confidence: ignoredBy?.via === 'rescue' ? 'possible' : 'likely',
      message: `${called(reap)} loses the job's failure: ${what}`,
      place: ignoredBy?.place ?? reads?.place ?? reap.place,
      evidence: [
        what,
        reap.register
          ? `nothing later looks at "${reap.register}"`
          : 'it has no register, so that nothing later can look at its result',
      ],
      remedy: ignoredBy?.via === 'rescue' ? FAIL_IN_RESCUE : failLater(reap),
      subject: reap.id,
    },
  ];
}
