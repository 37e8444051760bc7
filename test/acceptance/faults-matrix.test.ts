import { afterAll, describe, expect, test } from 'vitest';
import { FAULTS } from '../../harness/faults/catalogue.ts';
import type { Fault } from '../../harness/faults/fault.ts';
import { ansibles } from '../ansibles.ts';
import { byKind } from './by-kind.ts';
import { nothingLeft, Workplace } from './reapcheck.ts';

const workplace = new Workplace();
afterAll(async () => {
  using _workplace = workplace;
  await nothingLeft(workplace, [], 1_000);
});

const names = (harm: Fault['harm']) => FAULTS.filter((fault) => fault.harm === harm).map(({ name }) => name);

describe.each(ansibles())('with ansible-playbook %s', (ansible) => {
  test('a good playbook surfaces every fatal fault, for a reason that is expected, and stays green for the harmless ones', async () => {
    const { report } = await workplace.drillReport('playbooks/good/single-job.yml', ansible, '--preset', 'all');
    const { surfaced = [], unharmed = [], ...others } = byKind(report);
    expect(others).toEqual({});
    expect(surfaced).toEqual(expect.arrayContaining(names('fatal')));
    expect(unharmed).toEqual(expect.arrayContaining(names('none')));
    const unexpected = report.trials.filter((one) => one.expectedReason === false);
    expect(unexpected.map(({ trial, outcome }) => [trial.fault, outcome])).toEqual([]);
    expect(report.verdict).toBe('pass');
  });
});
