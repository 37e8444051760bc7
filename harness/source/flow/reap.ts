import { DELAY_S, RETRIES } from '../../model/ansible-core.ts';
import type { Coverage, KnownNumber, ReapedJob, Use } from '../../model/audit.ts';
import { readsOf } from '../jinja/reads-of.ts';
import { expressionsIn } from '../jinja/template.ts';
import { stringsIn, textOf } from '../parse/node.ts';
import { placeAt } from '../parse/source.ts';
import type { TaskNode } from '../parse/task.ts';
import { evaluateNode } from './evaluate.ts';
import { misuseOfSeconds } from './misuse.ts';
import { conditionText, failedWhenReads, ignoredBy, untilReads } from './reap-facts.ts';
import type { ReapSeen } from './records.ts';
import type { Run } from './run.ts';
import { numberOf, SAMPLES } from './seconds.ts';
import type { KnownVisit } from './task-visit.ts';
import { isSet, undefinedIn } from './undefined-variables.ts';
import { type ResultValue, resultsIn, unknown, type Value } from './value.ts';

/** Takes note of a reap, and of the jobs that it collects. */
export function reapOf(here: KnownVisit): ReapSeen {
  const { run, task, frames, scope, facts } = here;
  const jidNode = task.action?.args.get('jid');
  const jid = jidNode ? evaluateNode(jidNode, scope) : unknown('no jid');
  const mode = textOf(task.action?.args.get('mode')).trim();
  const jobs = reapedJobs(run, task, jid);
  if (mode !== 'cleanup') {
    for (const job of jobs) {
      const launch = run.launchedHere.get(job.launch);
      if (launch) launch.reaps = launch.reaps?.add(facts.id) ?? new Set([facts.id]);
    }
    undefinedIn(here, ['retries', 'delay']);
    misuseOfSeconds(here, ['retries', 'delay']);
  }
  const until = conditionText(task.keywords.get('until')?.value);
  const retries = numberOf(task.keywords.get('retries')?.value, scope, RETRIES);
  const delay = numberOf(task.keywords.get('delay')?.value, scope, DELAY_S);
  return {
    facts,
    task,
    jobs,
    whole: run.whole,
    own: {
      mode: modeOf(mode),
      jid: textOf(jidNode),
      jidIsList: jid.k === 'list',
      wants: wantsOf(task),
      notAJob: jobs.length === 0 ? notAJob(task, jid) : undefined,
      until,
      untilReads: untilReads(until, facts.register, scope, (name) => isSet(here, name)),
      retries,
      delay,
      window: product(retries, delay),
      ignoredBy: ignoredBy(task, frames),
      failedWhenReads: failedWhenReads(task, facts.register, scope),
    },
    checked: undefined,
  };
}

function modeOf(written: string): ReapSeen['own']['mode'] {
  if (written === '' || written === 'status') return 'status';
  return written === 'cleanup' ? 'cleanup' : 'unknown';
}

const ASKS_FIRST = /ansible_job_id|skipped|changed|defined|started|finished/;

/** The jobs whose ids a `jid` may be. */
function reapedJobs(run: Run, task: TaskNode, jid: Value): ReapedJob[] {
  const jobs = new Map<string, ReapedJob>();
  // A choice between ids, one of which the source doesn't show, was made with skips in mind.
  const eitherOr = jid.k === 'union' && jid.of.some((part) => part.k !== 'jid');
  const guarded = eitherOr || ownConditions(task).some((text) => ASKS_FIRST.test(text));
  for (const result of resultsIn(jid)) {
    const { kind, id } = result.def;
    if (kind === 'launch' && jobs.get(id)?.coverage !== 'all')
      jobs.set(id, { launch: id, coverage: coverageOf(result), guarded: guarded || result.guarded });
    if (kind === 'reap')
      for (const job of run.reapedHere.get(id)?.jobs ?? [])
        jobs.set(job.launch, { ...job, coverage: 'unknown', guarded: true });
  }
  return [...jobs.values()];
}

function coverageOf(result: ResultValue): Coverage {
  if (result.k !== 'jid') return 'unknown';
  return result.item && result.cover === 'not-in-results' ? 'all' : result.cover;
}

/** An `ansible_job_id` of what never had one. */
function notAJob(task: TaskNode, jid: Value): Use | undefined {
  if (jid.k !== 'field' || jid.name !== 'ansible_job_id' || jid.def.kind !== 'other') return undefined;
  const at = task.action?.args.get('jid')?.start ?? task.map.start;
  return { place: placeAt(task.source, at), what: jid.def.id };
}

function wantsOf(task: TaskNode): string[] {
  const loops = [...task.keywords.values()]
    .filter((pair) => pair.key === 'loop' || pair.key.startsWith('with_'))
    .map((pair) => pair.value);
  const jid = task.action?.args.get('jid');
  const texts = [...loops, ...(jid ? [jid] : [])].flatMap((node) => stringsIn(node));
  return [
    ...new Set(
      texts
        .flatMap(({ text }) => expressionsIn(text))
        .flatMap((expression) => readsOf(expression))
        .map((read) => read.name),
    ),
  ];
}

/** `retries × delay`. Without a pause between looks, they last as long as the looks do. */
function product(a: KnownNumber, b: KnownNumber): KnownNumber {
  if (b.known && b.value <= 0) return { known: false, why: 'it looks without a pause', text: b.text };
  const [first, second] = [a, b].map(alongOf);
  const along =
    first &&
    second &&
    (first.variable ?? second.variable) !== undefined &&
    (!first.variable || !second.variable || first.variable === second.variable)
      ? {
          variable: first.variable ?? second.variable ?? '',
          values: first.values.map((value, index) => value * (second.values[index] ?? Number.NaN)),
        }
      : undefined;
  const rest = along ? { along } : {};
  if (!a.known) return { known: false, why: a.why, text: a.text, ...rest };
  if (!b.known) return { known: false, why: b.why, text: b.text, ...rest };
  return { known: true, value: a.value * b.value, soft: a.soft || b.soft, text: `${a.value} × ${b.value} s` };
}

/** What a number is for each sample of the variable that it hangs on; the same for each where it is known. */
function alongOf(number: KnownNumber): { variable: string | undefined; values: readonly number[] } | undefined {
  if (number.known) return { variable: undefined, values: SAMPLES.map(() => number.value) };
  return number.along;
}

function ownConditions(task: TaskNode): string[] {
  const node = task.keywords.get('when')?.value;
  return node ? [conditionText(node) ?? ''] : [];
}
