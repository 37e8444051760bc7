/** A made-up estate of playbooks and roles of varied shapes: the same for the same number of files. */
export function makeTree(files: number): Map<string, string> {
  const tree = new Map<string, string>();
  let seed = 42;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((seed / 2_147_483_648) * below);
  };
  const plain = (n: number) =>
    [
      `- name: Install package ${n}\n  ansible.builtin.apt:\n    name: "{{ packages_${n} | default([]) }}"\n    state: present\n  become: true\n  when: ansible_os_family == "Debian"\n  tags: [packages]\n`,
      `- name: Configure service ${n}\n  template: src=app${n}.j2 dest=/etc/app/${n}.conf mode=0644\n  notify:\n    - restart app\n  loop: "{{ instances }}"\n  loop_control:\n    label: "{{ item.name }}"\n`,
      `- block:\n    - name: Try ${n}\n      shell: |\n        set -e\n        /opt/bin/try --number ${n} \\\n          --verbose\n      register: tried_${n}\n      changed_when: "'changed' in tried_${n}.stdout"\n  rescue:\n    - debug:\n        msg: "{{ tried_${n}.stderr }}"\n`,
      `- include_tasks: part_${n % 7}.yml\n  vars:\n    number: ${n}\n`,
    ][random(4)] ?? '';
  const async = (n: number) =>
    `- name: Long ${n}\n  command: /opt/long ${n}\n  async: ${100 + random(900)}\n  poll: 0\n  register: long_${n}\n${random(3) ? `- name: Wait ${n}\n  async_status:\n    jid: "{{ long_${n}.ansible_job_id }}"\n  register: waited_${n}\n  until: waited_${n}.finished\n  retries: ${10 + random(200)}\n  delay: 5\n` : ''}`;
  const tasks = (count: number, share: number) =>
    Array.from({ length: count }, () => (random(100) < share ? async(random(1000)) : plain(random(1000)))).join('\n');
  for (let role = 0; tree.size < files; role++) {
    const dir = `project_${role % 20}/roles/role_${role}`;
    // One role in six has async in it: more than public code has.
    const share = role % 6 === 0 ? 15 : 0;
    tree.set(`${dir}/tasks/main.yml`, `---\n${tasks(12, share)}`);
    for (let part = 0; part < 4; part++) tree.set(`${dir}/tasks/part_${part}.yml`, `---\n${tasks(8, share)}`);
    tree.set(
      `${dir}/defaults/main.yml`,
      `---\n${Array.from({ length: 20 }, (_, n) => `role_${role}_setting_${n}: ${random(5000)}`).join('\n')}\n`,
    );
    tree.set(`${dir}/handlers/main.yml`, '---\n- name: restart app\n  service: name=app state=restarted\n');
    tree.set(
      `${dir}/meta/main.yml`,
      `---\ndependencies: ${role > 20 && role % 9 === 0 ? `[role_${role - 20}]` : '[]'}\n`,
    );
    tree.set(
      `project_${role % 20}/play_${role}.yml`,
      `---\n- hosts: group_${role}\n  become: true\n  roles:\n    - role_${role}\n    - { role: role_${Math.max(0, role - 20)}, tags: [x] }\n  tasks:\n${plain(role).replace(/^/gm, '    ').trimEnd()}\n`,
    );
    tree.set(
      `project_${role % 20}/group_vars/group_${role}.yml`,
      `---\ninstances:\n${Array.from({ length: 10 }, (_, n) => `  - name: i${n}\n    port: ${8000 + n}\n`).join('')}`,
    );
  }
  return tree;
}
