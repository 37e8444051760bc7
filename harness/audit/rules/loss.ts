import type { AbstractOutcome, Cause, End, Mechanism, WitnessStep } from '../../model/abstract.ts';
import type { AsyncTask, AuditReap } from '../../model/audit.ts';
import type { Severity } from '../../model/finding.ts';
import { drillCommand } from './drill-command.ts';

type Swallowed = AbstractOutcome & { readonly kind: 'swallowed' };

/** A way on which a job's failure is lost, as the drill in the abstract found it. */
export interface Loss extends Lost {
  readonly task: AsyncTask;
  /** What its playbook does later was not followed. */
  readonly alone: boolean;
}

/** What is lost of any job with such outcomes. */
interface Lost {
  readonly how: Mechanism;
  readonly by: Cause | undefined;
  /** Ends that are lost so. */
  readonly ends: readonly End[];
  readonly always: boolean;
  readonly conditions: readonly string[];
  readonly item: 'first' | 'last' | undefined;
  readonly witness: readonly WitnessStep[];
  /** A play that goes by rc would see the job fail: what is lost are ends that have no rc. */
  readonly onlyWithoutRc: boolean;
  /** Some rc makes the play red: somebody asks for it. */
  readonly rcSurfaces: boolean;
}

const WITH_RC: readonly End[] = ['failed-1', 'failed-2', 'failed-255'];
/** Ends of a job itself, those without a result included; `lost` and `unreachable` are the host's. */
export const OF_JOB: readonly End[] = [...WITH_RC, 'crashed', 'timed-out', 'never-ends'];
const ENDS: readonly End[] = [...OF_JOB, 'lost', 'unreachable'];

/** What is lost of a job, the worst first; undefined where nothing is, or nothing is known. */
export function lossOf(task: AsyncTask): Loss | undefined {
  if (!task.drill) return undefined;
  const { outcomes, alone = false } = task.drill;
  const lost = known.has(outcomes) ? known.get(outcomes) : lostIn(outcomes);
  known.set(outcomes, lost);
  return lost && { task, alone, ...lost };
}

/** Each rule asks, and launches may share their outcomes. */
const known = new WeakMap<Outcomes, Lost | undefined>();

type Outcomes = ReadonlyMap<End, AbstractOutcome>;

function lostIn(outcomes: Outcomes): Lost | undefined {
  const lost = ENDS.flatMap((end) => {
    const outcome = outcomes.get(end);
    return outcome?.kind === 'swallowed' ? [{ end, outcome }] : [];
  });
  // Which rc counts as failed is the author's own to say, where some rc does.
  const chosen = WITH_RC.some((end) => outcomes.get(end)?.kind === 'surfaced');
  const first = lost.find((one) => !chosen || !WITH_RC.includes(one.end));
  if (!first) return undefined;
  const { outcome } = first;
  const alike = lost.filter((one) => sameLoss(one.outcome, outcome));
  return {
    how: outcome.how,
    by: outcome.by,
    ends: alike.map((one) => one.end),
    always: outcome.always,
    conditions: outcome.conditions,
    item: outcome.item,
    witness: outcome.witness,
    rcSurfaces: chosen,
    onlyWithoutRc: chosen || !lost.some((one) => WITH_RC.includes(one.end)),
  };
}

/** The one step of a way on which nothing else has to do with the job. */
function launchOf({ place, name, action }: AsyncTask): WitnessStep {
  return { place, task: name || action, what: 'launched', kind: 'launched' };
}

function sameLoss(a: Swallowed, b: Swallowed): boolean {
  return a.how === b.how && a.by?.task === b.by?.task;
}

/** Where only retries that ran out are lost, the job itself is asked for: a note. */
const UNANSWERED: readonly End[] = ['never-ends', 'lost', 'unreachable'];

/** An error where a failure with a rc is lost on every way; less where it takes a condition, or an end without a rc. */
export function severityOf(loss: Loss): Severity {
  if (loss.alone) return 'note';
  if (loss.how === 'failed-when' && loss.ends.every((end) => UNANSWERED.includes(end))) return 'note';
  return loss.always && !loss.onlyWithoutRc && !loss.task.product ? 'error' : 'warning';
}

