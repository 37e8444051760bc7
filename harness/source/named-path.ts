import { realpathSync, statSync } from 'node:fs';
import { ReapcheckError } from '../model/error.ts';
import { isMadeUp, regularFile } from './read-file.ts';
import { reason } from './tree-reader.ts';

/** What somebody named, by its real path. Throws a `ReapcheckError` where it isn't there, is neither file nor directory, or can't be looked at. */
export function namedPath(given: string, path: string): { readonly real: string; readonly directory: boolean } {
  try {
    const real = realpathSync(path);
    if (isMadeUp(real)) throw new Error('made up by the kernel');
    const stats = statSync(real);
    if (!stats.isDirectory()) regularFile(stats);
    return { real, directory: stats.isDirectory() };
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    const missing = /^(ENOENT|ENOTDIR|ELOOP|ENAMETOOLONG)$/.test(code);
    throw new ReapcheckError({
      code: missing ? 'no-such-path' : 'unreadable-file',
      kind: code !== '' && !missing ? 'environment' : 'usage',
      what: missing ? `no such file or directory: ${given}` : `can't read ${given}`,
      expected: 'playbooks, roles or directories that hold them',
      seen: reason(cause),
      remedy: 'give a path that exists and may be read, or none for the current directory',
      cause,
    });
  }
}

/** A file that was named and is not among what was read is no file without findings. */
export function unreadFile(given: string, seen: string): ReapcheckError {
  return new ReapcheckError({
    code: 'unreadable-file',
    kind: 'environment',
    what: `can't read ${given}`,
    seen,
    remedy: 'give a file that may be read',
  });
}
