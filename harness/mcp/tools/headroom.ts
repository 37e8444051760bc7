import { z } from 'zod';
import { place, placeOf } from '../shapes.ts';
import { defineTool } from '../tool.ts';

export const headroomTool = defineTool({
  name: 'headroom',
  title: 'Room of limits and windows',
  description:
    'What each job of a drill’s healthy run took, against its limit and the window of its reap, and what would have the room that is wanted. With stand-ins the runtimes are theirs. Reads a stored report; under a second.',
  input: z.strictObject({
    run: z.string().optional().describe('As drill has said (default: latest)'),
    factor: z.number().min(1).max(100).optional().describe('How many times its runtime a job should have (default: 2)'),
  }),
  output: z.object({
    jobs: z.array(
      z.object({
        name: z.string(),
        host: z.string(),
        place,
        runtimeS: z.number().optional(),
        limitS: z.number(),
        windowS: z.number().optional(),
        room: z.number().optional().describe('Limit by runtime'),
        better: z.object({
          async: z.number().optional(),
          retries: z.number().optional(),
          delay: z.number().optional(),
        }),
      }),
    ),
  }),
  changes: 'nothing',
  async run({ run = 'latest', factor }, call) {
    const { runIn } = await import('../runs.ts');
    const { headroomOf } = await import('../../library/headroom.ts');
    const { report } = runIn(run, call.roots);
    return {
      jobs: headroomOf(report, factor).map(({ taskName, place: at, ...rest }) => ({
        name: taskName,
        place: placeOf(at),
        ...rest,
      })),
    };
  },
});
