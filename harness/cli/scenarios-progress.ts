import type { RunProgress } from '../engine/progress.ts';
import { elapsed } from '../time/clock.ts';
import { formatDuration } from '../time/duration.ts';

/** A line on stderr for each scenario that starts, and that ends, with the time since this was asked for. */
export function scenariosProgress(): RunProgress {
  const began = elapsed();
  const say = (text: string) => console.error(`[${formatDuration(elapsed() - began).padStart(7)}] ${text}`);
  return {
    started: ({ theme, name }) => say(`started  ${theme}/${name}`),
    ended: ({ theme, name, verdict, wallMs }) =>
      say(`${verdict.padEnd(7)}  ${theme}/${name}  (${formatDuration(wallMs)})`),
  };
}
