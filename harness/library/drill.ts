import type { DrillProgress } from '../engine/progress.ts';
import type { DrillReport } from '../model/report.ts';
import type { DrillOptions } from './drill-options.ts';
import { readDrilled } from './read-drilled.ts';
import { ReadyDrill } from './ready-drill.ts';
import { contextOf } from './where.ts';

/**
 * Breaks each async job of a playbook in each way, on fresh hosts, and says whether the play noticed: what `reapcheck drill` does,
 * with the same defaults. A finding is no error: see `verdict` and `findings` of the report. Throws `ReapcheckError`.
 */
export async function drill(playbook: string, options: DrillOptions = {}): Promise<DrillReport> {
  await using ready = await ReadyDrill.open(readDrilled(playbook, options, contextOf(options)), options);
  return await ready.run({ ...SILENT, ...options.progress });
}

const SILENT: DrillProgress = {
  baselineStarted() {},
  baselineEnded() {},
  planned() {},
  trialStarted() {},
  trialEnded() {},
};
