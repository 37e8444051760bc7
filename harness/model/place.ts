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

/** Reads what Ansible calls a task's path, `/dir/file.yml:12`. Returns undefined where Ansible knew no place. */
export function parsePlace(text: string): Place | undefined {
  const match = /^(.+?):(\d+)(?::(\d+))?$/.exec(text);
  if (!match?.[1]) return undefined;
  const place = { file: match[1], line: Number(match[2]) };
  return match[3] === undefined ? place : { ...place, column: Number(match[3]) };
}
