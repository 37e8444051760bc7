import { expect, test } from 'vitest';
import { judgeTrial } from '../../harness/checks/judge-trial.ts';
import { lostFailure } from '../../harness/checks/lost-failure.ts';
import type { Collect, Result } from '../../harness/model/event.ts';
import type { Proof } from '../../harness/model/fault.ts';
import type { SourceReap } from '../../harness/model/source.ts';
import { HistoryBuilder, LAUNCH_PLACE, REAP_PLACE } from './history-builder.ts';
import { factsOf, jobOf as jobSeen, reapOf as reapSeen } from './job-of.ts';
import { jobOf, reapOf } from './source-of.ts';

const STRUCK: Proof = { struck: true, at: 500, evidence: ['seen'] };
const FATAL = { harm: 'fatal', reach: 'job' } as const;
/** The reap that the source has. */
const REAP = reapOf({ taskName: 'Wait for the backup', place: REAP_PLACE });
const AT = { taskName: 'Wait for the backup', place: REAP_PLACE };

const sourceOf = (reaps: readonly SourceReap[]) => jobOf({ taskName: 'Start the backup', place: LAUNCH_PLACE, reaps });

function judged(history: HistoryBuilder, ...reaps: SourceReap[]) {
  const facts = history.facts();
  return judgeTrial(facts, { job: facts.jobs[0], proof: STRUCK, effect: FATAL }, { source: sourceOf(reaps) });
}

const job = () => new HistoryBuilder().launch();
const begun = (tags: readonly string[] = ['all'], skipTags: readonly string[] = []) =>
  job().event({ type: 'playbook-start', at: 1, playbook: 'p', coreVersion: '2.19.0', tags, skipTags });
const reapTask = { task: 'reap', name: 'Wait for the backup', place: REAP_PLACE };
const green = { rc: 0 };

test('a reap of the source that did not run is named, with what kept it', () => {
  const swallowed = (how: string, more: object = {}) => ({ kind: 'swallowed', how, ...AT, ...more });
  const skipped = job().task(reapTask, { status: 'skipped' }).end();
  expect(judged(skipped, { ...REAP, when: ['wait', 'not now'] })).toMatchObject(
    swallowed('skipped', { written: 'wait and not now' }),
  );
  expect(judged(skipped, REAP)).toMatchObject(swallowed('skipped', { written: undefined }));
  expect(judged(begun().end(), { ...REAP, handler: true })).toMatchObject(swallowed('not-notified'));
  expect(judged(begun().end(), { ...REAP, within: 'rescue' })).toMatchObject(swallowed('rescue-only'));
  expect(judged(begun().end(), { ...REAP, tags: ['never', 'wait'] })).toMatchObject(
    swallowed('tags', { written: 'never, wait' }),
  );
  expect(judged(begun(['all'], ['slow']).end(), { ...REAP, includeTags: [['slow']] })).toMatchObject(
    swallowed('tags', { written: 'slow' }),
  );
  const by = { file: '/play.yml', line: 9 };
  const ended = begun().event({ type: 'host-ended', at: 900, host: 'h', meta: 'end_host', place: by }).end();
  expect(judged(ended, REAP)).toMatchObject(swallowed('ended-host', { written: 'meta: end_host', by }));
  const endedElsewhere = begun().event({ type: 'host-ended', at: 900, host: 'g', meta: 'end_host', place: by }).end();
  expect(judged(endedElsewhere, REAP)).toMatchObject(swallowed('not-reached'));
  expect(judged(begun().end(), { ...REAP, tags: ['never', '{{ more }}'] })).toMatchObject(swallowed('not-reached'));
});

test('a reap that ran, and asked for something else, is no explanation; without a reap in the source nobody asked', () => {
  expect(judged(job().task(reapTask, {}).end(), REAP)).toMatchObject({ how: 'never-reaped', taskName: undefined });
  expect(judged(job().end())).toMatchObject({ how: 'never-reaped', place: undefined });
});

test('a task that only tidies up is no reap that should have asked', () => {
  expect(judged(begun().end(), { ...REAP, mode: 'cleanup' })).toMatchObject({ how: 'never-reaped' });
});

