const AROUND = 3;

/** A unified diff of two texts. Lines that changed are few, so that the longest common run is found by plain search. */
export function unifiedDiff(file: string, before: string, after: string): string {
  return `${[`--- a/${file}`, `+++ b/${file}`, ...hunksOf(rowsOf(linesOf(before), linesOf(after)))].join('\n')}\n`;
}

/** A change alone, without the lines around it. */
export interface ChangedLines {
  /** Of the text before: the first that is removed, or before which is added. */
  readonly line: number;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

export function changedLines(before: string, after: string): readonly ChangedLines[] {
  const changes: { line: number; removed: string[]; added: string[] }[] = [];
  let open: (typeof changes)[number] | undefined;
  for (const { sign, text, a } of rowsOf(linesOf(before), linesOf(after))) {
    if (sign === ' ') {
      open = undefined;
      continue;
    }
    if (!open) {
      open = { line: a + 1, removed: [], added: [] };
      changes.push(open);
    }
    open[sign === '-' ? 'removed' : 'added'].push(text);
  }
  return changes;
}

interface Row {
  readonly sign: ' ' | '-' | '+';
  readonly text: string;
  /** Lines of either text before it. */
  readonly a: number;
  readonly b: number;
}

function rowsOf(a: readonly string[], b: readonly string[]): Row[] {
  const rows: Row[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      rows.push({ sign: ' ', text: a[i] ?? '', a: i++, b: j++ });
      continue;
    }
    const { removed, added } = changeAt({ list: a, from: i }, { list: b, from: j });
    for (let n = 0; n < removed; n++) rows.push({ sign: '-', text: a[i] ?? '', a: i++, b: j });
    for (let n = 0; n < added; n++) rows.push({ sign: '+', text: b[j] ?? '', a: i, b: j++ });
  }
  return rows;
}

interface Rest {
  readonly list: readonly string[];
  readonly from: number;
}

/** How many lines are gone and new where two texts part; one of each where neither has what comes next in the other. */
function changeAt(a: Rest, b: Rest): { readonly removed: number; readonly added: number } {
  const [leftA, leftB] = [a.list.length - a.from, b.list.length - b.from];
  const added = leftA > 0 ? nextMatch(b.list, b.from, a.list, a.from) : leftB;
  const removed = leftB > 0 ? nextMatch(a.list, a.from, b.list, b.from) : leftA;
  if (added !== undefined && (removed === undefined || added <= removed)) return { removed: 0, added };
  return removed !== undefined ? { removed, added: 0 } : { removed: Math.min(1, leftA), added: Math.min(1, leftB) };
}

/** What has changed, with the lines around it. */
function hunksOf(rows: readonly Row[]): string[] {
  const out: string[] = [];
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
  return out;
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
