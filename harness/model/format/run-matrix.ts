import * as z from 'zod';
import type { RunMatrixReport } from '../run-matrix.ts';
import { axes, cell, cellFolder, seen } from './matrix.ts';
import { count, listOf, place, verdict } from './parts.ts';
import { formatOf } from './stored.ts';

/** The report of scenarios in several cells, as it is stored. */
export const runMatrixFormat = formatOf<RunMatrixReport>()(
  z.object({
    schema: z.literal('reapcheck/run-matrix/1'),
    startedAt: z.string(),
    wallMs: z.number(),
    folder: z.string(),
    axes,
    differences: listOf(
      z
        .object({ scenario: z.string(), step: z.string(), playbook: z.string(), place, seen })
        .describe('the same run of a playbook that showed something else in another cell'),
    ),
    cells: listOf(
      z.union([
        z.object({
          cell,
          verdict,
          coreVersion: z.string(),
          counts: z.object({ pass: count, fail: count, unknown: count, skipped: count }),
          wallMs: z.number(),
          folder: cellFolder,
        }),
        z.object({ cell, verdict: z.literal('unknown'), because: z.string() }),
      ]),
    ),
    verdict,
  }),
);
