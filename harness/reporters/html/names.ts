import { relative } from 'node:path';
import type { JobKey } from '../../model/fault.ts';
import { formatPlace, type Place } from '../../model/place.ts';

/** How this page names places and jobs. */
export interface Names {
  /** `file:line`, the file as it is called from the current directory. */
  readonly at: (place: Place) => string;
  /** Places in somebody's words, named in the same way. */
  readonly words: (text: string, places: readonly Place[]) => string;
}

export function namesFrom(cwd: string): Names {
  const at = ({ file, line }: Place) => formatPlace({ file: relative(cwd, file) || file, line });
  return {
    at,
    words: (text, places) =>
      places.reduce(
        (all, { file, line, column }) =>
          all
            .replaceAll(formatPlace(column === undefined ? { file, line } : { file, line, column }), at({ file, line }))
            .replaceAll(formatPlace({ file, line }), at({ file, line })),
        text,
      ),
  };
}

/** One text for a job on whatever host: trials that share a run have each a host of their own. */
export function jobId({ place, item, nth }: JobKey): string {
  return [place.file, place.line, item ?? '-', nth].join('|');
}

/** An ISO time, to the second. */
export function timeWords(iso: string): string {
  return iso.replace('T', ' ').replace(/\.\d+Z$/, ' UTC');
}