test('of several reaps the first that did not run is named', () => {
  const other: SourceReap = { ...REAP, taskName: 'Later', place: { file: '/play.yml', line: 40 }, within: 'rescue' };
  const ran = job().task(reapTask, {}).end();
  expect(judged(ran, REAP, other)).toMatchObject({ how: 'rescue-only', taskName: 'Later', place: { line: 40 } });
});

/** Jobs of two hosts, and a reap that runs on the other one. */
function twoHosts(bound: readonly string[] | undefined) {
  const history = job();
  const launch = {
    type: 'launch',
    at: 100,
    since: 50,
    task: 'launch',
    item: null,
    nth: 0,
    limit: 10,
    poll: 0,
  } as const;
  history.event({ ...launch, host: 'g', on: 'g', jid: 'j2.2', resultsFile: '/j2.2' });
  const collect: Partial<Collect> = { host: 'g', jid: 'j2.2', rc: 0 };
  const result: Partial<Result> = { host: 'g' };
  history.collect(collect, result);
  return history.task({ ...reapTask, ...(bound ? { bound } : {}) }).end();
}

test('a reap with run_once asked for the job of the first host only', () => {
  const of = (history: HistoryBuilder, ...reaps: SourceReap[]) => {
    const facts = history.facts();
    const mine = facts.jobs.find(({ key }) => key.host === 'h');
    return judgeTrial(facts, { job: mine, proof: STRUCK, effect: FATAL }, { source: sourceOf(reaps) });
  };
  expect(of(twoHosts(['run_once']), REAP)).toMatchObject({ how: 'run-once', ...AT });
  expect(of(twoHosts(['run_once']))).toMatchObject({ how: 'run-once', ...AT });
  expect(of(twoHosts(['throttle']))).toMatchObject({ how: 'never-reaped' });
  expect(of(twoHosts(undefined), REAP)).toMatchObject({ how: 'not-reached' });
});

test('an until that a running job meets is told as it is written; attempts that are used up are not', () => {
  const saw = (over: Partial<Collect>, task = {}) =>
    judged(
      job()
        .collect({ finished: false, attempts: 1, retries: 8, ...over }, {}, task)
        .end(),
    );
  expect(saw({})).toMatchObject({ how: 'until-met-early' });
  expect(saw({ attempts: 8 })).toMatchObject({ how: 'until-met-early' });
  expect(saw({ attempts: 9 }, { failedWhen: true })).toMatchObject({ how: 'failed-when' });
  expect(saw({ attempts: 8 }, { failedWhen: true })).toMatchObject({ how: 'until-met-early' });
  expect(saw({ until: false })).toMatchObject({ how: 'no-until' });
  expect(saw({ retries: 0 })).toMatchObject({ how: 'retries-zero' });
  const written = job()
    .collect({ finished: false, attempts: 1 })
    .task({ ...reapTask, until: true, untilWritten: 'r is not failed', register: 'r' })
    .end();
  expect(judged(written)).toMatchObject({ how: 'until-met-early', written: 'r is not failed', register: 'r' });
});

test('what was ignored: a failure, or a host that could not be reached', () => {
  const ignored = (over: Partial<Collect>, result: Partial<Result>) =>
    judged(
      job()
        .collect({ failed: true, ...over }, { ignored: true, ...result })
        .end(green),
    );
  expect(ignored({ rc: 1 }, {})).toMatchObject({ how: 'ignore-errors' });
  expect(ignored({ finished: false, unreachable: true }, { status: 'unreachable' })).toMatchObject({
    how: 'ignore-unreachable',
  });
});

test('tidying up after a reap does not hide what the reap made of the job', () => {
  const tidied = job()
    .collect({ failed: true, rc: 1 }, { ignored: true })
    .collect({ task: 'tidy', mode: 'cleanup', at: 3500 })
    .end();
  expect(judged(tidied)).toMatchObject({ how: 'ignore-errors' });
  expect(judged(job().collect({ mode: 'cleanup' }).end())).toMatchObject({ how: 'cleaned-up' });
});

const RED = { stats: { failures: 1 } };

