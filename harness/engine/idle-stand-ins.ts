import { ReapcheckError } from '../model/error.ts';
import { fitsPattern } from '../model/pattern.ts';

/**
 * Throws `no-such-job` for a stand-in that stands in for none of these tasks: it was meant for one by another name. A task whose name is
 * a template may have any.
 */
export function refuseIdleStandIns(
  standIns: readonly { readonly task?: string | undefined }[],
  tasks: readonly string[],
): void {
  if (tasks.some((name) => name.includes('{{'))) return;
  const idle = standIns.find(({ task }) => task !== undefined && !tasks.some((name) => isNamed(name, task)));
  if (!idle) return;
  throw new ReapcheckError({
    code: 'no-such-job',
    kind: 'usage',
    what: `--stand-in "${idle.task}=…": no async job of this playbook has that name`,
    expected: `one of: ${tasks.join(', ')}`,
    remedy: 'write the whole name of its task, * for any text in it, or a duration alone for all jobs',
  });
}

/** By its name, or with the role in front of it, as the driver takes it (`Task.get_name`). */
function isNamed(taskName: string, wanted: string): boolean {
  return fitsPattern(wanted, taskName) || fitsPattern(`* : ${wanted}`, taskName);
}
