import * as z from 'zod';
import type { Expectation } from '../expectation.ts';
import type { RunChanges } from '../run-changes.ts';
import type { RunReport } from '../run-report.ts';
import { count, listOf, outcome, place, stubsUsed, texts, verdict } from './parts.ts';
import { inputs, shard } from './plan.ts';
import { formatOf } from './stored.ts';

const kind = formatOf<Expectation['kind']>()(
  z.enum([
    ...['play', 'hosts', 'host-counts', 'failures', 'jobs', 'reaps', 'parallel', 'tasks', 'took', 'reboots'],
    ...['orphans', 'longest-idle'],
  ] as const),
);

const named = listOf(z.object({ scenario: z.string(), place }));
const expectations = listOf(
  z.object({ scenario: z.string(), step: z.string(), expected: z.string(), seen: z.string(), place }),
);
const changes = formatOf<RunChanges>()(
  z.object({
    since: z.object({ startedAt: z.string(), coreVersion: z.string(), file: z.string() }),
    onlyNew: z.exactOptional(z.boolean()),
    newlyUnmet: expectations,
    mended: expectations,
    notKnown: named,
    came: named,
    went: named,
  }),
);

/** The report of a run of scenarios, as it is stored. */
export const runFormat = formatOf<RunReport>()(
  z.object({
    schema: z.literal('reapcheck/run/1'),
    coreVersion: z.string(),
    watcher: z.enum(['old', 'new']),
    startedAt: z.string(),
    wallMs: z.number(),
    folder: z.string(),
    results: listOf(
      z.object({
        name: z.string(),
        theme: z.string(),
        why: z.string(),
        place,
        verdict: z.enum(['pass', 'fail', 'unknown', 'skipped']),
        because: z.exactOptional(z.string()),
        steps: listOf(
          z.object({
            name: z.string(),
            playbook: z.string(),
            verdict,
            checks: listOf(
              z.object({
                kind,
                is: z.enum(['met', 'unmet', 'unknown']),
                expected: z.string(),
                seen: z.string(),
                evidence: texts,
                remedy: z.string(),
                place: z.exactOptional(place),
              }),
            ),
            struck: listOf(z.object({ fault: z.string(), taskName: z.string(), outcome })),
            stubs: stubsUsed,
            wallMs: z.number(),
            folder: z.string(),
            twin: z.exactOptional(z.object({ unmet: listOf(kind), wrongly: listOf(kind) })),
          }),
        ),
        wallMs: z.number(),
      }),
    ),
    plan: z.exactOptional(
      z.object({
        digest: z.string().describe('parts of one run have the same'),
        inputs,
        scenarios: listOf(z.object({ name: z.string(), theme: z.string(), why: z.string(), place })),
      }),
    ),
    shard: z.exactOptional(shard.describe('the share that was run')),
    parts: z.exactOptional(
      listOf(z.object({ file: z.string(), startedAt: z.string(), scenarios: count, shard: z.exactOptional(shard) })),
    ),
    changes: z.exactOptional(changes),
    verdict,
  }),
);
