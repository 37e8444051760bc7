import { copyFileSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { execa } from 'execa';
import { expect } from 'vitest';
import { audit } from '../../harness/audit/audit.ts';
import type { DrillReport } from '../../harness/model/report.ts';
import type { Workplace } from './reapcheck.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

/** What becomes of a job's failure; or of a healthy job that the play calls failed. */
type Fate = 'seen' | 'lost' | 'false red';

/** Rules whose findings say that a failure is lost. */
const LOSES =
  /^(unreaped-job|failure-lost-in-reap|reap-without-until|until-not-finished|zero-retries|partial-reap|overwritten-register|reap-of-no-job)$/;

/** For each job that the play should hear of, by the line of its task: what the source says. */
function foretold(text: string): Record<number, Fate> {
  const { project, findings } = audit(new Map([['play.yml', text]]));
  return Object.fromEntries(
    project.asyncTasks
      .filter((task) => task.class === 'keep-alive' || task.class === 'fire-and-forget')
      .map((task) => {
        const rules = findings
          .filter((finding) => finding.subject === task.id || task.reaps.includes(finding.subject ?? ''))
          .map((finding) => finding.rule);
        const fate = rules.includes('window-shorter-than-limit')
          ? 'false red'
          : rules.some((rule) => LOSES.test(rule))
            ? 'lost'
            : 'seen';
        return [task.place.line, fate];
      }),
  );
}

/** The same, by what happened: a job is lost if the play ended green in spite of any fault. */
function happened(report: DrillReport): Record<number, Fate | string> {
  const red = report.findings
    .filter((finding) => finding.rule === 'false-red')
    .flatMap((finding) => finding.related?.map((other) => other.place.line) ?? []);
  return Object.fromEntries(
    report.baseline.jobs.map(({ key: { place } }) => {
      const outcomes = report.trials
        .filter(({ trial }) => trial.job.place.line === place.line)
        .map(({ outcome }) => outcome.kind);
      if (red.includes(place.line)) return [place.line, 'false red'];
      if (outcomes.includes('swallowed')) return [place.line, 'lost'];
      return [
        place.line,
        outcomes.every((kind) => kind === 'surfaced') && outcomes.length > 0 ? 'seen' : outcomes.join(),
      ];
    }),
  );
}

/** Drills each of its jobs, one in both ways that end soon, several in the quicker one. */
async function drillFates(
  workplace: Workplace,
  playbook: string,
  ansible: string | undefined,
  jobs: number,
): Promise<DrillReport> {
  const faults = jobs > 1 ? 'fail' : 'fail,kill-runner';
  return (await workplace.drillReport(playbook, ansible, '--faults', faults)).report;
}

/** A drill of a bundled playbook must show what the audit foretells of it. */
export async function auditAgrees(workplace: Workplace, playbook: string, ansible: string | undefined): Promise<void> {
  const expected = foretold(readFileSync(join(ROOT, playbook), 'utf8'));
  const report = await drillFates(workplace, playbook, ansible, Object.keys(expected).length);
  expect(happened(report)).toEqual(expected);
  expect(Object.values(expected).every((fate) => fate === 'seen')).toBe(playbook.includes('/good/'));
}

/** A bad bundled playbook with nothing but findings that have one right answer: once fixed, it is clean, runs, and tells of every fault. */
export async function fixHolds(workplace: Workplace, name: string, ansible: string | undefined): Promise<void> {
  const path = join(workplace.folder, `${name}.yml`);
  copyFileSync(join(ROOT, `playbooks/bad/${name}.yml`), path);
  const fixed = await workplace.run(['audit', path, '--fix']);
  expect(fixed.stdout).toContain('no findings');
  expect(fixed.code).toBe(0);
  const check = await execa(ansible ?? 'ansible-playbook', ['--syntax-check', '-i', 'localhost,', path], {
    reject: false,
  });
  expect(check.stderr).not.toContain('ERROR');
  expect(check.exitCode).toBe(0);
  const jobs = foretold(readFileSync(path, 'utf8'));
  const report = await drillFates(workplace, path, ansible, Object.keys(jobs).length);
  expect(report.baseline.status).toBe('green');
  expect(happened(report)).toEqual(jobs);
  expect(new Set(Object.values(jobs))).toEqual(new Set(['seen']));
  expect({ verdict: report.verdict, uncounted: report.score.uncounted }, basename(path)).toEqual({
    verdict: 'pass',
    uncounted: 0,
  });
}
