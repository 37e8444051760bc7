import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The path of one of our Python files. They are not compiled: the same relative path leads there from dist/. */
export function pluginFile(name: string): string {
  return fileURLToPath(new URL(`../../harness/ansible/plugins/${name}`, import.meta.url));
}

/** What stands in it, for a Python that doesn't see our files. */
export function pluginText(name: string): string {
  return readFileSync(pluginFile(name), 'utf8');
}
