import { DELAY_S } from '../../model/ansible-core.ts';
import type { AsyncTask, AuditReap } from '../../model/audit.ts';
import { enoughWindowS, SOME_WINDOW, WATCHER_LATE_S, windowFor } from '../../model/limits.ts';
import { readExpression } from '../../source/jinja/expression.ts';

/** How long a reap waits, as it is written. */
export interface WrittenWindow {
  /** A number, or a template. */
  readonly retries: string;
  readonly delay: number;
}

/** The window that a launch's limit asks for; undefined where neither the limit is known nor an expression that another task could evaluate. */
export function windowOf({ limit, limitOnItem }: AsyncTask): WrittenWindow | undefined {
  if (limit.known && !limit.soft) return numbersFor(limit.value);
  const expression = soleTextOf(limit.text);
  if (expression !== undefined && !limitOnItem)
    return { retries: quoted(`{{ ((${expression}) | int + ${WATCHER_LATE_S}) // ${DELAY_S} + 1 }}`), delay: DELAY_S };
  return limit.known ? numbersFor(limit.value) : undefined;
}

function numbersFor(limitS: number): WrittenWindow {
  const { retries, delay } = windowFor(limitS);
  return { retries: String(retries), delay };
}

/** What stands between the braces, where that is one expression and nothing else. */
function soleTextOf(text: string): string | undefined {
  const [, inner] = /^\{\{([\s\S]*)\}\}$/.exec(text.trim()) ?? [];
  return inner !== undefined && readExpression(inner) ? inner.trim() : undefined;
}

/** For a limit that only a person can tell. */
const UNKNOWN: WrittenWindow = {
  retries: `${SOME_WINDOW.retries} # retries × delay: the job's limit, and ${enoughWindowS(0)} s more`,
  delay: SOME_WINDOW.delay,
};

/** The reap that a launch lacks, as YAML without indentation. */
export function reapYaml(launch: AsyncTask, register = launch.register ?? 'job'): string[] {
  const { retries, delay } = windowOf(launch) ?? UNKNOWN;
  const name = launch.name ? `Reap - ${launch.name}` : 'Reap the job';
  const lines = [
    `- name: ${/[:#{}[\]&*!|>'"%@`]/.test(name) ? JSON.stringify(name) : name}`,
    '  ansible.builtin.async_status:',
  ];
  lines.push(launch.looped ? `    jid: "{{ item.ansible_job_id }}"` : `    jid: "{{ ${register}.ansible_job_id }}"`);
  if (launch.looped) lines.push(`  loop: "{{ ${resultsOf(launch, register)} }}"`);
  lines.push(
    `  register: ${register}_reaped`,
    `  until: ${register}_reaped is finished`,
    `  retries: ${retries}`,
    `  delay: ${delay}`,
  );
  return lines;
}

/** The results of a launch's loop that have a job. */
function resultsOf({ conditionOnItem }: AsyncTask, register: string): string {
  return `${register}.results${conditionOnItem ? " | rejectattr('skipped', 'defined')" : ''}`;
}

/** What makes a reap collect each job of a launch's loop: an argument of it, and a keyword beside. */
export function loopOverResults(launch: AsyncTask): string {
  return `  jid: "{{ item.ansible_job_id }}"\n  loop: "{{ ${resultsOf(launch, launch.register ?? 'jobs')} }}"`;
}

/** The `until` of a reap, and the register that it asks, where the reap has none. */
export function untilFinished({ register }: AuditReap): string {
  return register === undefined
    ? 'ask its own result:\n  register: reaped\n  until: reaped is finished'
    : `until: ${register} is finished`;
}

function quoted(text: string): string {
  return text.includes('"') ? `'${text.replaceAll("'", "''")}'` : `"${text}"`;
}
