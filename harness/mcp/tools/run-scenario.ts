import { join } from 'node:path';
import { z } from 'zod';
import { inTurn, minutesShape } from '../in-turn.ts';
import { RUNS, runName } from '../runs.ts';
import { defineTool } from '../tool.ts';

const MINUTES = 15;

export const runScenarioTool = defineTool({
  name: 'run_scenario',
  title: 'Run a scenario',
  description:
    'Runs one scenario on disposable hosts, and holds it against what it must show. No host of anybody is touched. Half a minute for each step; it waits for drills that are under way; cancelling it removes its hosts.',
  input: z.strictObject({
    path: z.string().describe('A scenario file, seen from a root'),
    minutes: minutesShape(MINUTES),
  }),
  output: z.object({
    verdict: z.enum(['pass', 'fail', 'unknown', 'skipped']),
    because: z.string().optional(),
    run: z.string(),
    steps: z.array(
      z.object({
        name: z.string(),
        verdict: z.enum(['pass', 'fail', 'unknown']),
        checks: z.array(z.object({ expected: z.string(), is: z.enum(['met', 'unmet', 'unknown']), seen: z.string() })),
      }),
    ),
  }),
  changes: 'disposable-hosts',
  async run({ path, minutes = MINUTES }, call) {
    const { roots, session, progress } = call;
    const { readInside } = await import('../read-scenario.ts');
    const { requireRunsInside } = await import('../drilled.ts');
    const inside = roots.existing(path);
    const where = session.where(inside, roots);
    const read = () => readInside(join(inside.cwd, inside.path), where, roots);
    read();
    return await inTurn(call, minutes, async (signal) => {
      requireRunsInside(inside.cwd, 'scenarios', roots);
      const scenario = read();
      const { runScenarios } = await import('../../library/scenarios.ts');
      progress(
        0,
        undefined,
        `${scenario.name}: ${scenario.steps.length} runs, and ${scenario.badTwins.length} bad twins`,
      );
      const report = await runScenarios([scenario], {
        ...where,
        contained: true,
        ansible: session.serving.ansible,
        controller: session.serving.controller,
        signal,
        runs: RUNS,
      });
      const [result] = report.results;
      return {
        verdict: result?.verdict ?? 'unknown',
        ...(result?.because === undefined ? {} : { because: result.because }),
        run: runName(report.folder),
        steps: (result?.steps ?? []).map(({ name, verdict, checks }) => ({
          name,
          verdict,
          checks: checks.map(({ expected, is, seen }) => ({ expected, is, seen })),
        })),
      };
    });
  },
});
