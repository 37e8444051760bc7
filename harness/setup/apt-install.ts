import { ReapcheckError } from '../model/error.ts';
import { type Execution, exec } from '../process/exec.ts';
import type { FixContext } from './check.ts';
import { aptInstallCommand } from './remedy.ts';

/** Another apt may be at work; wait for it, but not for ever. */
const LOCK = ['-o', 'DPkg::Lock::Timeout=120'];
const LIMIT_MS = 15 * 60_000;
const SHOWN_LINES = 8;

/** Installs Debian packages, and refreshes apt's lists only where the packages can't be had without. Throws `apt-failed`. */
export async function aptInstall(packages: readonly string[], context: FixContext): Promise<void> {
  const install = aptInstallCommand(packages);
  const [file = '', ...args] = install;
  const run = (rest: readonly string[]) => {
    context.change([file, ...rest].join(' '));
    return exec(file, [...LOCK, ...rest], {
      // An own terminal isn't there to answer, and needrestart must not restart the user's services.
      env: { ...context.machine.env, DEBIAN_FRONTEND: 'noninteractive', NEEDRESTART_SUSPEND: '1', LC_ALL: 'C.UTF-8' },
      timeoutMs: LIMIT_MS,
      signal: context.signal,
      onLine: (line) => {
        if (/^(Get:|Unpacking|Setting up)/.test(line)) context.progress(line);
      },
    });
  };
  if (!(await knownToApt(packages, context))) refuseFailure(await run(['update']));
  const first = await run(args);
  if (!first.failed) return;
  // Lists that are too old name files that the mirror no longer has.
  if (!/^E: (Failed to fetch|Unable to fetch|Unable to locate)/m.test(first.output)) refuseFailure(first);
  refuseFailure(await run(['update']));
  refuseFailure(await run(args));
}

/** Whether apt's lists have a version of each. */
async function knownToApt(packages: readonly string[], { machine, signal }: FixContext): Promise<boolean> {
  const { stdout } = await exec('apt-cache', ['policy', ...packages], {
    env: { ...machine.env, LC_ALL: 'C.UTF-8' },
    signal,
  });
  return (stdout.match(/^ {2}Candidate: (?!\(none\))/gm) ?? []).length === packages.length;
}

function refuseFailure(run: Execution): void {
  if (!run.failed) return;
  throw new ReapcheckError({
    code: 'apt-failed',
    kind: 'environment',
    what: 'apt-get failed',
    seen: `${run.why}\n${run.output
      .trim()
      .split('\n')
      .slice(-SHOWN_LINES)
      .map((line) => `    ${line}`)
      .join('\n')}`,
    remedy: 'see what it says, then run `npx reapcheck doctor --fix` again',
  });
}
