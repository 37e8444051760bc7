import { readFileSync } from 'node:fs';
import { scriptFile } from './script-file.ts';

/** The script of one look at a host, for Python 2.7 and 3.5+. It reads ORDER, a dict, and says one JSON line. */
export function lookScript(): string {
  return ['sight.py', 'look.py'].map((name) => readFileSync(scriptFile(name), 'utf8')).join('\n');
}
