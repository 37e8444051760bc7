/** One change of a text: `text` in place of what stands from `start` to `end` (offsets, UTF-16). */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Applies edits from the end on. Of two that overlap, the later one in the file wins; the next run sees to the other. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = text;
  let limit = Number.POSITIVE_INFINITY;
  for (const edit of [...edits].sort((a, b) => b.start - a.start || b.end - a.end)) {
    if (edit.end > limit) continue;
    result = result.slice(0, edit.start) + edit.text + result.slice(edit.end);
    limit = edit.start;
  }
  return result;
}
