import * as z from 'zod';
import type { DrillReport } from '../report.ts';
import {
  baselineResult,
  changes,
  faultTrial,
  fetched,
  finding,
  listOf,
  place,
  score,
  texts,
  trialResult,
  verdict,
} from './parts.ts';
import { leftOut, plan, reuse, shard } from './plan.ts';
import { formatOf } from './stored.ts';

const count = z.number().int().nonnegative();

/** The report of a drill, as it is stored. */
export const drillFormat = formatOf<DrillReport>()(
  z.object({
    schema: z.literal('reapcheck/drill/3'),
    playbook: z.string(),
    coreVersion: z.string(),
    watcher: z.enum(['old', 'new']),
    speed: z.number().describe('how much faster than written Ansible waited'),
    startedAt: z.string(),
    wallMs: z.number(),
    folder: z.string(),
    baseline: baselineResult,
    trials: listOf(trialResult),
    notCovered: listOf(z.object({ taskName: z.string(), place, why: z.string() })),
    uncoveredAccepted: z.boolean(),
    findings: listOf(finding),
    mends: z.exactOptional(
      listOf(z.object({ file: z.string(), line: z.number().int(), removed: texts, added: texts })),
    ),
    stubs: z.exactOptional(
      z.object({ file: z.string(), stubs: listOf(z.object({ title: z.string(), place, runs: count })) }),
    ),
    prepare: z.exactOptional(
      z.object({
        playbook: z.string(),
        mode: z.enum(['snapshot', 'each-run']),
        lost: texts,
        keptFrom: z.exactOptional(z.string()),
        wallMs: z.number(),
        fetched,
      }),
    ),
    doubles: z.exactOptional(
      z.object({
        inventories: texts,
        known: count,
        hosts: listOf(z.object({ name: z.string(), standsFor: texts })),
        local: texts,
        notDoubled: listOf(z.object({ name: z.string(), why: z.string() })),
        frozen: z.boolean(),
      }),
    ),
    sampledLoops: z.exactOptional(
      listOf(z.object({ taskName: z.string(), place, host: z.string(), items: count, struck: listOf(count) })),
    ),
    score,
    plan: z.exactOptional(plan),
    interrupted: z.exactOptional(listOf(faultTrial)),
    leftOut: z.exactOptional(leftOut),
    reuse: z.exactOptional(reuse),
    parts: z.exactOptional(
      listOf(z.object({ file: z.string(), startedAt: z.string(), trials: count, shard: z.exactOptional(shard) })),
    ),
    changes: z.exactOptional(changes),
    verdict,
  }),
);
