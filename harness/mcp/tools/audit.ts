import { z } from 'zod';
import { insideAll } from '../inside.ts';
import { finding, findingOf, list, paths, place } from '../shapes.ts';
import { defineTool } from '../tool.ts';

export const auditTool = defineTool({
  name: 'audit',
  title: 'Audit sources',
  description:
    'Reads playbooks, roles and task files, runs nothing (under a second): async jobs whose failure would not be seen, reaps that give up too early, restarts by hand. Each finding has the way on which it happens and a remedy. Start here; what it cannot know, a drill shows.',
  input: z.strictObject({ paths }),
  output: z.object({
    findings: z.array(finding),
    count: z.number().describe('How many there are, if fewer are shown'),
    notes: z
      .array(z.object({ code: z.string(), place, message: z.string() }))
      .describe('What could not be read in full: of that nothing is known'),
  }),
  changes: 'nothing',
  async run({ paths: asked }, call) {
    const { audit } = await import('../../library/audit.ts');
    const { paths: checked, where } = insideAll(asked, call);
    const { findings, notes } = audit(checked, where);
    return { findings: findings.map(findingOf), count: findings.length, notes: list(notes) };
  },
});
