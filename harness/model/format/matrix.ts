import * as z from 'zod';
import type { MatrixReport } from '../matrix.ts';
import { faultTrial, jobKey, listOf, score, texts, verdict } from './parts.ts';
import { formatOf } from './stored.ts';

/** What every kind of matrix has. */
export const cell = z.object({ ansible: z.exactOptional(z.string()), image: z.exactOptional(z.string()) });
export const axes = z.object({ ansible: z.exactOptional(texts), image: z.exactOptional(texts) });
export const seen = listOf(
  z.object({ cell, words: z.string(), folder: z.string().describe('of the history that shows it') }),
);

export const cellFolder = z.string().describe('of its report, relative to that of the matrix');

/** The report of a matrix of drills, as it is stored. */
export const matrixFormat = formatOf<MatrixReport>()(
  z.object({
    schema: z.literal('reapcheck/matrix/1'),
    playbook: z.string(),
    startedAt: z.string(),
    wallMs: z.number(),
    folder: z.string(),
    axes,
    differences: listOf(
      z.discriminatedUnion('of', [
        z.object({ of: z.literal('trial'), trial: faultTrial, seen }),
        z.object({ of: z.literal('job'), job: z.object({ job: jobKey, taskName: z.string() }), seen }),
        z.object({ of: z.literal('healthy-run'), seen }),
      ]),
    ),
    cells: listOf(
      z.union([
        z.object({
          cell,
          verdict,
          coreVersion: z.string(),
          score,
          wallMs: z.number(),
          folder: cellFolder,
        }),
        z.object({ cell, verdict: z.literal('unknown'), because: z.string() }),
      ]),
    ),
    verdict,
  }),
);
