import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import type { DrillProgress } from '../../engine/progress.ts';
import { outcomeWords } from '../../reporters/outcome-words.ts';
import { after } from '../../time/clock.ts';
import { drillInput } from '../drill-input.ts';
import { reportOf, reportShape } from '../report-shape.ts';
import { type Call, defineTool } from '../tool.ts';

/** Minutes: after them a drill is stopped, and tells what it knows by then. */
const MOST_MINUTES = 60;
const MINUTES = 20;

export const drillTool = defineTool({
  name: 'drill',
  title: 'Drill a playbook',
  description:
    'Runs the playbook on disposable hosts, once healthy, then once for each async job and fault, and says whether the play noticed: surfaced is good, swallowed is a finding. No host of anybody is touched. A minute or more for each job, so give it time; drills wait for each other; cancelling one removes its hosts. Give stand-ins and speed for long jobs.',
  input: drillInput.extend({
    minutes: z
      .number()
      .min(1)
      .max(MOST_MINUTES)
      .optional()
      .describe(`It is stopped after so many (default: ${MINUTES})`),
  }),
  output: reportShape,
  changes: 'disposable-hosts',
  async run({ minutes = MINUTES, ...input }, call) {
    const { checkedDrill } = await import('../drilled.ts');
    checkedDrill(input, call);
    const waits = (before: number) => call.progress(0, undefined, `waiting for ${before} other drills`);
    return await call.session.queue.run(call.signal, waits, async () => {
      const over = new AbortController();
      using _limit = after(minutes * 60_000, () => over.abort(new Error(`its ${minutes} minutes are over`)));
      const signal = AbortSignal.any([call.signal, over.signal]);
      // Looked at again: a file may have become a link while others had their turn.
      const { playbook, options } = checkedDrill(input, { ...call, signal });
      const { drill } = await import('../../library/drill.ts');
      const report = await drill(playbook, { ...options, progress: told(call) });
      return reportOf(report, join(basename(dirname(report.folder)), basename(report.folder)));
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
