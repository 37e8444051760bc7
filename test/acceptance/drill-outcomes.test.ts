import { afterAll, describe, expect, test } from 'vitest';
import type { DrillReport } from '../../harness/model/report.ts';
import { ansibles, nothingLeft, Workplace, withAnsible } from './reapcheck.ts';

const workplace = new Workplace();
afterAll(async () => {
  using _workplace = workplace;
  await nothingLeft(workplace, [], 1_000);
});

async function drill(
  playbook: string,
  ansible: string | undefined,
  ...args: string[]
): Promise<{ code: number | null; report: DrillReport }> {
  const { code, stdout, stderr } = await workplace.drill([
    `playbooks/${playbook}.yml`,
    '--json',
    ...withAnsible(ansible),
    ...args,
  ]);
  try {
    return { code, report: JSON.parse(stdout) };
  } catch {
    throw new Error(`no report; exit ${code}: ${stderr}`);
  }
}

/** `line fault: outcome reason`, sorted, for a whole report at a glance. */
function glance(report: DrillReport): string[] {
  return report.trials.map(({ trial, outcome }) => {
    const why =
      outcome.kind === 'surfaced'
        ? outcome.reason
        : outcome.kind === 'swallowed'
          ? outcome.how
          : JSON.stringify(outcome);
    return `${trial.job.place.line} ${trial.fault}: ${outcome.kind} ${why}`;
  });
}

describe.each(ansibles())('with ansible-playbook %s', (ansible) => {
  test('good/parallel-jobs: every fault surfaces, for the right reason', async () => {
    const { code, report } = await drill('good/parallel-jobs', ansible, '--preset', 'quick');
    expect(glance(report)).toEqual(
      [7, 13, 19].flatMap((line) => [
        `${line} fail: surfaced failed`,
        `${line} kill-runner: surfaced retries-exhausted`,
        `${line} hang: surfaced timed-out`,
      ]),
    );
    expect(report.trials.map((one) => one.expectedReason)).not.toContain(false);
    expect(report.findings).toEqual([]);
    expect(report.score).toEqual({ surfaced: 9, counted: 9, unharmed: 0, uncounted: 0 });
    expect({ code, verdict: report.verdict }).toEqual({ code: 0, verdict: 'pass' });
  });

  test('bad/parallel-jobs-unreaped: every fault is swallowed, and each job is explained at its line', async () => {
    const { code, report } = await drill('bad/parallel-jobs-unreaped', ansible, '--preset', 'quick');
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
  });

  test('good/keep-alive: a keep-alive surfaces them all', async () => {
    const { code, report } = await drill('good/keep-alive', ansible, '--preset', 'quick');
    expect(glance(report)).toEqual([
      '7 fail: surfaced failed',
      '7 kill-runner: surfaced timed-out',
      '7 hang: surfaced timed-out',
    ]);
    expect(code).toBe(0);
  });

  test('bad/reap-ignored: the reap sees it all, and the play shrugs', async () => {
    const { code, report } = await drill('bad/reap-ignored', ansible, '--faults', 'fail,kill-runner');
    expect(glance(report)).toEqual(['6 fail: swallowed ignore-errors', '6 kill-runner: swallowed ignore-errors']);
    expect(report.findings[0]).toMatchObject({ rule: 'swallowed-failure', related: [{ place: { line: 12 } }] });
    expect(code).toBe(1);
  });

  test('bad/reap-without-until: what is not finished at the one look passes', async () => {
    const { code, report } = await drill('bad/reap-without-until', ansible, '--faults', 'kill-runner,hang');
    expect(glance(report)).toEqual(['6 kill-runner: swallowed no-until', '6 hang: swallowed no-until']);
    expect(code).toBe(1);
  });

  test('bad/window-too-short: the baseline is a false red, with the numbers that explain it', async () => {
    const { code, report } = await drill('bad/window-too-short', ansible);
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
  const { code, report } = await drill(
    'good/single-job',
    ansibles()[0],
    '--kind',
    'systemd',
    '--hosts',
    '2',
    '--faults',
    'fail',
  );
  expect(report.trials.map(({ trial, outcome }) => [trial.job.host, outcome.kind])).toEqual([
    ['host-1', 'surfaced'],
    ['host-2', 'surfaced'],
  ]);
  expect(code).toBe(0);
});
