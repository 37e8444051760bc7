import * as z from 'zod';
import type { BaselineJob, BaselineResult } from '../baseline.ts';
import type { Changes } from '../changes.ts';
import type { JobKey } from '../fault.ts';
import type { Finding } from '../finding.ts';
import type { NotRun, Outcome, Reason, Swallow } from '../outcome.ts';
import type { Place } from '../place.ts';
import type { Score } from '../report.ts';
import type { SourceFile } from '../sources.ts';
import type { FaultTrial, TrialResult } from '../trial.ts';
import type { Verdict } from '../verdict.ts';
import { formatOf } from './stored.ts';

/** What the formats of several reports have in common. */

export const count = z.number().int().nonnegative();
export const listOf = <S extends z.ZodType>(item: S) => z.array(item).readonly();
export const texts = listOf(z.string());

export const place = formatOf<Place>()(
  z.object({ file: z.string(), line: count, column: z.exactOptional(count) }).meta({ id: 'place' }),
);
const maybePlace = z.exactOptional(place);

export const verdict = formatOf<Verdict>()(z.enum(['pass', 'fail', 'unknown']));

export const jobKey = formatOf<JobKey>()(
  z
    .object({ host: z.string(), place, item: count.nullable(), nth: count })
    .describe('one async task on one host, or one item of its loop'),
);

const reason = formatOf<Reason>()(
  z.enum(['failed', 'crashed', 'timed-out', 'lost', 'unreachable', 'retries-exhausted']),
);

const notRun = [
  'skipped',
  'run-once',
  'not-notified',
  'rescue-only',
  'tags',
  'ended-host',
  'not-reached',
] as const satisfies readonly NotRun[];
const swallow = formatOf<Swallow>()(
  z.enum([
    ...['never-reaped', ...notRun, 'ignore-errors', 'ignore-unreachable', 'failed-when', 'rescued'],
    ...['cleared-errors', 'no-until', 'until-met-early', 'retries-zero', 'reaped-another', 'cleaned-up'],
    ...['play-ended-first', 'unexplained'],
  ] as const),
);

const optionalText = z.exactOptional(z.string());
export const outcome = formatOf<Outcome>()(
  z
    .discriminatedUnion('kind', [
      z.object({
        kind: z.literal('surfaced'),
        reason,
        taskName: z.string(),
        place: maybePlace,
        delayMs: z.number().describe('from the strike to red, in ms of the play’s time'),
        msg: optionalText,
      }),
      z.object({
        kind: z.literal('swallowed'),
        how: swallow,
        taskName: optionalText,
        place: maybePlace,
        written: optionalText,
        by: maybePlace,
        register: optionalText,
      }),
      z.object({ kind: z.literal('recovered'), taskName: z.string(), place: maybePlace }),
      z.object({ kind: z.literal('hung'), budgetMs: z.number(), lastTask: optionalText, place: maybePlace }),
      z.object({ kind: z.literal('unharmed'), reaped: z.boolean() }),
      z.object({
        kind: z.literal('false-red'),
        reason,
        taskName: z.string(),
        place: maybePlace,
        msg: optionalText,
      }),
      z.object({ kind: z.literal('missed'), missing: z.string() }),
      z.object({ kind: z.literal('errored'), why: z.string() }),
    ])
    .meta({ id: 'outcome' }),
);

export const finding = formatOf<Finding>()(
  z
    .object({
      rule: z.string(),
      severity: z.enum(['error', 'warning', 'note']),
      confidence: z.enum(['certain', 'likely', 'possible']),
      message: z.string(),
      place: maybePlace,
      evidence: texts,
      remedy: z.string(),
      related: z.exactOptional(listOf(z.object({ place, message: z.string() }))),
    })
    .meta({ id: 'finding' }),
);

export const baselineJob = formatOf<BaselineJob>()(
  z
    .object({
      key: jobKey,
      taskName: z.string(),
      limit: z.number().describe('seconds (async)'),
      poll: z.number().describe('seconds'),
      runtimeS: z.exactOptional(z.number()),
      windowS: z.exactOptional(z.number().describe('retries × delay of the reap that waited for it')),
      reapPlace: maybePlace,
      reaped: z.boolean(),
    })
    .meta({ id: 'job' }),
);

export const score = formatOf<Score>()(
  z.object({
    surfaced: count,
    counted: count,
    unharmed: count,
    recovered: count,
    uncounted: count,
    notCovered: count,
  }),
);

export const faultTrial = formatOf<FaultTrial>()(
  z.object({ kind: z.literal('fault'), id: z.string(), job: jobKey, taskName: z.string(), fault: z.string() }),
);

export const stubsUsed = z.exactOptional(listOf(count).describe('positions of the stubs that answered in it'));

export const fetched = z.exactOptional(
  listOf(z.object({ from: z.string(), requests: count })).describe('the package registries that it reached'),
);

export const baselineResult = formatOf<BaselineResult>()(
  z.object({
    status: z.enum(['green', 'red', 'hung']),
    wallMs: z.number(),
    jobs: listOf(baselineJob),
    folder: z.string(),
    stubs: stubsUsed,
    fetched,
  }),
);

export const sourceFile = formatOf<SourceFile>()(z.object({ path: z.string(), sha256: z.string() }));

export const trialResult = formatOf<TrialResult>()(
  z
    .object({
      trial: faultTrial,
      outcome,
      evidence: texts.describe('what proved the strike'),
      orphans: z.exactOptional(
        listOf(
          z.object({
            taskName: z.string(),
            jid: z.string(),
            host: z.string(),
            pids: listOf(z.number()),
            livedMs: z.number(),
            ended: z.boolean(),
          }),
        ),
      ),
      alsoLaunched: z.exactOptional(listOf(place)),
      expectedReason: z.exactOptional(z.boolean()),
      stubs: stubsUsed,
      fetched,
      wallMs: z.number(),
      folder: z.string().describe('of the run, relative to the folder of the report'),
      besides: z.exactOptional(
        z
          .object({ files: listOf(sourceFile), undigested: texts })
          .describe('what its run read that the healthy run had not'),
      ),
      taken: z.exactOptional(
        z
          .object({ startedAt: z.string(), by: z.enum(['incremental', 'resume']) })
          .describe('not run in this drill, but in that which began then'),
      ),
      repetitions: z.exactOptional(listOf(z.object({ outcome, folder: z.string() }))),
    })
    .meta({ id: 'trial' }),
);

const changedTrial = z.object({
  taskName: z.string(),
  item: count.nullable(),
  place,
  fault: z.string(),
  before: z.exactOptional(
    z.enum(['surfaced', 'swallowed', 'recovered', 'hung', 'unharmed', 'false-red', 'missed', 'errored']),
  ),
  now: outcome,
});
const jobNamed = z.object({ taskName: z.string(), place });

export const changes = formatOf<Changes>()(
  z.object({
    since: z.object({ startedAt: z.string(), coreVersion: z.string(), file: z.string() }),
    onlyNew: z.exactOptional(z.boolean()),
    newlyLost: listOf(changedTrial),
    mended: listOf(changedTrial),
    notKnown: listOf(changedTrial),
    came: listOf(jobNamed),
    went: listOf(jobNamed),
    slower: listOf(z.object({ taskName: z.string(), place, limit: z.number(), before: z.number(), now: z.number() })),
    newFindings: listOf(z.object({ rule: z.string(), message: z.string() })),
  }),
);
