import { join } from 'node:path';
import { z } from 'zod';
import { RUNS } from '../runs.ts';
import { defineTool } from '../tool.ts';

export const explainTrialTool = defineTool({
  name: 'explain_trial',
  title: 'Explain a trial',
  description:
    'What happened in one trial of a drill, line by line with its time: launch, strike, looks, reap, the end of the play, and the evidence that the fault struck. Reads stored histories; under a second.',
  input: z.strictObject({
    run: z.string().describe('As drill has said; or latest'),
    trial: z.string().describe('The id of a trial of it'),
  }),
  output: z.object({
    outcome: z
      .record(z.string(), z.unknown())
      .describe('As in the report: its kind, reason, and the task that lost it'),
    evidence: z.array(z.string()).describe('What proved the strike'),
    told: z.array(z.object({ line: z.number().describe('In the history'), atMs: z.number(), text: z.string() })),
    history: z.string().describe('The resource with the whole history'),
    lacks: z.string().optional(),
  }),
  changes: 'nothing',
  async run({ run, trial }, call) {
    const { runIn } = await import('../runs.ts');
    const { explainTrial } = await import('../../library/explain-trial.ts');
    const { name, report, folder } = runIn(run, call.roots);
    const { result, told, lacks } = explainTrial(report, folder, trial);
    call.roots.existing(join(folder, result.folder));
    return {
      outcome: { ...result.outcome },
      evidence: [...result.evidence],
      told: [...told],
      history: `reapcheck://${RUNS}/${name}/history/${encodeURIComponent(trial)}`,
      ...(lacks === undefined ? {} : { lacks }),
    };
  },
});
