import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { drill } from '../../harness/library/drill.ts';
import { glance } from '../acceptance/glance.ts';
import { ansibles } from '../ansibles.ts';

const PLAYBOOKS = new URL('../../playbooks/', import.meta.url).pathname;

describe.each(ansibles())('with ansible-playbook %s', (ansible) => {
  test.each([
    'good/parallel-jobs.yml',
    'good/keep-alive.yml',
    'bad/parallel-jobs-unreaped.yml',
    'bad/reap-rescued.yml',
  ])('%s: what a drill shows is the same where ansible-playbook runs in a double of this machine', async (path) => {
    const runs = mkdtempSync(join(tmpdir(), 'contained-'));
    onTestFinished(() => rmSync(runs, { recursive: true }));
    const drilled = async (contained: boolean) => {
      const wanted = { faults: ['fail', 'kill-runner', 'hang', 'reboot-host'] as const, contained, runs };
      const report = await drill(join(PLAYBOOKS, path), { ...wanted, ...(ansible ? { ansible } : {}) });
      return { verdict: report.verdict, trials: glance(report) };
    };
    const local = await drilled(false);
    expect(local.trials.length).toBeGreaterThanOrEqual(4);
    expect(await drilled(true)).toEqual(local);
  });
});
