import { z } from 'zod';
import { insideAll } from '../inside.ts';
import { list, paths } from '../shapes.ts';
import { defineTool } from '../tool.ts';

export const applyFixTool = defineTool({
  name: 'apply_fix',
  title: 'Apply fixes',
  description:
    'Writes what propose_fix has shown under this id, for the same paths: whole files, in the roots only. Refused where a file has changed since; under a second. Then drill, to see that it holds.',
  input: z.strictObject({ paths, id: z.string().describe('As propose_fix has said') }),
  output: z.object({ written: z.array(z.string()) }),
  changes: 'files',
  async run({ paths: asked, id }, call) {
    const { applyFixes } = await import('../../library/propose-fixes.ts');
    const { paths: checked, where } = insideAll(asked, call);
    return { written: list(applyFixes(checked, id, where)) };
  },
});
