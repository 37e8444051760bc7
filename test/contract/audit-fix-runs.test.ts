import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, onTestFinished, test } from 'vitest';
import { audit } from '../../harness/audit/audit.ts';
import { planFixes } from '../../harness/audit/fix/plan.ts';
import { controllersToTest } from './ansible-kit.ts';

const [controller] = await controllersToTest('newest');
const PLAYBOOK = controller?.executable ?? 'ansible-playbook';
const why = controller ? '' : ' (skipped: no ansible-playbook was found)';

const HEAD = '- hosts: localhost\n  connection: local\n  gather_facts: false\n  tasks:\n';
const failing: Readonly<Record<string, string>> = {
  'a job without a register': '    - command: "false"\n      async: 20\n      poll: 0\n',
  'one of a loop, some items skipped':
    '    - command: "{{ item }}"\n      loop: ["true", "skip", "false"]\n      when: item != "skip"\n      async: 20\n      poll: 0\n      register: jobs\n',
  'a reap that looks once':
    '    - shell: sleep 2; false\n      async: 20\n      poll: 0\n      register: job\n    - async_status:\n        jid: "{{ job.ansible_job_id }}"\n      register: seen\n',
  'an until that is met at once':
    '    - shell: sleep 2; false\n      async: 20\n      poll: 0\n      register: job\n    - async_status:\n        jid: "{{ job.ansible_job_id }}"\n      register: seen\n      until: seen is succeeded\n      retries: 20\n      delay: 2\n',
};

test.skipIf(!controller).each(Object.entries(failing))(
  `%s: green although the job fails, red once fixed${why}`,
  async (_name, tasks) => {
    const folder = mkdtempSync(join(tmpdir(), 'reapcheck-fix-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const run = async (text: string) => {
      const file = join(folder, 'play.yml');
      writeFileSync(file, text);
      const vars = JSON.stringify({
        ansible_python_interpreter: '{{ ansible_playbook_python }}',
        ansible_async_dir: join(folder, 'jobs'),
      });
      return execa(PLAYBOOK, ['-i', 'localhost,', '-e', vars, file], { reject: false });
    };
    const before = HEAD + tasks;
    let texts = new Map([['play.yml', before]]);
    for (let round = 0; round < 5; round++) {
      const { findings, project } = audit(texts);
      texts = new Map([...texts, ...planFixes(findings, project, texts)]);
    }
    expect(audit(texts).findings).toEqual([]);
    expect((await run(before)).exitCode).toBe(0);
    const { exitCode, stdout } = await run(texts.get('play.yml') ?? '');
    expect(stdout).toContain('failed=1');
    expect(exitCode).toBe(2);
  },
  60_000,
);
