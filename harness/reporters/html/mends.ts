import type { MendShown } from '../../model/drill-page.ts';
import type { Mend } from '../../model/mend.ts';

/** Those that belong to a task, by the lines at which the tasks of its file begin: what is added stands after the task that it follows. */
export function mendsAt(mends: readonly Mend[], file: string, line: number, begins: readonly number[]): MendShown[] {
  const first = Math.min(...begins);
  return mends
    .filter((one) => one.file === file)
    .filter((one) => {
      const before = begins.filter((at) => at < one.line + (one.removed.length > 0 ? 1 : 0));
      return (before.length > 0 ? Math.max(...before) : first) === line;
    })
    .map(({ line: at, removed, added }) => ({ line: at, removed, added }));
}
