import { inSeconds } from '../../model/in-seconds.ts';
import type { PrepareReport } from '../../model/report.ts';

/** What the hosts had behind them when a run began. */
export function prepareWords({ playbook, mode, lost, wallMs, keptFrom }: PrepareReport): string {
  if (mode === 'each-run') return `${playbook} before every run, as a snapshot does not keep ${lost.join('; ')}`;
  if (keptFrom !== undefined)
    return `${playbook}, as a drill kept it at ${keptFrom} (${inSeconds(wallMs)} then); every run began with that`;
  return `${playbook} once, ${inSeconds(wallMs)}; every run began with what it left`;
}
