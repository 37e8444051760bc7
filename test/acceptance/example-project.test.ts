import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ansibles } from '../ansibles.ts';
import { glance } from './glance.ts';
import { nothingLeft, Workplace } from './reapcheck.ts';

const PROJECT = new URL('../../docs/examples/webshop/', import.meta.url).pathname;

test.each(ansibles())(
  'the project of docs/examples is drilled as it stands, localhost included (%s)',
  async (ansible) => {
    const workplace = new Workplace();
    onTestFinished(() => workplace[Symbol.dispose]());
    const given = { '-i': 'inventories/staging', '--prepare': 'prepare.yml' };
    const args = Object.entries(given).flatMap(([name, path]) => [name, join(PROJECT, path)]);
    const vault = ['--', '--vault-password-file', join(PROJECT, 'vault-password')];
    const { code, report, stderr } = await workplace.drillReport(
      join(PROJECT, 'site.yml'),
      ansible,
      ...[...args, '--fresh-prepare', '--faults', 'fail', '--jobs', 'Pack the release,Dump the orders', ...vault],
    );
    expect(stderr).toMatch(/nothing real will be touched: .* the doubles of 3 hosts and of this machine/);
    expect(report.baseline.jobs.map(({ key, taskName }) => `${key.host}: ${taskName}`).sort()).toEqual([
      'db1: database : Dump the orders',
      'localhost: Pack the release',
      'web1: app : Migrate',
      'web1: app : Warm the cache',
      'web2: app : Migrate',
      'web2: app : Warm the cache',
    ]);
    expect(glance(report).sort()).toEqual(['1 fail: surfaced failed', '5 fail: surfaced failed']);
    expect(report.findings).toEqual([]);
    expect({ code, verdict: report.verdict, prepare: report.prepare?.mode }).toEqual({
      ...{ code: 0, verdict: 'pass', prepare: 'snapshot' },
    });
    await nothingLeft(workplace, [], 10_000);
  },
);
