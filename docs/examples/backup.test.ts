import { expect, test } from 'reapcheck/vitest';

test('the healthy play is green, in parallel, and leaves nothing behind', async ({ playbook }) => {
  const run = await (await playbook('playbooks/good/parallel-jobs.yml')).run();
  expect(run).toEndGreen();
  expect(run).toReapEveryJob();
  expect(run).toRunInParallel();
  expect(run).toLeaveNoOrphans();
});

test('a failed backup makes the play red', async ({ playbook }) => {
  await using backup = await playbook('playbooks/good/single-job.yml');
  const run = await backup.run({ faults: [{ fault: 'fail', job: 'Start the backup' }] });
  expect(run).toSurfaceFailure({ of: 'Start the backup', because: 'failed' });
});

test('the same without a reap is caught', async ({ playbook }) => {
  const backup = await playbook('playbooks/bad/backup-unreaped.yml');
  const run = await backup.run({ faults: [{ fault: 'fail', job: 'Start the backup' }] });
  expect(run).not.toSurfaceFailure();
  expect(run).not.toReapEveryJob();
});

test('a job that hangs is given up in time', async ({ playbook }) => {
  const upgrade = await playbook('playbooks/good/keep-alive.yml');
  const run = await upgrade.run({ faults: [{ fault: 'hang', job: 'Rebuild the search index' }] });
  expect(run).toTimeOutWithin('40s');
});

test('hosts come back from their reboot', async ({ playbook }) => {
  const reboot = await playbook('playbooks/scenarios/reboot.yml', { hosts: 2 });
  expect(await reboot.run({ boots: { downMs: 1_000 } })).toReconnectAfterReboot();
});
