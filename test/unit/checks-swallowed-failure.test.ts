import { describe, expect, test } from 'vitest';
import { swallowedFailures } from '../../harness/checks/swallowed-failure.ts';
import type { Lost, Swallow } from '../../harness/model/outcome.ts';
import type { BaselineJob } from '../../harness/model/report.ts';
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

describe('each way names what is there, and mends that', () => {
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
  test.each(Object.entries(cases))('%s', (how, [more, says, advises]) => {
    const lost = { ...reap, ...more, how: how as Swallow };
    expect(told(lost).says).toMatch(says);
    expect(told(lost).advises).toMatch(advises);
    expect(told(lost).advises).not.toContain('please report');
  });
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
  expect(findings[0]).toMatchObject({ rule: 'swallowed-failure', severity: 'error', place });
  expect(findings[0]?.related).toEqual([{ place: reap.place, message: 'the task that let it pass' }]);
  const [ended] = swallowedFailures([trial({ ...reap, how: 'ended-host', by })], [job]);
  expect(ended?.related?.map((one) => one.place.line)).toEqual([12, 9]);
});
