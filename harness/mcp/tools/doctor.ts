import { z } from 'zod';
import { defineTool } from '../tool.ts';

export const doctorTool = defineTool({
  name: 'doctor',
  title: 'What this machine needs for drills',
  description:
    'Whether a drill can run here: container engine, images, ansible-core, SSH client, disk space, and the remedy of what is missing. Changes nothing; some seconds.',
  input: z.strictObject({}),
  output: z.object({
    ready: z.boolean(),
    conditions: z.array(
      z.object({
        title: z.string(),
        state: z.enum(['ok', 'warn', 'missing']),
        detail: z.string(),
        remedy: z.array(z.string()).describe('For whoever runs this machine, not for you'),
      }),
    ),
  }),
  changes: 'nothing',
  async run(_none, { session, signal }) {
    const { readiness } = await import('../../library/readiness.ts');
    const { ready, conditions } = await readiness({
      ansible: session.serving.ansible,
      controller: session.serving.controller,
      env: session.serving.env,
      signal,
    });
    return {
      ready,
      conditions: conditions.map((one) => ({
        title: one.title,
        state: one.state,
        detail: one.detail,
        remedy: one.state === 'ok' ? [] : [...one.remedy],
      })),
    };
  },
});
