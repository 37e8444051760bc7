import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ofTrials } from '../../harness/checks/of-trials.ts';
import { swallowedFailures } from '../../harness/checks/swallowed-failure.ts';
import type { BaselineJob } from '../../harness/model/baseline.ts';
import type { Lost, Swallow } from '../../harness/model/outcome.ts';
import type { SourceJob } from '../../harness/model/source.ts';
import type { TrialResult } from '../../harness/model/trial.ts';
import { HistoryBuilder } from './history-builder.ts';
import { jobOf } from './source-of.ts';

const place = { file: '/play.yml', line: 5 };
const reap = { taskName: 'Wait', place: { file: '/play.yml', line: 12 } };
const by = { file: '/play.yml', line: 9 };

const trial = (lost: Lost, fault = 'fail', item: number | null = null): TrialResult => ({
  trial: { kind: 'fault', id: fault, job: { host: 'h', place, item, nth: 0 }, taskName: 'Backup', fault },
  outcome: { kind: 'swallowed', ...lost },
  evidence: ['seen'],
  wallMs: 1,
  folder: 'f',
});
const job: BaselineJob = {
  key: { host: 'h', place, item: null, nth: 0 },
  taskName: 'Backup',
  limit: 600,
  poll: 0,
  runtimeS: 2,
  windowS: undefined,
  reapPlace: undefined,
  reaped: false,
};
const source = (over: Partial<SourceJob> = {}) => jobOf({ taskName: 'Backup', place, ...over });
const nobody = { taskName: undefined, place: undefined };

/** The message's own half, and the remedy. */
function told(lost: Lost, of: readonly SourceJob[] = [], item: number | null = null) {
  const [finding] = swallowedFailures([trial(lost, 'fail', item)], [job], of);
  return { says: finding?.message.split('had failed: ')[1] ?? '', advises: finding?.remedy ?? '' };
}

