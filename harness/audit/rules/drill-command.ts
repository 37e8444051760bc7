import type { AsyncTask } from '../../model/audit.ts';
import { formatPlace } from '../../model/place.ts';

/** The drill of one job, as it is typed into a shell; undefined where no playbook leads to it, or its path or a tag can't be typed. */
export function drillCommand(task: AsyncTask, fault?: string): string | undefined {
  const { playbook, selected: tags } = task.drill ?? {};
  if (playbook === undefined || ![playbook, ...(tags ?? [])].every(isTypeable)) return undefined;
  const words = ['reapcheck', 'drill', playbook.startsWith('-') ? `./${playbook}` : playbook];
  if (fault) words.push('--faults', fault);
  // `--jobs` takes several, between commas.
  const job = formatPlace({ file: task.place.file, line: task.place.line });
  if (isTypeable(job) && !job.includes(',')) words.push('--jobs', job);
  if (tags) words.push('--', '--tags', tags.join());
  return words.map(inShell).join(' ');
}

function isTypeable(text: string): boolean {
  return !/\p{Cc}/u.test(text);
}

/** One word of a POSIX shell. */
function inShell(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
