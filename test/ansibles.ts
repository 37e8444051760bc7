import { globSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The ansible-playbooks to test with, as paths; undefined is whichever reapcheck finds. REAPCHECK_TEST_ANSIBLE names them, separated
 * by colons, or says `all`: every one that `doctor --fix --ansible …` has installed. Without it, of these as many as the caller wants.
 */
export function ansibles(which: 'newest' | 'ends' | 'all' = 'newest'): readonly (string | undefined)[] {
  const wanted = process.env.REAPCHECK_TEST_ANSIBLE;
  if (wanted && wanted !== 'all') return wanted.split(':').filter(Boolean);
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'reapcheck');
  const installed = globSync('ansible-core-*/bin/ansible-playbook', { cwd: cache })
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map((path) => join(cache, path));
  if (installed.length < 2) return installed.length > 0 ? installed : [undefined];
  if (which === 'all' || wanted === 'all') return installed;
  return which === 'newest' ? installed.slice(-1) : [installed[0], installed.at(-1)];
}
