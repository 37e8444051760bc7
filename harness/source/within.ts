import { sep } from 'node:path';

/** Whether a real path is one of these folders, or below one of them; everything is, where none are named. */
export function isWithin(real: string, folders: readonly string[] | undefined): boolean {
  return folders === undefined || folders.some((folder) => real === folder || real.startsWith(withEnd(folder)));
}

/** `/srv/a` is not above `/srv/ab`. */
function withEnd(folder: string): string {
  return folder.endsWith(sep) ? folder : folder + sep;
}
