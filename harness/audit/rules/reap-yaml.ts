import { DELAY_S } from '../../model/ansible-core.ts';
import type { AsyncTask } from '../../model/audit.ts';
import { retriesFor, WATCHER_LATE_S } from '../../model/limits.ts';

/** The reap that a launch lacks, as YAML without indentation. */
export function reapYaml(launch: AsyncTask, register = launch.register ?? 'job'): string[] {
  const limit = launch.limit.known ? launch.limit.value : 0;
  const retries =
    launch.limit.known && !launch.limit.soft
      ? String(retriesFor(limit))
      : quoted(`{{ ((${bare(launch.limit.text)}) | int + ${WATCHER_LATE_S}) // ${DELAY_S} + 1 }}`);
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
    `  delay: ${DELAY_S}`,
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
