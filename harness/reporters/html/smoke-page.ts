import type { Tone } from '../../model/drill-page.ts';
import { inSeconds } from '../../model/in-seconds.ts';
import type { Condition, HostRun, SmokeRecord } from '../../model/smoke.ts';
import type { ConditionShown, HostShown, ProofShown, SmokePage } from '../../model/smoke-page.ts';
import type { TrialResult } from '../../model/trial.ts';
import { count } from '../count.ts';
import { jobName } from '../job-name.ts';
import { outcomeWords } from '../outcome-words.ts';
import { findingShown, stepsOf, withoutPlace, worstFirst } from './findings.ts';
import { headroomOf } from './headroom.ts';
import { type Names, namesFrom, timeWords } from './names.ts';
import { toneOf } from './tones.ts';

/** All that a page is made of. */
export interface KeptSmoke {
  readonly record: SmokeRecord;
  /** Earlier smokes of the playbook, the oldest first. */
  readonly earlier: readonly SmokeRecord[];
  /** Places are shown relative to it. */
  readonly cwd: string;
}

const CONDITION_TONES: Readonly<Record<Condition['state'], Tone>> = { ok: 'good', warn: 'open', bad: 'bad' };
const RUN_TONES: Readonly<Record<HostRun['status'], Tone>> = {
  green: 'good',
  red: 'bad',
  unreachable: 'bad',
  'not-in-recap': 'open',
};

/** What the page of a smoke shows. */
export function smokePage({ record, earlier, cwd }: KeptSmoke): SmokePage {
  const names = namesFrom(cwd);
  const findings = worstFirst(record.findings).map((finding) => findingShown(finding, names));
  return {
    schema: 'reapcheck/smoke-page/1',
    playbook: record.playbook,
    verdict: record.verdict,
    says: saysOf(record),
    facts: [
      { label: 'ansible-core', value: `${record.coreVersion} (${record.watcher} watcher)` },
      { label: 'inventory', value: record.inventories.join(', ') },
      { label: 'limit', value: record.limit },
      { label: 'started', value: timeWords(record.startedAt) },
      { label: 'took', value: inSeconds(record.wallMs) },
    ],
    next: stepsOf(findings),
    hosts: hostsOf(record),
    proofs: record.proofs.map((one) => proofShown(one, names)),
    findings: findings.map(withoutPlace),
    headroom: headroomOf(record.jobs, earlier, names),
    runs: [],
  };
}

function saysOf({ hosts, runs, proofs, proof, jobs }: SmokeRecord): string {
  const green = runs.filter(({ status }) => status === 'green').length;
  const surfaced = proofs.filter(({ outcome }) => outcome.kind === 'surfaced').length;
  return [
    runs.length === 0
      ? `Nothing was run on ${count(hosts.length, 'host')}.`
      : `Run for real on ${hosts.join(', ')}: ${green} of ${runs.length} green, ${count(jobs.length, 'async job')}.`,
    proof === 'none'
      ? 'No job was proven: whether the play notices a failed one is not known.'
      : `With a failing stand-in in the place of a job, the play went red in ${surfaced} of ${count(proofs.length, 'run')}.`,
  ].join(' ');
}

/** Each host that was looked at, was to be run on, or was run on. */
function hostsOf({ hosts, conditions, runs }: SmokeRecord): readonly HostShown[] {
  const all = new Set([...hosts, ...conditions.map(({ host }) => host), ...runs.map(({ host }) => host)]);
  return [...all].map((name) => {
    const run = runs.find(({ host }) => host === name);
    const seen = conditions.filter(({ host }) => host === name).map(conditionShown);
    return {
      name,
      tone: run ? RUN_TONES[run.status] : seen.some(({ tone }) => tone === 'bad') ? 'bad' : 'open',
      words: run ? runWords(run) : 'not run',
      conditions: seen,
    };
  });
}

function conditionShown({ state, user, what, detail }: Condition): ConditionShown {
  return { tone: CONDITION_TONES[state], user, what, detail };
}

function runWords({ status, idleMs, rebooted }: HostRun): string {
  const boot = rebooted === null ? 'not seen after the run' : rebooted ? 'rebooted' : 'no reboot seen';
  return `${status}, ${inSeconds(idleMs)} spent on nothing but waiting for jobs, ${boot}`;
}

function proofShown({ trial, outcome, evidence }: TrialResult, names: Names): ProofShown {
  return {
    job: jobName(trial.taskName, trial.job),
    at: names.at(trial.job.place),
    host: trial.job.host,
    tone: toneOf(outcome),
    outcome: outcome.kind,
    words: outcomeWords(outcome),
    evidence,
  };
}
