import * as z from 'zod';
import type { Inputs, LeftOut, Plan, Reuse, Shard, StoredPlan } from '../plan.ts';
import { baselineResult, faultTrial, listOf, sourceFile, texts } from './parts.ts';
import { formatOf } from './stored.ts';

export const inputs = formatOf<Inputs>()(
  z.object({
    digest: z.string(),
    files: listOf(sourceFile),
    settings: z.record(z.string(), z.string()),
    imageId: z.exactOptional(z.string()),
    undigested: texts.describe('what trials depend on and no digest holds'),
    startedIn: z.string(),
  }),
);

export const plan = formatOf<Plan>()(
  z
    .object({
      digest: z.string().describe('parts of one plan have the same'),
      inputs,
      trials: listOf(z.object({ trial: faultTrial, digest: z.string(), weightMs: z.number() })),
    })
    .meta({ id: 'plan' }),
);

export const shard = formatOf<Shard>()(
  z.object({ index: z.number().int().positive(), count: z.number().int().positive() }),
);

export const leftOut = formatOf<LeftOut>()(
  z.discriminatedUnion('why', [
    z.object({ why: z.literal('shard'), shard, trials: listOf(faultTrial) }),
    z.object({ why: z.literal('last-failed'), since: z.string(), trials: listOf(faultTrial) }),
    z.object({ why: z.literal('no-part'), trials: listOf(faultTrial) }),
  ]),
);

export const reuse = formatOf<Reuse>()(
  z.object({
    by: z.enum(['incremental', 'resume', 'last-failed']),
    startedAt: z.string(),
    file: z.string(),
    because: texts.describe('why trials of it do not count any more'),
  }),
);

/** What `drill --plan-only` writes. */
export const planFormat = formatOf<StoredPlan>()(
  z.object({
    schema: z.literal('reapcheck/plan/1'),
    playbook: z.string(),
    coreVersion: z.string(),
    startedAt: z.string(),
    baseline: baselineResult,
    plan,
  }),
);
