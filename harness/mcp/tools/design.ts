import { z } from 'zod';
import { designSchema } from '../../design/format.ts';
import { defineTool } from '../tool.ts';

export const designTool = defineTool({
  name: 'design',
  title: 'Design a play',
  description:
    'From long jobs with the slowest runtimes that were seen, and what may run in parallel, to a play with its launches, reaps, limits and windows, each number with its reason; the audit finds nothing in it. Writes and runs nothing; under a second. Ask for real runtimes: do not make them up.',
  input: designSchema,
  output: z.object({
    playbook: z.string().describe('YAML: save it as it stands'),
    ways: z.array(z.object({ job: z.string(), way: z.enum(['keep-alive', 'launch-and-reap']), why: z.string() })),
    numbers: z.array(z.object({ task: z.string(), keyword: z.string(), value: z.number(), why: z.string() })),
    notes: z.array(z.string()),
    longestS: z.number().describe('Seconds that the play takes at most on one host'),
  }),
  changes: 'nothing',
  async run(jobs) {
    const { design } = await import('../../library/design.ts');
    const { playbook, ways, numbers, notes, longestS } = design(jobs);
    return { playbook, ways: [...ways], numbers: [...numbers], notes: [...notes], longestS };
  },
});
