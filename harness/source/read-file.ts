import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs';

/** What the kernel makes up as it is read: it may be endless, or never come. */
const MADE_UP = /^\/(proc|sys|dev)(\/|$)/;

/** Whether a real path leads to what only looks like files. */
export function isMadeUp(real: string): boolean {
  return MADE_UP.test(real);
}

/**
 * The text of a regular file, without its byte order mark. Throws for anything else (a pipe would wait for its writer for
 * ever), and for one of more bytes than `most`.
 */
export function readText(path: string, most: number): string {
  const handle = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    const { size } = regularFile(fstatSync(handle));
    if (size > most) throw new TooLarge(size, most);
    return readFileSync(handle, 'utf8').replace(/^\uFEFF/, '');
  } finally {
    closeSync(handle);
  }
}

export class TooLarge extends Error {
  constructor(size: number, most: number) {
    super(`${size} bytes, more than ${most}`);
  }
}

/** The same stats, if they are of a regular file. */
export function regularFile(stats: Stats): Stats {
  if (stats.isFile()) return stats;
  throw new Error(`${kindOf(stats)}, not a file`);
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'a directory';
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  return 'a device';
}
