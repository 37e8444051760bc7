/** So many of them, in words: `1 trial`, `2 trials`. */
export function count(n: number, what: string): string {
  return `${n} ${what}${n === 1 ? '' : 's'}`;
}
