import * as z from 'zod';
import type { DrillReport } from '../report.ts';
import {
  baselineJob,
  changes,
  faultTrial,
  finding,
  listOf,
  place,
  stubsUsed,
  texts,
  trialResult,
  verdict,
} from './parts.ts';
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
    baseline: z.object({
      status: z.enum(['green', 'red', 'hung']),
      wallMs: z.number(),
      jobs: listOf(baselineJob),
      folder: z.string(),
      stubs: stubsUsed,
    }),
    trials: listOf(trialResult),
    notCovered: listOf(z.object({ taskName: z.string(), place, why: z.string() })),
    uncoveredAccepted: z.boolean(),
    findings: listOf(finding),
    stubs: z.exactOptional(
      z.object({ file: z.string(), stubs: listOf(z.object({ title: z.string(), place, runs: count })) }),
    ),
    prepare: z.exactOptional(
      z.object({ playbook: z.string(), mode: z.enum(['snapshot', 'each-run']), lost: texts, wallMs: z.number() }),
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
    score: z.object({
      surfaced: count,
      counted: count,
      unharmed: count,
      recovered: count,
      uncounted: count,
      notCovered: count,
    }),
    interrupted: z.exactOptional(listOf(faultTrial)),
    changes: z.exactOptional(changes),
    verdict,
  }),
);
