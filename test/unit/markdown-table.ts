/** A table of a page; its columns are padded, as the formatter would. */
export const TABLE = /^\|.*\|\n\| -.*\|\n(?:\|.*\n)+/gm;

export function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, at) => Math.max(...[head, ...rows].map((row) => row[at]?.length ?? 0)));
  const line = (row: readonly string[]) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |\n`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('');
}

export function cellsOf(line: string): string[] {
  return line
    .replace(/^\| *| *\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());
}
