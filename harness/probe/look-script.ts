import { readFileSync } from 'node:fs';

/** The script of one look at a host, for Python 2.7 and 3.5+. It reads ORDER, a dict, and says one JSON line. */
export function lookScript(): string {
  const home = import.meta.url.replace('/dist/', '/harness/');
  return ['sight.py', 'look.py'].map((name) => readFileSync(new URL(`./${name}`, home), 'utf8')).join('\n');
}
