import { closeSync, openSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { defineTool } from '../tool.ts';

export const writeScenarioTool = defineTool({
  name: 'write_scenario',
  title: 'Write a scenario',
  description:
    'Writes a scenario (hosts, a playbook, faults, what the run must show) into a new file in the roots, once it is one: what is wrong in it is told with its place, and nothing stays then. The format is reapcheck://schemas/scenario. Under a second.',
  input: z.strictObject({
    path: z.string().describe('A new .yml file, seen from a root: scenarios/<theme>/<leaf>.yml'),
    scenario: z.string().max(100_000).describe('YAML; its playbook is seen from the file'),
  }),
  output: z.object({ written: z.string(), name: z.string(), steps: z.number() }),
  changes: 'files',
  async run({ path, scenario }, { roots, session }) {
    const { readInside } = await import('../read-scenario.ts');
    const fresh = roots.fresh(path);
    const file = join(fresh.cwd, fresh.path);
    const handle = openSync(file, 'wx');
    try {
      writeFileSync(handle, scenario);
      const { name, steps } = readInside(file, session.where(fresh, roots), roots);
      return { written: fresh.path, name, steps: steps.length };
    } catch (error) {
      unlinkSync(file);
      throw error;
    } finally {
      closeSync(handle);
    }
  },
});
