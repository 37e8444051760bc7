import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// Not compiled: the same relative path leads there from dist/.
const FOLDER = fileURLToPath(new URL('../../harness/lab', import.meta.url));

/** Text of scripts that run in containers, one after the other; paths are relative to this folder. */
export function script(...paths: readonly string[]): string {
  return paths.map((path) => readFileSync(`${FOLDER}/${path}`, 'utf8')).join('\n');
}
