import { existsSync } from 'node:fs';
import { exec } from '../process/exec.ts';

/** `REF:FILE`, as git names a file of a commit; not a file that is there and has such a name. */
export function isOfGit(wanted: string): boolean {
  return !existsSync(wanted) && /^[^:]+:[^:]+$/.test(wanted);
}

/** The text of a file as a commit has it, or git's own words for why there is none. */
export async function gitStored(
  wanted: string,
  cwd: string,
): Promise<{ readonly text: string } | { readonly why: string }> {
  const { failed, stdout, output, why } = await exec('git', ['-C', cwd, 'show', '--end-of-options', wanted]);
  return failed ? { why: output.trim() || (why ?? 'git says nothing') } : { text: stdout };
}
