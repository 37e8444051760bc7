import type { Designed } from '../model/design.ts';

/** Why a designed play is as it is, for people. The reasons of its numbers stand beside them in the play. */
export function designWhy({ ways, notes, longestS }: Designed): string {
  const reasons = Map.groupBy(ways, ({ why }) => why);
  return [
    ...[...reasons].map(([why, jobs]) => `${jobs.map(({ job }) => `"${job}"`).join(', ')}: ${why}`),
    ...notes,
    `At most it takes ${span(longestS)} on a host, round trips apart: then every job has been stopped at its limit, or has ended.`,
  ].join('\n');
}

function span(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return [hours && `${hours} h`, minutes && `${minutes} min`, seconds % 60 && `${seconds % 60} s`]
    .filter(Boolean)
    .join(' ');
}
