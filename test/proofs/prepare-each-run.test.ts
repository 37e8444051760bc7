import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { nothingLeft, Workplace } from '../acceptance/reapcheck.ts';

const workplace = new Workplace();
afterAll(async () => {
  using _workplace = workplace;
  await nothingLeft(workplace, [], 1_000);
});

const JOB = `
- hosts: all
  gather_facts: false
  tasks:
    - {name: Work, command: pgrep -f "sleep 54321", async: 20, poll: 1}
`;
const PREPARE = `
- hosts: all
  gather_facts: false
  tasks:
    - shell: nohup setsid sleep 54321 >/dev/null 2>&1 </dev/null &
`;

test('a process that no boot brings back is not lost: every run is prepared then', async () => {
  const [job, prepare] = ['job.yml', 'prepare.yml'].map((name) => join(workplace.folder, name)) as [string, string];
  writeFileSync(job, JOB);
  writeFileSync(prepare, PREPARE);
  const ended = await workplace.drill([job, '--prepare', prepare, '--faults', 'fail']);
  expect(ended.stderr).toContain('a snapshot does not keep a process: sleep 54321');
  expect(ended.stdout).toMatch(/reap score: 1\/1 .*verdict: PASS/);
  expect(ended.code).toBe(0);
});