test('a failure that the recap counts and ansible-playbook does not is lost where the errors were cleared', () => {
  const by = { file: '/play.yml', line: 25 };
  const red = () => job().collect({ failed: true, rc: 1 });
  const cleared = (at: number, host = 'h') => red().event({ type: 'errors-cleared', at, host, place: by });
  const lost = { kind: 'swallowed', how: 'cleared-errors', ...AT };
  expect(judged(cleared(3500).end({ rc: 0, ...RED }))).toMatchObject({ ...lost, by });
  expect(judged(red().end({ rc: 0, ...RED }))).toMatchObject({ ...lost, by: undefined });
  // Other hosts make the run red, while this one's failure is gone.
  expect(judged(cleared(3500).end({ rc: 2, ...RED }))).toMatchObject(lost);
  // Cleared before, and of another host.
  expect(judged(cleared(150).end({ rc: 2, ...RED }))).toMatchObject({ kind: 'surfaced' });
  expect(judged(cleared(3500, 'g').end({ rc: 2, ...RED }))).toMatchObject({ kind: 'surfaced' });
});

test('a host that asked for the job and failed for it tells as well as the job’s own', () => {
  const asked = () => job().collect({ host: 'g', failed: true, rc: 1 }, { host: 'g' });
  expect(judged(asked().end({ rc: 2, others: { g: { failures: 1 } } }))).toMatchObject({
    kind: 'surfaced',
    reason: 'failed',
    taskName: 'Wait for the backup',
  });
  expect(judged(asked().end({ others: { g: { rescued: 1 } } }))).toMatchObject({ kind: 'swallowed', how: 'rescued' });
  expect(judged(asked().end({ others: { g: {} } }))).toMatchObject({ kind: 'swallowed', how: 'unexplained' });
});

test('what hides the failure is named where it stands: at the reap, or around it', () => {
  const red = { failed: true, rc: 1 };
  const around = { file: '/play.yml', line: 3 };
  const ignored = job().collect(red, { ignored: true }).end();
  expect(judged(ignored, { ...REAP, around: { ignore_errors: around } })).toMatchObject({ by: around });
  expect(judged(ignored, { ...REAP, around: { rescue: around } })).not.toHaveProperty('by');
  const rescued = job()
    .collect(red)
    .end({ stats: { rescued: 1 } });
  expect(judged(rescued, { ...REAP, around: { rescue: around } })).toMatchObject({ how: 'rescued', by: around });
});

test('of several reaps what stands around the one that saw it is named; of a keep-alive, what stands around its task', () => {
  const [here, there] = [
    { file: '/play.yml', line: 3 },
    { file: '/play.yml', line: 35 },
  ];
  const other = { ...REAP, place: { file: '/play.yml', line: 40 }, around: { ignore_errors: there } };
  const ignored = job().collect({ failed: true, rc: 1 }, { ignored: true }).end();
  expect(judged(ignored, other, { ...REAP, around: { ignore_errors: here } })).toMatchObject({ by: here });
  expect(judged(ignored, other)).not.toHaveProperty('by');
  const seen = { verdict: 'collected-failed', failed: true, ignored: true } as const;
  const kept = jobSeen({ end: 'failed', reaps: [reapSeen({ ...seen, via: 'keep-alive', place: undefined })] });
  const source = { ...sourceOf([other]), around: { ignore_errors: here } };
  expect(lostFailure(factsOf([kept]), kept, source)).toMatchObject({ how: 'ignore-errors', by: here });
});

test('a run that does not say which tags it selected selected all but those that never run unasked', () => {
  const unsaid = () => job().event({ type: 'playbook-start', at: 1, playbook: 'p', coreVersion: '2.19.0' }).end();
  expect(judged(unsaid(), REAP)).toMatchObject({ how: 'not-reached' });
  expect(judged(unsaid(), { ...REAP, tags: ['slow'] })).toMatchObject({ how: 'not-reached' });
  expect(judged(unsaid(), { ...REAP, tags: ['never'] })).toMatchObject({ how: 'tags' });
});

test('run_once at a block is named there, and no tags are no words', () => {
  const around = { file: '/play.yml', line: 3 };
  const once = job()
    .task({ ...reapTask, bound: ['run_once'] })
    .end();
  expect(judged(once, { ...REAP, around: { run_once: around } })).toMatchObject({ how: 'run-once', by: around });
  const left = judged(begun(['build']).end(), REAP);
  expect(left).toMatchObject({ how: 'tags' });
  expect(left).toHaveProperty('written', undefined);
});
