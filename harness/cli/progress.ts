import { showLive } from './live-progress.ts';
import { showLines } from './plain-progress.ts';
import type { ShownProgress } from './shown-progress.ts';

/** A picture that fills on a terminal that says how large it is, plain lines elsewhere; on stderr, so that `--json` has stdout for itself. */
export function showProgress(options: { json: boolean; playbook: string }): ShownProgress {
  const { isTTY, rows } = process.stderr;
  return isTTY && rows > 0 && !options.json ? showLive(options.playbook) : showLines(options.playbook);
}
