import type { TrialWait } from '../engine/progress.ts';
import { formatDuration } from '../time/duration.ts';

/** What a trial waits for, and until when at the latest. */
export function waitWords({ budgetMs, until }: TrialWait): string {
  const most = `at most ${formatDuration(budgetMs)}`;
  if (!until) return most;
  return `until its ${until.what} of ${formatDuration(until.ms)}, ${most}`;
}
