import { z } from 'zod';
import type { DrillReport } from '../model/report.ts';
import { outcomeWords } from '../reporters/outcome-words.ts';
import { finding, findingOf, place, placeOf } from './shapes.ts';

const OUTCOMES = ['surfaced', 'swallowed', 'recovered', 'hung', 'unharmed', 'false-red', 'missed', 'errored'] as const;

/** A drill's report, as an assistant needs it: the whole is a resource. */
export const reportShape = z.object({
  verdict: z.enum(['pass', 'fail', 'unknown']).describe('unknown is no pass'),
  run: z.string().describe('For explain_trial and headroom; reapcheck://runs/<run>/report has all of it'),
  baseline: z.enum(['green', 'red', 'hung']).describe('The healthy run: unless it is green, no trial counts'),
  score: z.object({ surfaced: z.number(), counted: z.number() }),
  trials: z.array(
    z.object({
      id: z.string(),
      job: z.string(),
      host: z.string(),
      fault: z.string(),
      outcome: z.enum(OUTCOMES),
      words: z.string(),
    }),
  ),
  notCovered: z.array(z.object({ job: z.string(), place, why: z.string() })).describe('Jobs that no run launched'),
  findings: z.array(finding),
  interrupted: z.number().describe('Trials that were planned and not run'),
});

export function reportOf(report: DrillReport, run: string): z.input<typeof reportShape> {
  return {
    verdict: report.verdict,
    run,
    baseline: report.baseline.status,
    score: { surfaced: report.score.surfaced, counted: report.score.counted },
    trials: report.trials.map(({ trial, outcome }) => ({
      id: trial.id,
      job: trial.taskName,
      host: trial.job.host,
      fault: trial.fault,
      outcome: outcome.kind,
      words: outcomeWords(outcome),
    })),
    notCovered: report.notCovered.map(({ taskName, place: at, why }) => ({ job: taskName, place: placeOf(at), why })),
    findings: report.findings.map(findingOf),
    interrupted: report.interrupted?.length ?? 0,
  };
}
