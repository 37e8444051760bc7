import { readFileSync } from 'node:fs';
import { ReapcheckError } from '../model/error.ts';
import type { Entry, History } from '../model/history.ts';

/** Reads a stored history. A torn last line, from a harness that was killed, is left out. */
export function readHistory(path: string): History {
  const lines = readFileSync(path, 'utf8').split('\n');
  const entries: Entry[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    try {
      entries.push(JSON.parse(line) as Entry);
    } catch (cause) {
      if (index === lines.length - 1) break;
      throw new ReapcheckError({
        code: 'bad-history',
        kind: 'usage',
        what: 'this line of the history is not JSON',
        where: { file: path, line: index + 1 },
        expected: 'one JSON object a line, as reapcheck writes it',
        remedy: 'take a history.jsonl that nobody has edited',
        cause,
      });
    }
  }
  return entries;
}
