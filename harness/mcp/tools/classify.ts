import { z } from 'zod';
import type { AsyncClass } from '../../model/audit.ts';
import { insideAll } from '../inside.ts';
import { paths, place, placeOf } from '../shapes.ts';
import { defineTool } from '../tool.ts';

const CLASSES = [
  'keep-alive',
  'fire-and-forget',
  'connection-cutting',
  'server',
  'inert',
  'unknown',
] as const satisfies readonly AsyncClass[];

/** What an honest play does with a job of this class. */
const WANTS: Readonly<Record<AsyncClass, string>> = {
  'keep-alive': 'nothing more: the play waits for it, and its failure ends the task red',
  'fire-and-forget': 'a reap: async_status with until, and retries × delay above async',
  'connection-cutting': 'the module that does it (ansible.builtin.reboot): no reap could answer',
  server: 'something that waits until it answers (wait_for, uri), or a service of the host: it is not meant to end',
  inert: 'its keywords taken away: they have no effect there',
  unknown: 'limits and polls that can be read, or a drill: the source does not tell what it is',
};

export const classifyTool = defineTool({
  name: 'classify',
  title: 'Classify async jobs',
  description:
    'What each async task is for, what that was read from, and what an honest play does with one of that kind: keep-alive, fire-and-forget, connection-cutting (restarts), server. Runs nothing; under a second.',
  input: z.strictObject({ paths }),
  output: z.object({
    jobs: z.array(
      z.object({
        name: z.string(),
        place,
        class: z.enum(CLASSES),
        why: z.string(),
        wants: z.string(),
        reaped: z.boolean(),
      }),
    ),
  }),
  changes: 'nothing',
  async run({ paths: asked }, call) {
    const { listJobs } = await import('../../library/list-jobs.ts');
    const { paths: checked, where } = insideAll(asked, call);
    return {
      jobs: listJobs(checked, where).map((job) => ({
        name: job.name,
        place: placeOf(job.place),
        class: job.class,
        why: job.why,
        wants: WANTS[job.class],
        reaped: job.reaps.length > 0,
      })),
    };
  },
});
