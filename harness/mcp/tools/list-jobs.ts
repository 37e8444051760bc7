import { z } from 'zod';
import { insideAll } from '../inside.ts';
import { paths, place, placeOf, seconds, secondsOf } from '../shapes.ts';
import { defineTool } from '../tool.ts';

export const listJobsTool = defineTool({
  name: 'list_jobs',
  title: 'List async jobs',
  description:
    'The async tasks in sources with their limits, polls and reaps, and the window (retries × delay) of each reap. Runs nothing; under a second.',
  input: z.strictObject({ paths }),
  output: z.object({
    jobs: z.array(
      z.object({
        name: z.string(),
        place,
        action: z.string(),
        looped: z.boolean().describe('One task here, and as many jobs as its loop has items'),
        limit: seconds.describe('async, in seconds; null where the source does not tell'),
        poll: seconds.describe('Seconds; 0 = the play goes on without it'),
        reaps: z.array(
          z.object({
            name: z.string(),
            place,
            until: z.string().nullable(),
            window: seconds.describe('retries × delay, in seconds'),
          }),
        ),
      }),
    ),
  }),
  changes: 'nothing',
  async run({ paths: asked }, call) {
    const { listJobs } = await import('../../library/list-jobs.ts');
    const { paths: checked, where } = insideAll(asked, call);
    return {
      jobs: listJobs(checked, where).map(({ name, place: at, action, looped, limit, poll, reaps }) => ({
        name,
        place: placeOf(at),
        action,
        looped,
        limit: secondsOf(limit),
        poll: secondsOf(poll),
        reaps: reaps.map((reap) => ({
          name: reap.name,
          place: placeOf(reap.place),
          until: reap.until ?? null,
          window: secondsOf(reap.window),
        })),
      })),
    };
  },
});
