import * as z from 'zod';
import type { SmokeRecord } from '../smoke.ts';
import { baselineJob, finding, listOf, texts, trialResult, verdict } from './parts.ts';
import { formatOf } from './stored.ts';

/** The record of a smoke, as it is stored. */
export const smokeFormat = formatOf<SmokeRecord>()(
  z.object({
    schema: z.literal('reapcheck/smoke/1'),
    playbook: z.string(),
    limit: z.string(),
    hosts: texts,
    inventories: texts,
    coreVersion: z.string(),
    watcher: z.enum(['old', 'new']),
    arguments: z.object({ salt: z.string(), seal: z.string() }).describe('tells only whether they are the same'),
    sources: z.object({
      files: listOf(z.object({ path: z.string(), sha256: z.string() })),
      roles: texts,
      digest: z.string(),
    }),
    startedAt: z.string(),
    endedAt: z.string(),
    wallMs: z.number(),
    conditions: listOf(
      z.object({
        host: z.string(),
        user: z.string(),
        what: z.string(),
        state: z.enum(['ok', 'warn', 'bad']),
        detail: z.string(),
      }),
    ),
    runs: listOf(
      z.object({
        host: z.string(),
        status: z.enum(['green', 'red', 'unreachable', 'not-in-recap']),
        idleMs: z.number(),
        rebooted: z.boolean().nullable(),
      }),
    ),
    jobs: listOf(baselineJob),
    proof: z.enum(['none', 'one', 'all']),
    proofs: listOf(trialResult),
    findings: listOf(finding),
    verdict,
    folder: z.string(),
  }),
);
