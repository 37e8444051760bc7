import { afterAll, expect, test } from 'vitest';
import { nothingLeft, Workplace } from '../acceptance/reapcheck.ts';
import { ansibles } from '../ansibles.ts';

const workplace = new Workplace();
afterAll(async () => {
  using _workplace = workplace;
  await nothingLeft(workplace, [], 1_000);
});

test('the same outcomes at another speed', async () => {
  const outcomes = async (playbook: string, ...args: string[]) => {
    const quick = ['--preset', 'quick', '--stand-in', '1s', ...args];
    const { report } = await workplace.drillReport(`playbooks/${playbook}.yml`, ansibles()[0], ...quick);
    return report.trials.map(({ trial, outcome }) => [trial.job.place.line, trial.fault, outcome.kind]);
  };
  for (const playbook of ['good/single-job', 'good/keep-alive', 'bad/reap-ignored'])
    expect(await outcomes(playbook, '--speed', '2'), playbook).toEqual(await outcomes(playbook));
});
