/** Wrong use doesn't compile: `npm run check` fails where an error that is expected here does not occur. */
import { expect, type PlaybookRun, test } from '../../harness/vitest.ts';

declare const run: PlaybookRun;

test('right use compiles', async ({ lab, playbook }) => {
  await lab.start(1, { kind: 'systemd' });
  await using opened = await playbook('site.yml', { hosts: [{ name: 'web-1', groups: ['web'] }] });
  const seen = await opened.run({ faults: [{ fault: 'kill-runner', job: 'Start the backup' }] });
  expect(seen).toSurfaceFailure({ of: 'backup', because: ['failed', 'timed-out'] });
  expect(seen).not.toLeaveNoOrphans();
  expect(seen).toMeet({ kind: 'took', span: { atMostMs: 1 } });
});

// @ts-expect-error: a matcher of runs, on something else
expect(5).toReapEveryJob();
// @ts-expect-error: the run was not awaited
expect(Promise.resolve(run)).toEndGreen();
// @ts-expect-error: no such reason
expect(run).toSurfaceFailure({ because: 'exploded' });
// @ts-expect-error: a duration has a unit
expect(run).toTimeOutWithin(20);
// @ts-expect-error: no such expectation
expect(run).toMeet({ kind: 'plya', is: 'green' });
// @ts-expect-error: what it should be is missing
expect(run).toMeet({ kind: 'play' });

test('wrong use of fixtures does not', async ({ playbook }) => {
  const opened = await playbook('site.yml');
  // @ts-expect-error: no such fault
  await opened.run({ faults: [{ fault: 'kill-runer', job: 'x' }] });
  // @ts-expect-error: no such kind of host
  await playbook('site.yml', { kind: 'windows' });
  // @ts-expect-error: a playbook is opened by an await
  await playbook('site.yml').run();
});
