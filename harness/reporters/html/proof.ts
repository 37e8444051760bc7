import type { ProofStep, Tone } from '../../model/drill-page.ts';
import type { Facts } from '../../model/facts.ts';
import { type Arm, jobKeyId } from '../../model/fault.ts';
import { inSeconds } from '../../model/in-seconds.ts';
import type { Job } from '../../model/job.ts';
import type { TrialResult } from '../../model/trial.ts';
import { jobName } from '../job-name.ts';
import { outcomeWords } from '../outcome-words.ts';
import type { LineNumbers } from './runs.ts';
import { on } from './seen.ts';
import { toneOf } from './tones.ts';
import { endWords, REAPED } from './track-job.ts';
import { isRed } from './track-play.ts';

/** A run with its fault, as it was made ready there; undefined where the history doesn't tell. */
interface Struck {
  readonly facts: Facts;
  readonly lines: LineNumbers;
  readonly arm: Arm | undefined;
}

/** How the outcome of a trial is known: from the arm to the play's end, each with the lines of the history that show it. */
export function proofOf({ facts, lines, arm }: Struck, result: TrialResult): readonly ProofStep[] {
  const { trial, outcome, evidence } = result;
  const key = arm?.job ?? trial.job;
  const job = facts.jobs.find((one) => jobKeyId(one.key) === jobKeyId(key));
  const armed = facts.strikes('armed').find((one) => one.arm.token === arm?.token);
  const launch = facts.events('launch').find(({ jid }) => jid === job?.jid);
  const name = jobName(trial.taskName, trial.job);
  return [
    step('quiet', `The fault ${trial.fault} was made ready for "${name}" on ${key.host}`, on(lines, armed)),
    job
      ? step(
          'quiet',
          `The play launched it: job ${job.jid}, limit ${job.limit} s, poll ${job.poll} s`,
          on(lines, launch),
        )
      : step('open', 'The play did not launch the job in this run', []),
    strikeStep(),
    ...(job ? [endStep(facts, lines, job), ...reapSteps(facts, lines, job)] : []),
    step(
      toneOf(outcome),
      `${outcome.kind}: ${outcomeWords(outcome)}`,
      endLines(facts, lines, key.host),
      outcomeDetails(result),
    ),
  ];

  function strikeStep(): ProofStep {
    const token = arm?.token;
    const mine = (one: { readonly token?: string }) => token !== undefined && one.token === token;
    const shows = on(
      lines,
      ...facts.sightings('receipt').filter(mine),
      ...facts.sightings('progress').filter(mine),
      ...facts.strikes('struck').filter(mine),
      ...facts.sightings('job-file').filter(mine),
      ...facts.strikes('failed').filter(mine),
    ).toSorted((a, b) => a - b);
    return evidence.length === 0
      ? step('open', 'Nothing proves that it struck', shows)
      : step('bad', 'It struck, as was seen from outside', shows, evidence);
  }
}

/** What a healthy run showed, job by job. */
export function healthyProof(facts: Facts, lines: LineNumbers): readonly ProofStep[] {
  const jobs = facts.jobs.flatMap((job) => [
    step(
      'quiet',
      `"${jobName(job.taskName, job.key)}" ran on ${job.on} as job ${job.jid}`,
      on(
        lines,
        facts.events('launch').find(({ jid }) => jid === job.jid),
      ),
    ),
    endStep(facts, lines, job),
    ...reapSteps(facts, lines, job),
  ]);
  const { ended } = facts.run;
  const last = ended
    ? [
        step(
          ended.rc === 0 ? 'good' : 'bad',
          `The play ended ${ended.rc === 0 ? 'green' : `with rc ${ended.rc}`}`,
          on(lines, ...facts.events('stats'), ended),
        ),
      ]
    : [step('open', 'The history has no end of the play', [])];
  return [...jobs, ...last];
}

function step(tone: Tone, text: string, lines: readonly number[], details: readonly string[] = []): ProofStep {
  return { tone, text, details, lines };
}

function endStep(facts: Facts, lines: LineNumbers, job: Job): ProofStep {
  const files = facts.sightings('job-file').filter(({ jid, host }) => jid === job.jid && host === job.on);
  const end = files.find(({ at }) => at === job.endedAt) ?? files.at(-1);
  const collect = facts.events('collect').find(({ jid, at }) => jid === job.jid && at === job.endedAt);
  const tone: Tone = job.end === 'succeeded' ? 'good' : job.end === 'running' || job.end === 'unknown' ? 'open' : 'bad';
  const tookMs = job.endedAt === undefined ? undefined : (job.endedAt - job.launchedAt) * facts.speed;
  // Ansible says that it has launched a job when the launch has returned; a short job has ended by then.
  const when =
    tookMs === undefined
      ? ''
      : tookMs < 0
        ? ', before its launch had returned'
        : `, ${inSeconds(tookMs)} after its launch`;
  return step(tone, `The job itself ${endWords(job)}${when}`, on(lines, end, collect));
}

function reapSteps(facts: Facts, lines: LineNumbers, job: Job): readonly ProofStep[] {
  if (job.reaps.length === 0) return [step('open', 'No task asked for it', [])];
  return job.reaps.map((reap) => {
    const collect = facts
      .events('collect')
      .find(({ jid, at, host }) => jid === job.jid && at === reap.at && host === reap.host);
    const by = reap.via === 'keep-alive' ? 'Its own poll' : `"${reap.taskName}"`;
    const looks = reap.attempts === 1 ? 'once' : `${reap.attempts} times`;
    const tone: Tone = reap.verdict === 'collected-ok' ? 'good' : reap.failed && !reap.ignored ? 'bad' : 'open';
    const heed = reap.failed ? (reap.ignored ? '; the task failed, and that was ignored' : '; the task failed') : '';
    return step(
      tone,
      `${by} asked ${looks}: ${REAPED[reap.verdict]}${heed}`,
      on(lines, collect),
      reap.msg ? [reap.msg] : [],
    );
  });
}

/** Where the host went red, or how the play ended for it. */
function endLines(facts: Facts, lines: LineNumbers, host: string): readonly number[] {
  const red = facts.events('result').filter((one) => one.host === host && isRed(one));
  return on(lines, ...red, ...facts.events('stats'), facts.run.ended);
}

function outcomeDetails({ outcome, expectedReason, orphans = [] }: TrialResult): readonly string[] {
  return [
    ...(outcome.kind === 'surfaced'
      ? [
          `"${outcome.taskName}" went red ${inSeconds(outcome.delayMs)} after the strike${outcome.msg ? `: ${outcome.msg}` : ''}`,
        ]
      : []),
    ...(outcome.kind === 'swallowed' && outcome.taskName
      ? [`at "${outcome.taskName}"${outcome.written ? `, ${outcome.written}` : ''}`]
      : []),
    ...(outcome.kind === 'hung' && outcome.lastTask ? [`the last task that began was "${outcome.lastTask}"`] : []),
    ...(expectedReason === false ? ['it went red for another reason than this fault should lead to'] : []),
    ...orphans.map(
      ({ taskName: task, pids, livedMs, ended }) =>
        `"${task}" went on for ${inSeconds(livedMs)} after the play${ended ? '' : ', and still ran then'} (${pids.join(', ')})`,
    ),
  ];
}
