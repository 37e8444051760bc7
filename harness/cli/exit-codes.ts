import { CommanderError } from 'commander';
import { ReapcheckError } from '../model/error.ts';
import type { Verdict } from '../model/verdict.ts';
import { Interrupted } from './interrupt.ts';

/** What a script may rely on. `unknown` is not a pass; `bug` says nothing about the playbook. */
export const EXIT = {
  pass: 0,
  findings: 1,
  unknown: 2,
  usage: 3,
  environment: 4,
  bug: 5,
  interrupted: 130,
} as const;

export function exitCodeOf(verdict: Verdict): number {
  return { pass: EXIT.pass, fail: EXIT.findings, unknown: EXIT.unknown }[verdict];
}

/** What is said on stderr of an error that ended a verb, and the exit code. */
export interface Ending {
  readonly code: number;
  readonly says: readonly unknown[];
}

/** The system refuses what it grants elsewhere: its state, not a bug of ours (errno(3)). */
const REFUSALS: ReadonlySet<string> = new Set([
  'EACCES',
  'EAGAIN',
  'EDQUOT',
  'EFBIG',
  'EIO',
  'EMFILE',
  'ENFILE',
  'ENOMEM',
  'ENOSPC',
  'EPERM',
  'EROFS',
]);

export function endingOf(error: unknown): Ending {
  // It has said what is wrong itself.
  if (error instanceof CommanderError) return { code: error.exitCode === 0 ? EXIT.pass : EXIT.usage, says: [] };
  if (error instanceof Interrupted)
    return { code: EXIT.interrupted, says: [`reapcheck: ${error.message}; what was started is stopped and removed`] };
  const known = error instanceof ReapcheckError ? error : refusal(error);
  if (known) return { code: EXIT[known.kind], says: [`reapcheck: ${known.message}`] };
  return {
    code: EXIT.bug,
    says: ['reapcheck: this is a bug in reapcheck, not in your playbook; please report it with these lines:', error],
  };
}

function refusal(error: unknown): ReapcheckError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, message, path, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || !REFUSALS.has(code)) return undefined;
  return new ReapcheckError({
    code: 'system-refused',
    kind: 'environment',
    what: `this machine refused to ${syscall ?? 'go on'}${path ? ` ${path}` : ''}`,
    seen: message,
    remedy: 'see what it says: rights, space on the disk (`df`, `df -i`), or limits (`ulimit -a`)',
    cause: error,
  });
}
