import { z } from 'zod';
import { insideAll } from '../inside.ts';
import { finding, findingOf, paths } from '../shapes.ts';
import { defineTool } from '../tool.ts';

export const proposeFixTool = defineTool({
  name: 'propose_fix',
  title: 'Propose fixes',
  description:
    'What would mend the findings of the audit, as diffs: reaps that are missing, until, windows, and keywords that throw a failure away. Writes nothing; under a second. Look at the diffs, then give the id to apply_fix.',
  input: z.strictObject({ paths }),
  output: z.object({
    id: z.string().describe('For apply_fix: of exactly these changes'),
    changes: z.array(z.object({ file: z.string(), diff: z.string() })),
    left: z.array(finding).describe('What would still be found: to be mended by hand, as the remedies say'),
  }),
  changes: 'nothing',
  async run({ paths: asked }, call) {
    const { proposeFixes } = await import('../../library/propose-fixes.ts');
    const { paths: checked, where } = insideAll(asked, call);
    const { id, changes, left } = proposeFixes(checked, where);
    return { id, changes: changes.map(({ file, diff }) => ({ file, diff })), left: left.map(findingOf) };
  },
});
