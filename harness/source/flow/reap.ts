import { DELAY_S, RETRIES } from '../../model/ansible-core.ts';
import type { KnownNumber, ReapedJob, TaskFacts, Use } from '../../model/audit.ts';
import { readsOf } from '../jinja/canonical.ts';
import { expressionsIn } from '../jinja/template.ts';
import { stringsIn } from '../parse/node.ts';
import { placeAt } from '../parse/source.ts';
import { type TaskNode, textOf } from '../parse/task.ts';
import type { Frame } from '../resolve/frame.ts';
import { evaluateNode, type Scope } from './evaluate.ts';
import { misuseOfSeconds } from './misuse.ts';
import { conditionText, failedWhenReads, ignoredBy, untilReads } from './reap-facts.ts';
import type { ReapSeen } from './records.ts';
import type { Run } from './run.ts';
import { numberOf, SAMPLES } from './seconds.ts';
import { isSet, undefinedIn } from './undefined-variables.ts';
import { type ResultValue, resultsIn, unknown } from './value.ts';

export function reapOf(run: Run, task: TaskNode, frames: readonly Frame[], scope: Scope, facts: TaskFacts): ReapSeen {
  const jidNode = task.action?.args.get('jid');
  const jid = jidNode ? evaluateNode(jidNode, scope) : unknown('no jid');
  const mode = textOf(task.action?.args.get('mode')).trim();
  const jobs = new Map<string, ReapedJob>();
  let notAJob: Use | undefined;
  const own = ownConditions(task);
  const guardedByWhen = own.some((text) => /ansible_job_id|skipped|changed|defined|started|finished/.test(text));
  // A choice between ids, one of which the source doesn't show, was made with skips in mind.
  const eitherOr = jid.k === 'union' && jid.of.some((part) => part.k !== 'jid');
  const add = (result: ResultValue, depth = 0): void => {
    if (result.def.kind === 'launch') {
      const cover =
        result.k === 'jid' ? (result.item && result.cover === 'not-in-results' ? 'all' : result.cover) : 'unknown';
      if (jobs.get(result.def.id)?.coverage === 'all') return;
      jobs.set(result.def.id, {
        launch: result.def.id,
        coverage: cover,
        guarded: result.guarded || guardedByWhen || eitherOr,
      });
    } else if (result.def.kind === 'reap' && depth < 5) {
      for (const job of run.reapedHere.get(result.def.id)?.jobs ?? [])
        jobs.set(job.launch, { ...job, coverage: 'unknown', guarded: true });
    } else if (jid.k === 'field' && jid.name === 'ansible_job_id' && result.def.kind === 'other') {
      notAJob = { place: placeAt(task.source, jidNode?.start ?? task.map.start), what: result.def.id };
    }
  };
  for (const result of resultsIn(jid)) add(result);
  const cleanup = mode === 'cleanup';
  if (!cleanup) {
    for (const job of jobs.values()) run.launchedHere.get(job.launch)?.reaps.add(facts.id);
    undefinedIn(run, task, ['retries', 'delay'], scope);
    misuseOfSeconds(run, task, ['retries', 'delay'], scope);
  }
  const until = conditionText(task.keywords.get('until')?.value);
  const retries = numberOf(task.keywords.get('retries')?.value, scope, RETRIES);
  const delay = numberOf(task.keywords.get('delay')?.value, scope, DELAY_S);
  return {
    facts,
    task,
    jobs: [...jobs.values()],
    whole: run.whole,
    own: {
      mode: mode === '' || mode === 'status' ? 'status' : cleanup ? 'cleanup' : 'unknown',
      jid: textOf(jidNode),
      jidIsList: jid.k === 'list',
      wants: wantsOf(task),
      notAJob: jobs.size === 0 ? notAJob : undefined,
      until,
      untilReads: untilReads(until, facts.register, scope, (name) => isSet(run, name, scope)),
      retries,
      delay,
      window: product(retries, delay),
      ignoredBy: ignoredBy(task, frames),
      failedWhenReads: failedWhenReads(task, facts.register, scope),
    },
    checked: undefined,
  };
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
