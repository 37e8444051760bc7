import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { DrillPage } from '../../harness/model/drill-page.ts';
import { ansibles } from '../ansibles.ts';
import { glance } from './glance.ts';
import { nothingLeft, Workplace } from './reapcheck.ts';

const workplace = new Workplace();
afterAll(async () => {
  using _workplace = workplace;
  await nothingLeft(workplace, [], 1_000);
});

/** What the page of a drill shows, as it is written in it. */
function pageIn(file: string): DrillPage {
  const [, page = ''] = /<script type="application\/json" id="page">([^<]*)</.exec(readFileSync(file, 'utf8')) ?? [];
  return JSON.parse(page) as DrillPage;
}

describe.each(ansibles())('with ansible-playbook %s', (ansible) => {
  test('good/parallel-jobs: every fault surfaces, for the right reason', async () => {
    const { code, report } = await workplace.drillReport(
      'playbooks/good/parallel-jobs.yml',
      ansible,
      '--preset',
      'quick',
    );
    expect(glance(report)).toEqual(
      [7, 13, 19].flatMap((line) => [
        `${line} fail: surfaced failed`,
        `${line} kill-runner: surfaced retries-exhausted`,
        `${line} hang: surfaced timed-out`,
      ]),
    );
    expect(report.trials.map((one) => one.expectedReason)).not.toContain(false);
    expect(report.findings).toEqual([]);
    expect(report.score).toEqual({ surfaced: 9, recovered: 0, counted: 9, unharmed: 0, uncounted: 0, notCovered: 0 });
    expect({ code, verdict: report.verdict }).toEqual({ code: 0, verdict: 'pass' });
  });

  test('bad/parallel-jobs-unreaped: every fault is swallowed, and each job is explained at its line', async () => {
    const { code, report } = await workplace.drillReport(
      'playbooks/bad/parallel-jobs-unreaped.yml',
      ansible,
      '--preset',
      'quick',
    );
    expect(glance(report)).toEqual(
      [6, 12, 18].flatMap((line) =>
        ['fail', 'kill-runner', 'hang'].map((fault) => `${line} ${fault}: swallowed never-reaped`),
      ),
    );
    expect(report.findings.map((finding) => [finding.rule, finding.place?.line, finding.evidence.length])).toEqual([
      ['swallowed-failure', 6, 3],
      ['swallowed-failure', 12, 3],
      ['swallowed-failure', 18, 3],
    ]);
    expect(report.findings[0]?.remedy).toContain('async_status');
    expect({ code, verdict: report.verdict }).toEqual({ code: 1, verdict: 'fail' });

    const names = (added: readonly string[]) => added.filter((line) => line.includes('- name: '));
    const reaps = ['backup', 'cache warm-up', 'report build'].map((job) => `    - name: Reap - Start the ${job}`);
    expect(report.mends?.flatMap(({ added }) => names(added))).toEqual(reaps);
    // In the page they stand at a task, below its trials.
    const { sources } = pageIn(join(report.folder, 'report.html'));
    const mended = sources.flatMap(({ tasks }) => tasks).filter(({ mends }) => mends.length > 0);
    expect(mended.map(({ line, mends }) => [line, mends.flatMap(({ added }) => names(added))])).toEqual([[18, reaps]]);
  });

  test('bad/window-too-short: the baseline is a false red, with the numbers that explain it', async () => {
    const { code, report } = await workplace.drillReport('playbooks/bad/window-too-short.yml', ansible);
    expect(report.trials).toEqual([]);
    expect(report.baseline.status).toBe('red');
    expect(report.findings).toMatchObject([
      {
        rule: 'false-red',
        place: { line: 12 },
        evidence: [expect.any(String), expect.stringMatching(/30 s.*2 × 1 s = 2 s/)],
      },
      // What the play gave up on goes on.
      { rule: 'orphaned-job', place: { line: 6 }, remedy: expect.stringContaining('let its reap wait') },
    ]);
    expect({ code, verdict: report.verdict }).toEqual({ code: 1, verdict: 'fail' });
  });
});

test('systemd hosts, several of them: one job of one host is struck, and the other host stays green', async () => {
  const { code, report } = await workplace.drillReport(
    'playbooks/good/single-job.yml',
    ansibles()[0],
    ...['--kind', 'systemd', '--hosts', '2', '--faults', 'fail'],
  );
  expect(report.trials.map(({ trial, outcome }) => [trial.job.host, outcome.kind])).toEqual([
    ['host-1', 'surfaced'],
    ['host-2', 'surfaced'],
  ]);
  expect(code).toBe(0);
});
