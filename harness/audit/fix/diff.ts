const AROUND = 3;

/** A unified diff of two texts. Lines that changed are few, so that the longest common run is found by plain search. */
export function unifiedDiff(file: string, before: string, after: string): string {
  const [a, b] = [linesOf(before), linesOf(after)];
  const rows: { sign: ' ' | '-' | '+'; text: string; a: number; b: number }[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      rows.push({ sign: ' ', text: a[i] ?? '', a: i++, b: j++ });
      continue;
    }
    const added = i < a.length ? nextMatch(b, j, a, i) : b.length - j;
    const removed = j < b.length ? nextMatch(a, i, b, j) : a.length - i;
    if (added !== undefined && (removed === undefined || added <= removed))
      for (let n = 0; n < added; n++) rows.push({ sign: '+', text: b[j] ?? '', a: i, b: j++ });
    else if (removed !== undefined)
      for (let n = 0; n < removed; n++) rows.push({ sign: '-', text: a[i] ?? '', a: i++, b: j });
    else {
      if (i < a.length) rows.push({ sign: '-', text: a[i] ?? '', a: i++, b: j });
      if (j < b.length) rows.push({ sign: '+', text: b[j] ?? '', a: i, b: j++ });
    }
  }
  const out = [`--- a/${file}`, `+++ b/${file}`];
  for (let at = 0; at < rows.length; at++) {
    if (rows[at]?.sign === ' ') continue;
    let end = at;
    for (let look = at; look < rows.length && look - end <= AROUND * 2; look++)
      if (rows[look]?.sign !== ' ') end = look;
    const part = rows.slice(Math.max(0, at - AROUND), end + AROUND + 1);
    const first = part[0];
    const count = (sign: string) => part.filter((row) => row.sign !== sign).length;
    out.push(
      `@@ -${(first?.a ?? 0) + 1},${count('+')} +${(first?.b ?? 0) + 1},${count('-')} @@`,
      ...part.map((row) => row.sign + row.text),
    );
    at = end + AROUND;
  }
  return `${out.join('\n')}\n`;
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** How many lines of `list` from `from` come before the one at `other[at]`; a single common blank doesn't count. */
function nextMatch(list: readonly string[], from: number, other: readonly string[], at: number): number | undefined {
  for (let index = from; index < Math.min(list.length, from + 60); index++) {
    if (list[index] === other[at] && (list[index + 1] === other[at + 1] || (list[index] ?? '').trim() !== ''))
      return index - from;
  }
  return undefined;
}
