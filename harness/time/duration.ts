import { ReapcheckError } from '../model/error.ts';
import { inSeconds } from '../model/in-seconds.ts';

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `90s`, `1.5h`, `250ms`; the result is in ms. Throws a usage error for anything else, a bare number included. */
export function parseDuration(text: string, name: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim());
  const unit = match?.[2] === undefined ? undefined : UNIT_MS[match[2]];
  if (!match || unit === undefined) {
    throw new ReapcheckError({
      code: 'bad-duration',
      kind: 'usage',
      what: `${name}: "${text}" is not a duration`,
      expected: 'a number with a unit: ms, s, m, h or d',
      remedy: `write, for example, ${name} 90s`,
    });
  }
  return Number(match[1]) * unit;
}

/** `1.2 s`, `3 min 05 s`: short, for people. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return inSeconds(ms);
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, '0')} s`;
  return `${Math.floor(seconds / 3600)} h ${String(Math.floor((seconds % 3600) / 60)).padStart(2, '0')} min`;
}
