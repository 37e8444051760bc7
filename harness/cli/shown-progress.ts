import type { DrillProgress } from '../engine/progress.ts';

export interface ShownProgress extends DrillProgress {
  /** The drill ended. What has no outcome by then is shown as interrupted. */
  stopped(): Promise<void>;
}
