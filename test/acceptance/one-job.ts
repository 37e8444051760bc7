/** Tasks with one job, which works for so many seconds, and its reap. */
export function oneJob(workS = 1): string {
  return `- name: Build
  ansible.builtin.command: sleep ${workS}
  async: ${29 + workS}
  poll: 0
  register: build
- name: Wait for the build
  ansible.builtin.async_status: {jid: "{{ build.ansible_job_id }}"}
  register: built
  until: built is finished
  retries: ${25 + workS}
  delay: 2
`;
}
