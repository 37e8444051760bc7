import { afterAll, expect, test } from 'vitest';
import type { DrillReport } from '../../harness/model/report.ts';
import { ansibles } from '../ansibles.ts';
import { nothingLeft, Workplace } from './reapcheck.ts';

const workplace = new Workplace();
afterAll(async () => {
  using _workplace = workplace;
  await nothingLeft(workplace, [], 1_000);
});

async function drill(playbook: string, ...args: string[]): Promise<DrillReport> {
  return (await workplace.drillReport(`test/acceptance/plays/${playbook}.yml`, ansibles()[0], ...args)).report;
}

/** `host task[item]: outcome at the task that went red`. */
const glance = (report: DrillReport) =>
  report.trials.map(({ trial, outcome }) => {
    const { job, taskName } = trial;
    const red = outcome.kind === 'surfaced' ? outcome.taskName : JSON.stringify(outcome);
    return `${job.host} ${taskName}${job.item === null ? '' : `[${job.item}]`}: ${outcome.kind} at ${red}`;
  });

test('jobs of roles, loops, blocks, includes and handlers are each found, and struck alone', async () => {
  const report = await drill('site', '--faults', 'fail');
  expect(glance(report)).toEqual([
    'host-1 nightly : Start the backup: surfaced at nightly : Wait for the backup',
    'host-1 Start one for each database[0]: surfaced at Wait for each database',
    'host-1 Start one for each database[1]: surfaced at Wait for each database',
    'host-1 Start one for each database[2]: surfaced at Wait for each database',
    'host-1 Import the catalogue: surfaced at Say so',
    'host-1 nightly : Rebuild the index: surfaced at nightly : Rebuild the index',
  ]);
  expect(report.verdict).toBe('pass');
});

test('jobs with serial, run_once, any_errors_fatal and delegate_to, over two plays and two hosts', async () => {
  const report = await drill('two-plays', '--faults', 'fail', '--hosts', '2');
  expect(glance(report)).toEqual(
    ['Migrate once', 'Restart the service', 'Register at the first host'].flatMap((task) =>
      ['host-1', 'host-2'].map(
        (host) => `${host} ${task}: surfaced at ${task === 'Restart the service' ? 'Wait for the restart' : task}`,
      ),
    ),
  );
  expect(report.verdict).toBe('pass');
});

test('a quarter of an hour’s work in a minute: stand-ins and a faster clock, with the numbers as written', async () => {
  const report = await drill(
    'copied-numbers',
    '--stand-in',
    '20m',
    '--speed',
    '60',
    '--faults',
    'fail,hang,slow',
    '--slowness',
    '0.4',
  );
  expect(report.baseline).toMatchObject({ status: 'green', jobs: [{ limit: 3600, windowS: 1800 }] });
  expect(report.baseline.jobs[0]?.runtimeS).toBeGreaterThan(1100);
  expect(report.trials.map(({ trial, outcome }) => [trial.fault, outcome.kind])).toEqual([
    ['fail', 'surfaced'],
    ['hang', 'surfaced'],
    ['slow', 'unharmed'],
  ]);
  expect(report.findings.map(({ rule }) => rule)).toEqual(['window-below-limit']);
});

test('--jobs names one of them; --list prints the plan and runs nothing', async () => {
  const ended = await workplace.drill([
    'test/acceptance/plays/site.yml',
    ...['--list', '--jobs', 'backup', '--faults', 'fail,hang'],
  ]);
  expect(ended.code).toBe(0);
  expect(ended.stdout).toMatch(/roles\/nightly\/tasks\/main\.yml:1 .*"Start the backup"/);
  expect(ended.stdout).not.toContain('Import the catalogue');
  expect(ended.stdout).toContain('1 async task: at least 2 trials');
});
