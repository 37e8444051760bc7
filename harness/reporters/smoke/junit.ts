import type { BaselineJob } from '../../model/baseline.ts';
import type { Finding } from '../../model/finding.ts';
import { samePlace } from '../../model/place.ts';
import type { HostRun, SmokeRecord } from '../../model/smoke.ts';
import { trialCase } from '../drill/junit.ts';
import { jobName } from '../job-name.ts';
import { type JunitCase, junit } from '../junit.ts';
import type { Reporter } from '../reporter.ts';
import { smokeFindings } from './findings.ts';

const IS: Readonly<Record<HostRun['status'], JunitCase['is']>> = {
  green: 'pass',
  red: 'failure',
  unreachable: 'error',
  'not-in-recap': 'error',
};

/**
 * A test case for each host, for each job that ran, for each proof, and for what else makes the verdict no pass. A job that ran and was not proven is
 * skipped; where a proof was asked for, that there is none is an error.
 */
export const smokeJunit: Reporter<SmokeRecord> = (record, { cwd }) => {
  const { startedAt, runs, jobs, proofs, conditions } = record;
  const findings = smokeFindings(record, cwd);
  const ofJobs = new Set(record.findings.filter((one) => jobs.some((job) => isOf(one, job))));
  const others = record.findings.filter((one) => !ofJobs.has(one) && one.severity !== 'note');
  const suites = [
    {
      name: 'hosts',
      cases: runs.map(({ host, status }): JunitCase => {
        const bad = conditions.filter((one) => one.host === host && one.state !== 'ok');
        const seen = bad.map(({ what, detail }) => `${what}: ${detail}`);
        return { className: 'hosts', name: host, is: IS[status], type: status, text: [status, ...seen].join('\n') };
      }),
    },
    { name: 'jobs', cases: jobs.map((job) => jobCase(job, record)) },
    { name: 'proofs', cases: proofs.map(trialCase) },
    {
      name: 'other findings',
      cases: others.map((one): JunitCase => {
        const told = findings[record.findings.indexOf(one)] ?? one;
        return {
          ...{ className: one.rule, name: told.message, type: one.rule, text: words(told) },
          is: one.severity === 'error' ? 'failure' : one.rule === 'no-proof' ? 'error' : 'pass',
        };
      }),
    },
  ];
  return junit(suites.filter(({ cases }) => cases.length > 0).map((suite) => ({ ...suite, startedAt })));
};

function jobCase(job: BaselineJob, { findings, proofs }: SmokeRecord): JunitCase {
  const mine = findings.filter((one) => isOf(one, job));
  const proven = proofs.some(({ trial }) => samePlace(trial.job.place, job.key.place));
  const worst = mine.find(({ severity }) => severity === 'error');
  return {
    className: jobName(job.taskName, job.key),
    name: `on ${job.key.host}`,
    is: worst ? 'failure' : proven ? 'pass' : 'skipped',
    ...(worst ? { type: worst.rule } : {}),
    text: [
      ...mine.map(words),
      ...(proven ? [] : ['not proven: whether the play notices its failure is not known']),
    ].join('\n'),
    ...(job.runtimeS === undefined ? {} : { wallMs: job.runtimeS * 1000 }),
  };
}

function isOf({ place }: Finding, { key }: BaselineJob): boolean {
  return place !== undefined && samePlace(place, key.place);
}

function words({ message, evidence, remedy }: Finding): string {
  return [message, ...evidence, `to do: ${remedy}`].join('\n');
}
