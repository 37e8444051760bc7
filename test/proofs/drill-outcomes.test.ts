import { afterAll, describe, expect, test } from 'vitest';
import { glance } from '../acceptance/glance.ts';
import { nothingLeft, Workplace } from '../acceptance/reapcheck.ts';
import { ansibles } from '../ansibles.ts';

const workplace = new Workplace();
afterAll(async () => {
  using _workplace = workplace;
  await nothingLeft(workplace, [], 1_000);
});

describe.each(ansibles())('with ansible-playbook %s', (ansible) => {
  test('good/keep-alive: a keep-alive surfaces them all', async () => {
    const { code, report } = await workplace.drillReport('playbooks/good/keep-alive.yml', ansible, '--preset', 'quick');
    expect(glance(report)).toEqual([
      '7 fail: surfaced failed',
      '7 kill-runner: surfaced timed-out',
      '7 hang: surfaced timed-out',
    ]);
    expect(code).toBe(0);
  });

  test('bad/reap-ignored: the reap sees it all, and the play shrugs', async () => {
    const { code, report } = await workplace.drillReport(
      'playbooks/bad/reap-ignored.yml',
      ansible,
      '--faults',
      'fail,kill-runner',
    );
    expect(glance(report)).toEqual(['6 fail: swallowed ignore-errors', '6 kill-runner: swallowed ignore-errors']);
    expect(report.findings[0]).toMatchObject({ rule: 'swallowed-failure', related: [{ place: { line: 12 } }] });
    expect(code).toBe(1);
  });

  test('bad/reap-without-until: what is not finished at the one look passes', async () => {
    const { code, report } = await workplace.drillReport(
      'playbooks/bad/reap-without-until.yml',
      ansible,
      '--faults',
      'kill-runner,hang',
    );
    expect(glance(report)).toEqual(['6 kill-runner: swallowed no-until', '6 hang: swallowed no-until']);
    expect(code).toBe(1);
  });
});
