/** One change of a text: `text` in place of what stands from `start` to `end` (offsets, UTF-16). */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Of several at one offset, the lower comes first; equal ones keep their order. */
  readonly rank?: number;
}

/** Applies edits from the end on. Of two that overlap, the later one in the file wins; the next run sees to the other. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let result = text;
  let limit = Number.POSITIVE_INFINITY;
  for (const edit of [...edits]
    .reverse()
    .sort((a, b) => b.start - a.start || b.end - a.end || (b.rank ?? 0) - (a.rank ?? 0))) {
    if (edit.end > limit) continue;
    result = result.slice(0, edit.start) + edit.text + result.slice(edit.end);
    limit = edit.start;
  }
  return result;
}