/** Whether the drill knows what comes of a job that fails: what is said without it then gives way. */
export function isFollowed(task: AsyncTask): boolean {
  const outcome = task.drill?.outcomes.get('failed-1');
  return outcome !== undefined && outcome.kind !== 'unknown';
}

/** Whether it is certain that a failure of the job itself is seen on every way. */
export function surfaces(task: AsyncTask): boolean {
  return (
    isFollowed(task) &&
    OF_JOB.every((end) => {
      const kind = task.drill?.outcomes.get(end)?.kind;
      return kind === undefined || kind === 'surfaced' || kind === 'recovered' || kind === 'surfaced-by-output';
    })
  );
}

/** Whether a reap is cleared: all its jobs are followed, and none of their failures is lost in it. */
export function isCleared(reap: AuditReap, launches: readonly AsyncTask[]): boolean {
  if (launches.length === 0) return false;
  return launches.every(
    (task) =>
      isFollowed(task) &&
      ![...(task.drill?.outcomes.values() ?? [])].some(
        (outcome) => outcome.kind === 'swallowed' && outcome.by?.task === reap.id,
      ),
  );
}

const WORDS: Partial<Record<End, string>> = {
  'failed-1': 'rc 1',
  'failed-2': 'rc 2',
  'failed-255': 'rc 255',
  crashed: 'crashed without a rc',
  'timed-out': 'killed at its limit',
  'never-ends': 'its end never written',
  lost: 'its file gone',
  unreachable: 'the host gone',
};

/** Evidence: which ends, on what condition. */
export function evidenceOf(loss: Loss): string[] {
  return [
    `lost: ${loss.ends.map((end) => WORDS[end] ?? end).join(', ')}`,
    ...(loss.task.product
      ? [`red where what it makes is missing: ${loss.task.product.what} at line ${loss.task.product.place.line}`]
      : []),
    ...(loss.alone ? ['no healthy run comes to it: what its playbook does afterwards was not followed'] : []),
    ...(loss.conditions.length > 0 ? [`on a way ${loss.conditions.join(', ')}`] : []),
  ];
}

const FAULTS: readonly (readonly [End, string])[] = [
  ['failed-1', 'fail'],
  ['crashed', 'traceback'],
  ['timed-out', 'hang'],
  ['never-ends', 'kill-runner'],
  ['lost', 'lose-job-file'],
  ['unreachable', 'cut-link'],
];

/** What a finding shows of a loss: the way, and the drill that would confirm or refute it. */
export function shown(loss: Loss): { readonly witness: readonly WitnessStep[]; readonly drill?: string } {
  const fault = FAULTS.find(([end]) => loss.ends.includes(end))?.[1] ?? 'fail';
  const drill = drillCommand(loss.task, fault);
  const witness = loss.witness.length > 0 ? loss.witness : [launchOf(loss.task)];
  return { witness, ...(drill && { drill }) };
}

export type FalseRed = AbstractOutcome & { readonly kind: 'false-red' };

/** Healthy work that the play calls failed, as seen from the first host or from another; undefined where there is none. */
export function falseRedOf(task: AsyncTask): FalseRed | undefined {
  for (const outcomes of [task.drill?.outcomes, task.drill?.elsewhere]) {
    const outcome = outcomes?.get('ok');
    if (outcome?.kind === 'false-red') return outcome;
  }
  return undefined;
}

/** What a finding shows of healthy work that is called failed. */
export function shownRed(
  task: AsyncTask,
  red: FalseRed,
): { readonly witness: readonly WitnessStep[]; readonly drill?: string } {
  const drill = drillCommand(task);
  return { witness: red.witness, ...(drill && { drill }) };
}

/** Where the drill has looked, and healthy work is well on every way. */
export function isWell(task: AsyncTask): boolean {
  return task.drill?.outcomes.get('ok')?.kind === 'green' && isFollowed(task);
}
