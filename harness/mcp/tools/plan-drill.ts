import { relative } from 'node:path';
import { z } from 'zod';
import { drillInput } from '../drill-input.ts';
import { place, placeOf, seconds, secondsOf } from '../shapes.ts';
import { defineTool } from '../tool.ts';

export const planDrillTool = defineTool({
  name: 'plan_drill',
  title: 'Plan a drill',
  description:
    'What a drill of a playbook would strike, as far as its source tells: jobs, faults, how many trials at least. Runs nothing; under two seconds.',
  input: drillInput,
  output: z.object({
    jobs: z.array(
      z.object({
        name: z.string(),
        place,
        limit: seconds,
        poll: seconds,
        looped: z.boolean(),
        faults: z.array(z.string()),
      }),
    ),
    trialsAtLeast: z.number().describe('Besides the baseline; each host and each item of a loop has trials of its own'),
  }),
  changes: 'nothing',
  async run(args, call) {
    const { checkedDrill } = await import('../drilled.ts');
    const { plan, cwd } = checkedDrill(args, call);
    return {
      jobs: plan.jobs.map(({ taskName, place: at, limit, poll, looped, faults }) => ({
        name: taskName,
        place: placeOf({ ...at, file: relative(cwd, at.file) }),
        limit: secondsOf(limit),
        poll: secondsOf(poll),
        looped,
        faults: [...faults],
      })),
      trialsAtLeast: plan.trialsAtLeast,
    };
  },
});