const cases: Readonly<Record<Exclude<Swallow, 'unexplained'>, readonly [Partial<Lost>, RegExp, RegExp]>> = {
  'never-reaped': [nobody, /no task ever asked/, /async_status/],
  skipped: [
    { written: 'wait' },
    /"Wait" \(\/play.yml:12\).*skipped.*\(wait\) was false/,
    /condition of its job's task/,
  ],
  'run-once': [{}, /has run_once/, /remove run_once from "Wait"/],
  'not-notified': [{}, /handler, and nothing notified it/, /let the task that launches the job notify it/],
  'rescue-only': [{}, /stands in a rescue/, /into its always/],
  tags: [{ written: 'never, wait' }, /tags \(never, wait\) were not selected/, /instead of never, wait/],
  'ended-host': [{ written: 'meta: end_host', by }, /meta: end_host at \/play.yml:9 ended/, /before \/play.yml:9/],
  'not-reached': [{}, /never came to it/, /conditions of its includes/],
  'ignore-errors': [{}, /ignore_errors threw it away/, /remove ignore_errors/],
  'ignore-unreachable': [{}, /ignore_unreachable took that/, /remove ignore_unreachable/],
  'failed-when': [{}, /failed_when called it a success/, /failed_when of "Wait"/],
  rescued: [{}, /a rescue that does not fail/, /ansible.builtin.fail/],
  'cleared-errors': [{ by }, /clear_host_errors at \/play.yml:9/, /clear_host_errors \(\/play.yml:9\)/],
  'no-until': [{ register: 'r' }, /it has no until/, /until: r is finished/],
  'until-met-early': [
    { register: 'r', written: 'r is not failed' },
    /its until \(r is not failed\) was content/,
    /until: r is finished, retries: 62, delay: 10/,
  ],
  'retries-zero': [{}, /retries: 0/, /set retries: 62/],
  'reaped-another': [{}, /another job's id/, /async_status/],
  'cleaned-up': [{}, /mode: cleanup/, /async_status/],
  'play-ended-first': [{}, /the play was over/, /async_status/],
};

describe('each way names what is there, and mends that', () => {
  test.each(Object.entries(cases))('%s', (how, [more, says, advises]) => {
    const lost = { ...reap, ...more, how: how as Swallow };
    expect(told(lost).says).toMatch(says);
    expect(told(lost).advises).toMatch(advises);
    expect(told(lost).advises).not.toContain('please report');
  });
});

/** What is said and advised of each way, whole. `REAPCHECK_UPDATE=1` writes it anew: read what has changed. */
const SAID = new URL('checks-swallowed-said.txt', import.meta.url);

test('what is said of each way, with all that may be known of it, and with nothing', () => {
  const ways = [...Object.keys(cases), 'unexplained'] as readonly Swallow[];
  const known = { ...reap, by, written: 'as written', register: 'r' };
  const said = (title: string, { says, advises }: ReturnType<typeof told>) => `# ${title}\n${says}\n${advises}\n`;
  const never: Lost = { ...nobody, how: 'never-reaped' };
  const text = [
    ...ways.flatMap((how) => [said(how, told({ ...known, how })), said(`${how}, bare`, told({ ...nobody, how }))]),
    said('looped', told(never, [source({ register: 'dumps' })], 0)),
    said('looped, not registered', told(never, [source()], 0)),
    said('a reboot by hand', told(never, [source({ class: 'connection-cutting' })])),
    said('a server', told(never, [source({ class: 'server' })])),
    said('not reached, and known', told({ ...reap, how: 'not-reached' }, [source()])),
  ].join('\n');
  if (globalThis.process.env.REAPCHECK_UPDATE) writeFileSync(SAID, text);
  expect(text).toBe(readFileSync(SAID, 'utf8'));
});

test('what the history can’t explain is asked to be reported, and nothing else', () => {
  expect(told({ ...reap, how: 'unexplained' }).advises).toContain('please report');
});

test('a reboot by hand is not told to reap itself, and a server not to be waited for', () => {
  const never: Lost = { ...nobody, how: 'never-reaped' };
  expect(told(never, [source({ class: 'connection-cutting' })]).advises).toMatch(/ansible.builtin.reboot/);
  expect(told(never, [source({ class: 'connection-cutting' })]).advises).not.toContain('async_status');
  expect(told(never, [source({ class: 'server' })]).advises).toMatch(/until it answers/);
  expect(told(never, [source({ class: 'server' })]).advises).not.toContain('async_status');
});

test('the advice takes up the register and the loop that are there', () => {
  const never: Lost = { ...nobody, how: 'never-reaped' };
  expect(told(never).advises).toMatch(/^register the launch \(register: job\), and add/);
  expect(told(never, [source({ register: 'dump' })]).advises).toMatch(/^add before[\s\S]*dump\.ansible_job_id/);
  const looped = told(never, [source({ register: 'dumps' })], 0).advises;
  expect(looped).toContain('item.ansible_job_id');
  expect(looped).toContain('loop: "{{ dumps.results }}"');
});

test('what stands around the reap is pointed at, and the reap may say otherwise for itself', () => {
  const ignored = told({ ...reap, how: 'ignore-errors', by });
  expect(ignored.says).toContain('ignore_errors at /play.yml:9 threw it away');
  expect(ignored.advises).toBe(
    'remove ignore_errors at /play.yml:9, or give "Wait" (/play.yml:12) ignore_errors: false, or fail or assert on its result later',
  );
  expect(told({ ...reap, how: 'rescued', by }).advises).toContain('end the rescue (/play.yml:9)');
});

test('a reap that has no tags at all is told so', () => {
  expect(told({ ...reap, how: 'tags' }).says).toMatch(/has no tag that was selected$/);
  expect(told({ ...reap, how: 'tags' }).advises).not.toContain('instead of');
});

test('a reap is advised where there is still something to reap: before the clean-up, and before a reboot', () => {
  expect(told({ ...reap, how: 'cleaned-up' }).advises).toMatch(/and add before "Wait" \(\/play.yml:12\):/);
  const baseline = new HistoryBuilder()
    .sighting({ type: 'boot', at: 1, bootId: 'one' })
    .launch()
    .task({ task: 'Reboot', action: 'ansible.builtin.reboot', place: by }, { status: 'ok' })
    .sighting({ type: 'boot', at: 3100, bootId: 'two' })
    .end()
    .facts();
  const [finding] = swallowedFailures([trial({ ...nobody, how: 'never-reaped' })], [job], [], baseline);
  expect(finding?.remedy).toMatch(/and add before "Reboot" \(\/play.yml:9\):/);
});

test('one finding for each job and way, with every fault that showed it', () => {
  const ignored: Lost = { ...reap, how: 'ignore-errors' };
  const findings = swallowedFailures(
    [trial(ignored), trial(ignored, 'hang'), trial({ ...reap, how: 'no-until' }, 'slow')],
    [job],
  );
  expect(findings.map(({ evidence }) => evidence.length)).toEqual([2, 1]);
  expect(findings[0]).toMatchObject({ rule: 'swallowed-failure', severity: 'error', confidence: 'certain', place });
  expect(findings[0]?.evidence).toEqual([
    'fail on h: seen; the play did not fail for it',
    'hang on h: seen; the play did not fail for it',
  ]);
  expect(findings[0]?.related).toEqual([{ place: reap.place, message: 'the task that let it pass' }]);
  const [ended] = swallowedFailures([trial({ ...reap, how: 'ended-host', by })], [job]);
  expect(ended?.related?.map((one) => one.place.line)).toEqual([12, 9]);
});

test('a failure that nobody hid by anything has nothing to point at', () => {
  const [never] = swallowedFailures([trial({ ...nobody, how: 'never-reaped' })], [job]);
  expect(never).not.toHaveProperty('related');
});

test('of a job that the healthy run did not launch a limit of a minute is taken', () => {
  const [never] = swallowedFailures([trial({ ...nobody, how: 'never-reaped' })], []);
  expect(never?.remedy).toContain('outlasts async: 60');
});

test('only a reboot while the job ran comes before its reap; one without a place is told by its name', () => {
  const baseline = new HistoryBuilder()
    .sighting({ type: 'boot', at: 1, bootId: 'one' })
    .launch()
    .task({ task: 'Reboot', action: 'ansible.builtin.reboot', place: by }, { status: 'ok' })
    .sighting({ type: 'boot', at: 3100, bootId: 'two' })
    .end()
    .facts();
  const other = { ...baseline, jobs: baseline.jobs.map((one) => ({ ...one, key: { ...one.key, place: by } })) };
  const remedy = (facts: typeof baseline) =>
    swallowedFailures([trial({ ...nobody, how: 'never-reaped' })], [job], [], facts)[0]?.remedy;
  expect(remedy(other)).toMatch(/and add before the end of the play:/);
  const steady = new HistoryBuilder().sighting({ type: 'boot', at: 1, bootId: 'one' }).launch().end().facts();
  expect(remedy(steady)).toMatch(/and add before the end of the play:/);
  const second = baseline.jobs.map((one) => ({ ...one, key: { ...one.key, item: 1 } }));
  const gone = { ...baseline, jobs: [...steady.jobs.map((one) => ({ ...one, on: 'g' })), ...second] };
  expect(remedy(gone)).toMatch(/and add before "Reboot" \(\/play.yml:9\):/);
  const placeless = new Map(
    [...baseline.tasks].map(([id, { place: at, ...task }]) => [id, id === 'Reboot' ? task : { ...task, place: at }]),
  );
  expect(remedy({ ...baseline, tasks: placeless as typeof baseline.tasks })).toMatch(/and add before "Reboot":/);
});

test('what trials show are failures that were let pass, hung plays and false reds; nothing else is', () => {
  const ended = (outcome: TrialResult['outcome']): TrialResult => ({ ...trial({ ...nobody, how: 'tags' }), outcome });
  const all = [
    ended({ kind: 'unharmed', reaped: true }),
    ended({ kind: 'missed', missing: 'm' }),
    ended({ kind: 'false-red', reason: 'failed', taskName: 't', place: undefined, msg: undefined }),
    ended({ kind: 'hung', budgetMs: 1, lastTask: undefined, place: undefined }),
    trial({ ...nobody, how: 'never-reaped' }),
  ];
  expect(ofTrials(all, [job]).map(({ rule }) => rule)).toEqual(['swallowed-failure', 'hung-play', 'false-red']);
});
