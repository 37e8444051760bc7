import type { Finding } from '../../model/finding.ts';
import type { SmokeRecord } from '../../model/smoke.ts';
import { DRILL_RULES } from '../drill/rules.ts';
import { findingFrom } from '../finding-names.ts';
import { jobName } from '../job-name.ts';
import { outcomeWords } from '../outcome-words.ts';
import type { SarifRule } from '../sarif.ts';

/** What a smoke can find besides what a drill can. */
export const SMOKE_RULES: readonly SarifRule[] = [
  ...DRILL_RULES,
  rule('smoke-run-failed', 'error', 'The play fails on this host, with no fault at work.'),
  rule('smoke-run-hung', 'error', 'The play did not end in time, with no fault at work.'),
  rule('lost-host', 'error', 'A host could be looked at before the run, and not after it.'),
  rule('no-proof', 'warning', 'A proof was asked for, and no job could be proven.'),
  rule('unreaped-job', 'warning', 'A job ran, and nobody reaped it.'),
  rule('not-proven', 'note', 'Whether the play notices a failed job was not tried.'),
];

/** What was found, and what the smoke could not tell, with files as they are called from the folder `cwd`. */
export function smokeFindings(record: SmokeRecord, cwd: string): readonly Finding[] {
  return [...record.findings, ...whatIsOpen(record)].map((finding) => findingFrom(finding, cwd));
}

function whatIsOpen({ runs, proofs, proof, jobs }: SmokeRecord): readonly Finding[] {
  return [
    ...runs
      .filter(({ status }) => status === 'unreachable' || status === 'not-in-recap')
      .map(({ host, status }) =>
        open(
          'no-result',
          status === 'unreachable'
            ? `${host} was unreachable in the run: what the play did there is not known`
            : `Ansible said nothing of ${host} at the end of the run`,
          'see whether the host is up, and run the smoke again',
        ),
      ),
    ...proofs
      .filter(({ outcome }) => outcome.kind === 'missed' || outcome.kind === 'errored')
      .map(({ trial, outcome, folder }) => ({
        ...open(
          'no-result',
          `the proof of "${jobName(trial.taskName, trial.job)}" on ${trial.job.host} has no result: ${outcomeWords(outcome)}`,
          `run it again; what is known of it is in ${folder}`,
        ),
        place: trial.job.place,
      })),
    ...(proof === 'none' && jobs.length > 0
      ? [open('not-proven', 'no job was proven: whether the play notices a failed one is not known', 'give --prove')]
      : []),
  ];
}

function open(id: string, message: string, remedy: string): Finding {
  const severity = SMOKE_RULES.find((one) => one.id === id)?.severity ?? 'warning';
  return { rule: id, severity, confidence: 'certain', message, evidence: [], remedy };
}

function rule(id: string, severity: SarifRule['severity'], summary: string): SarifRule {
  return { id, severity, confidence: 'certain', summary };
}
