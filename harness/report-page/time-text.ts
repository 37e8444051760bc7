/** A time of a run, from its begin. */
export function timeText(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 100_000 ? 2 : 1)} s`;
}
