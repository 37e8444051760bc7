import type { SourcePlay } from '../model/source.ts';
import { isLocalhost } from '../source/localhost.ts';

const EVERY = new Set(['all', '*', 'ungrouped', '']);

/**
 * The group names that the patterns of the plays select, so that our hosts can be put into each of them.
 * Exclusions (`!group`), ranges and regular expressions select nothing by themselves.
 */
export function groupsOf(plays: readonly Pick<SourcePlay, 'pattern'>[]): readonly string[] {
  const names = plays.flatMap(({ pattern }) =>
    pattern
      .split(/[,:;]/)
      .map((part) =>
        part
          .trim()
          .replace(/^&/, '')
          .replace(/\[[^\]]*\]$/, ''),
      )
      .filter((part) => !part.startsWith('!') && !EVERY.has(part) && /^[A-Za-z_][\w.-]*$/.test(part)),
  );
  return [...new Set(names)].filter((name) => !isLocalhost(name));
}
