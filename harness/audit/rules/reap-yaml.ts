import type { AsyncTask } from '../../model/audit.ts';

const DELAY_SECONDS = 5;

/** Attempts that make the window as long as the limit and a poll more, as the watcher may take 10 s longer to kill. */
export function retriesFor(limitSeconds: number, delaySeconds = DELAY_SECONDS): number {
  return Math.ceil((limitSeconds + 10) / Math.max(1, delaySeconds));
}

/** The reap that a launch lacks, as YAML without indentation. */
export function reapYaml(launch: AsyncTask, register = launch.register ?? 'job'): string[] {
  const limit = launch.limit.known ? launch.limit.value : 0;
  const retries =
    launch.limit.known && !launch.limit.soft
      ? String(retriesFor(limit))
      : quoted(`{{ ((${bare(launch.limit.text)}) | int + 10) // ${DELAY_SECONDS} + 1 }}`);
  const name = launch.name ? `Reap - ${launch.name}` : 'Reap the job';
  const lines = [
    `- name: ${/[:#{}[\]&*!|>'"%@`]/.test(name) ? JSON.stringify(name) : name}`,
    '  ansible.builtin.async_status:',
  ];
  lines.push(launch.looped ? `    jid: "{{ item.ansible_job_id }}"` : `    jid: "{{ ${register}.ansible_job_id }}"`);
  if (launch.looped)
    lines.push(
      `  loop: "{{ ${register}.results${launch.conditionOnItem ? " | rejectattr('skipped', 'defined')" : ''} }}"`,
    );
  lines.push(
    `  register: ${register}_reaped`,
    `  until: ${register}_reaped is finished`,
    `  retries: ${retries}`,
    `  delay: ${DELAY_SECONDS}`,
  );
  return lines;
}

function quoted(text: string): string {
  return text.includes('"') ? `'${text.replaceAll("'", "''")}'` : `"${text}"`;
}

function bare(text: string): string {
  return text
    .trim()
    .replace(/^["']|["']$/g, '')
    .replace(/^\{\{([\s\S]*)\}\}$/, '$1')
    .trim();
}
