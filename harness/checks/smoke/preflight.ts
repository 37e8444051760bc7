import { inSeconds } from '../../model/in-seconds.ts';
import type { Condition } from '../../model/smoke.ts';
import type { LookSeen } from '../../model/smoke-event.ts';

/** Below this the job file of a chatty command may not fit. */
const LITTLE_BYTES = 100_000_000;
const NO_BYTES = 1_000_000;
const FEW_FILES = 1_000;
const CLOCK_MS = 5_000;
const DAY_MS = 86_400_000;

/** What the looks at the hosts say of a run that is about to start. */
export function preflight(looks: readonly LookSeen[]): readonly Condition[] {
  // As the same user for several tasks: one look says it all.
  const each = new Map(looks.map((look) => [`${look.host} ${look.user} ${look.asyncDir.path}`, look]));
  return [...each.values()].flatMap((look) => {
    const of = (what: string, state: Condition['state'], detail: string): Condition => ({
      host: look.host,
      user: look.user,
      what,
      state,
      detail,
    });
    return [
      of('python', 'ok', `${look.python} (${look.interpreter})`),
      asyncDir(look, of),
      space(look, of),
      clock(look, of),
      ...leftovers(look, of),
    ];
  });
}

type Make = (what: string, state: Condition['state'], detail: string) => Condition;

function asyncDir({ asyncDir: dir, user }: LookSeen, of: Make): Condition {
  if (!dir.usable) {
    const whose = dir.exists ? `mode ${dir.mode}, of ${dir.owner}` : "it isn't there, and can't be made";
    return of('async dir', 'bad', `${dir.path}: ${user} may not write there (${whose})`);
  }
  const open = dir.mode !== undefined && (Number.parseInt(dir.mode, 8) & 0o022) !== 0;
  if (open) return of('async dir', 'warn', `${dir.path}: others may write there (mode ${dir.mode})`);
  return of(
    'async dir',
    'ok',
    dir.exists ? `${dir.path}, mode ${dir.mode}, of ${dir.owner}` : `${dir.path}, to be made`,
  );
}

function space({ asyncDir: dir }: LookSeen, of: Make): Condition {
  const files = dir.freeFiles === null ? '' : `, ${dir.freeFiles} files`;
  const detail = `${Math.floor(dir.freeBytes / 1_000_000)} MB${files} free`;
  if (dir.freeBytes < NO_BYTES || dir.freeFiles === 0) return of('space', 'bad', detail);
  const little = dir.freeBytes < LITTLE_BYTES || (dir.freeFiles !== null && dir.freeFiles < FEW_FILES);
  return of('space', little ? 'warn' : 'ok', detail);
}

function clock({ clock: { offsetMs, withinMs } }: LookSeen, of: Make): Condition {
  const ahead = offsetMs >= 0 ? 'ahead of' : 'behind';
  const seconds = (ms: number) => inSeconds(Math.abs(ms));
  const off = Math.abs(offsetMs) - withinMs > CLOCK_MS;
  return of('clock', off ? 'warn' : 'ok', `${seconds(offsetMs)} ${ahead} this machine's, ± ${seconds(withinMs)}`);
}

/** From earlier plays: job files that nobody has cleaned up, and jobs that are still at work. */
function leftovers({ at, jobFileCount, jobFiles, processes, clock: { offsetMs } }: LookSeen, of: Make): Condition[] {
  const oldest = Math.min(...jobFiles.map((file) => file.writtenAt - offsetMs));
  const days = Math.floor((at - oldest) / DAY_MS);
  const files = of(
    'job files',
    'ok',
    jobFileCount === 0 ? 'none' : `${jobFileCount} of earlier plays${days > 0 ? `, ${days} days old and less` : ''}`,
  );
  // The watcher of a job that has ended stays for some seconds.
  const running = [...new Set(processes.flatMap(({ jid, role }) => (role === 'descendant' ? [jid] : [])))];
  if (running.length === 0) return [files];
  return [files, of('running jobs', 'warn', `${running.length} of earlier plays: ${running.slice(0, 5).join(', ')}`)];
}
