/** `1.2 s`, `95.0 s`: of this many ms. */
export function inSeconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
