import type { DrillProgress } from '../../engine/progress.ts';
import { outcomeWords } from '../../reporters/outcome-words.ts';
import { drillInput } from '../drill-input.ts';
import { inTurn, minutesShape } from '../in-turn.ts';
import { reportOf, reportShape } from '../report-shape.ts';
import { runName } from '../runs.ts';
import { type Call, defineTool } from '../tool.ts';

/** A drill that is stopped after them tells what it knows by then. */
const MINUTES = 20;

export const drillTool = defineTool({
  name: 'drill',
  title: 'Drill a playbook',
  description:
    'Runs the playbook on disposable hosts, once healthy, then once for each async job and fault, and says whether the play noticed: surfaced is good, swallowed is a finding. No host of anybody is touched. A minute or more for each job, so give it time; drills wait for each other; cancelling one removes its hosts. Give stand-ins and speed for long jobs.',
  input: drillInput.extend({ minutes: minutesShape(MINUTES) }),
  output: reportShape,
  changes: 'disposable-hosts',
  async run({ minutes = MINUTES, ...input }, call) {
    const { checkedDrill } = await import('../drilled.ts');
    checkedDrill(input, call);
    return await inTurn(call, minutes, async (signal) => {
      // Looked at again: a file may have become a link while others had their turn.
      const { playbook, options } = checkedDrill(input, { ...call, signal });
      const { drill } = await import('../../library/drill.ts');
      const report = await drill(playbook, { ...options, progress: told(call) });
      return reportOf(report, runName(report.folder));
    });
  },
});

/** The baseline is a step like each trial. */
function told(call: Call): Partial<DrillProgress> {
  let total: number | undefined;
  let done = 0;
  return {
    baselineStarted: () => call.progress(0, undefined, 'baseline: the healthy run'),
    baselineEnded: ({ status, jobs }) => call.progress(++done, total, `baseline: ${status}, ${jobs.length} async jobs`),
    planned: (trials) => {
      total = trials.length + 1;
    },
    trialEnded: ({ taskName, fault }, outcome) =>
      call.progress(++done, total, `${taskName}: ${fault}: ${outcome.kind} (${outcomeWords(outcome)})`),
  };
}
