import { expect, onTestFinished, test } from 'vitest';
import { ansibles } from '../ansibles.ts';
import { nothingLeft, Workplace } from './reapcheck.ts';

test.each(ansibles('newest'))(
  'a project with an inventory of three groups is drilled on doubles of its hosts (%s)',
  async (ansible) => {
    const workplace = new Workplace();
    onTestFinished(() => workplace[Symbol.dispose]());
    const { code, report, stderr } = await workplace.drillReport(
      'test/acceptance/plays/fleet/site.yml',
      ansible,
      ...['-i', 'test/acceptance/plays/fleet/staging', '--faults', 'fail'],
    );
    expect(stderr).toMatch(/nothing real will be touched: .* the doubles of 4 hosts/);
    expect(report.doubles).toMatchObject({ known: 4, local: [], notDoubled: [], frozen: false });
    expect(report.doubles?.hosts.map(({ name }) => name).sort()).toEqual(['db1', 'lb1', 'web1', 'web2']);
    expect(report.baseline.status).toBe('green');
    expect(report.trials.map(({ trial, outcome }) => [trial.job.host, outcome.kind])).toEqual([['db1', 'surfaced']]);
    expect(code).toBe(0);
    await nothingLeft(workplace, [], 10_000);
  },
);
