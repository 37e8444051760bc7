import { afterAll, describe, expect, test } from 'vitest';
import { FAULTS } from '../../harness/faults/catalogue.ts';
import { byKind } from '../acceptance/by-kind.ts';
import { nothingLeft, Workplace } from '../acceptance/reapcheck.ts';
import { ansibles } from '../ansibles.ts';

const workplace = new Workplace();
afterAll(async () => {
  using _workplace = workplace;
  await nothingLeft(workplace, [], 1_000);
});

describe.each(ansibles())('with ansible-playbook %s', (ansible) => {
  test('a playbook that never reaps swallows every fatal fault', async () => {
    const { report } = await workplace.drillReport(
      'playbooks/bad/parallel-jobs-unreaped.yml',
      ansible,
      ...['--preset', 'all', '--jobs', 'report'],
    );
    const { swallowed = [], missed, errored } = byKind(report);
    expect({ missed, errored }).toEqual({});
    // What happens to the host while later tasks run on it turns the play red, whether anybody reaps or not.
    const onTheJob = FAULTS.filter(({ harm, reach }) => harm === 'fatal' && reach === 'job').map(({ name }) => name);
    expect(swallowed).toEqual(expect.arrayContaining(onTheJob));
    expect(report.verdict).toBe('fail');
  });
});
