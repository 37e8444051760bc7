/** A position in a file that a person wrote. Lines and columns count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/** `file:line` or `file:line:column`, the form that editors and terminals turn into a link. */
export function formatPlace(place: Place): string {
  const line = `${place.file}:${place.line}`;
  return place.column === undefined ? line : `${line}:${place.column}`;
}

/** Whether it is the same line of the same file: Ansible names no columns. */
export function samePlace(a: Place, b: Place): boolean {
  return a.file === b.file && a.line === b.line;
}
