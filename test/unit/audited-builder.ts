import { RULES } from '../../harness/audit/rules/index.ts';
import type { AbstractDrill, AbstractOutcome, Cause, End } from '../../harness/model/abstract.ts';
import type {
  AsyncTask,
  AuditedProject,
  AuditFinding,
  AuditReap,
  KnownNumber,
  ReapedJob,
  TaskFacts,
} from '../../harness/model/audit.ts';
import type { Place } from '../../harness/model/place.ts';

/** What the source shows of one launch and its reap, for tests of the rules that judge it: no YAML is read. */

export const at = (line: number, file = 'play.yml'): Place => ({ file, line });
export const known = (value: number, soft = false): KnownNumber => ({ known: true, value, soft, text: String(value) });
export const unknown = (text: string): KnownNumber => ({ known: false, why: 'a fact', text });

const FACTS: Omit<TaskFacts, 'id' | 'name' | 'place' | 'actionPlace' | 'action'> = {
  register: undefined,
  keywords: {},
  looped: false,
  when: [],
  runsAs: 'login',
  delegate: '',
  asyncDir: '',
  handler: false,
  reaches: [{ entry: { kind: 'playbook', path: 'play.yml' }, play: at(1) }],
  tags: [],
  includeTags: [],
  runOnce: false,
  around: {},
  within: undefined,
  conditions: [],
};

/** "Start", line 3, `poll: 0` with a limit of 100 s; it has a reap, which is `theReap`. */
export function launch(over: Partial<AsyncTask> = {}): AsyncTask {
  return {
    ...FACTS,
    kind: 'async',
    id: 'launch',
    name: 'Start',
    place: at(3),
    actionPlace: at(4),
    action: 'shell',
    register: 'job',
    class: 'fire-and-forget',
    classWhy: 'poll: 0',
    intent: undefined,
    limit: known(100),
    poll: known(0),
    limits: [known(100)],
    polls: [known(0)],
    command: '/opt/work',
    shellOperator: undefined,
    reaps: ['reap'],
    escapes: [],
    overwritten: [],
    races: [],
    hastyWaits: [],
    readiness: undefined,
    perhapsWaited: undefined,
    product: undefined,
    conditionOnItem: false,
    limitOnItem: false,
    loopsOver: undefined,
    criteria: [],
    judgesItself: false,
    drill: undefined,
    ...over,
  };
}

export const theJob: ReapedJob = { launch: 'launch', coverage: 'all', guarded: false };

/** "Reap", line 9, that waits 20 times 10 s for the job of "Start", and lets its failure through. */
export function reap(over: Partial<AuditReap> = {}): AuditReap {
  return {
    ...FACTS,
    kind: 'reap',
    id: 'reap',
    name: 'Reap',
    place: at(9),
    actionPlace: at(10),
    action: 'async_status',
    register: 'reaped',
    keywords: { until: at(12), retries: at(13), delay: at(14) },
    mode: 'status',
    jid: '{{ job.ansible_job_id }}',
    jidIsList: false,
    wants: ['job'],
    jobs: [theJob],
    notAJob: undefined,
    until: 'reaped is finished',
    untilReads: 'finished',
    retries: known(20),
    delay: known(10),
    window: known(200),
    ignoredBy: undefined,
    failedWhenReads: undefined,
    checked: undefined,
    recursive: false,
    ...over,
  };
}

export function audited(over: Partial<AuditedProject> = {}): AuditedProject {
  return {
    asyncTasks: [],
    reaps: [],
    misuses: [],
    undefinedVariables: [],
    notes: [],
    reached: new Map(),
    filesRead: 1,
    filesParsed: 1,
    ...over,
  };
}

/** One launch, and its reap. */
export function pair(task: Partial<AsyncTask> = {}, its: Partial<AuditReap> = {}): AuditedProject {
  return audited({ asyncTasks: [launch(task)], reaps: [reap(its)] });
}

const byReap: Cause = { task: 'reap', name: 'Reap', place: at(11), keyword: 'ignore_errors' };
export const WITNESS = [{ place: at(3), task: 'Start', what: 'launched', kind: 'launched' }] as const;

type Lost = AbstractOutcome & { readonly kind: 'swallowed' };
type Red = AbstractOutcome & { readonly kind: 'false-red' };

export function lost(how: Lost['how'], over: Partial<Lost> = {}): Lost {
  return {
    kind: 'swallowed',
    how,
    by: byReap,
    always: true,
    conditions: [],
    item: undefined,
    witness: WITNESS,
    ...over,
  };
}

export function red(over: Partial<Red> = {}): Red {
  return {
    kind: 'false-red',
    reason: 'lost',
    why: 'its file is elsewhere',
    by: byReap,
    misplaced: undefined,
    restarted: false,
    cleanedUp: undefined,
    conditions: [],
    witness: WITNESS,
    ...over,
  };
}

export const SURFACED: AbstractOutcome = { kind: 'surfaced', reason: 'failed', by: undefined, witness: [] };
export const GREEN: AbstractOutcome = { kind: 'green' };
export const UNKNOWN: AbstractOutcome = { kind: 'unknown', why: 'a plugin decides' };

export const FAILED = ['failed-1', 'failed-2', 'failed-255'] as const satisfies readonly End[];
export const OF_JOB = [...FAILED, 'crashed', 'timed-out', 'never-ends'] as const satisfies readonly End[];

/** Every one of these ends comes to the same. */
export function each(ends: readonly End[], outcome: AbstractOutcome): Partial<Record<End, AbstractOutcome>> {
  return Object.fromEntries(ends.map((end) => [end, outcome]));
}

export function drilled(
  outcomes: Partial<Record<End, AbstractOutcome>>,
  over: Partial<AbstractDrill> = {},
): AbstractDrill {
  return {
    playbook: 'play.yml',
    outcomes: new Map(Object.entries(outcomes) as [End, AbstractOutcome][]),
    skippedRed: undefined,
    checkRed: undefined,
    elsewhere: undefined,
    older: undefined,
    looks: new Set(['reap']),
    cut: undefined,
    selected: undefined,
    ...over,
  };
}

/** What one rule says of it. */
export function findingsOf(rule: string, project: AuditedProject): readonly AuditFinding[] {
  const found = RULES.find(({ id }) => id === rule);
  if (!found) throw new Error(`there is no rule ${rule}`);
  const findings = found.check(project);
  for (const one of findings) if (one.rule !== rule) throw new Error(`${rule} speaks as ${one.rule}`);
  return findings;
}

/** The only one. */
export function findingOf(rule: string, project: AuditedProject): AuditFinding {
  const [finding, ...more] = findingsOf(rule, project);
  if (!finding || more.length > 0) throw new Error(`${rule} has ${more.length + (finding ? 1 : 0)} findings`);
  return finding;
}
