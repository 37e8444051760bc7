import { expect, test } from 'vitest';
import { changedLines } from '../../harness/audit/fix/diff.ts';
import { mendsOf } from '../../harness/library/mends.ts';
import { mendsAt } from '../../harness/reporters/html/mends.ts';
import { drillReportOf } from './drill-report-of.ts';
import { projectOf } from './project-of.ts';
import { schemaComplaint } from './reporter-kit.ts';

const PLAY = `- hosts: all
  vars: {password: hunter2}
  tasks:
    - name: Build
      command: /opt/build --token hunter2
      async: 60
      poll: 0
      register: build
    - name: Wait for it
      async_status:
        jid: "{{ build.ansible_job_id }}"
      register: built
      until: built is finished
      retries: 20
      delay: 5
      ignore_errors: true
`;

test('changed lines are told without those around them', () => {
  expect(changedLines('a\nb\nc\nd\n', 'a\nx\nc\nd\ny\n')).toEqual([
    { line: 2, removed: ['b'], added: ['x'] },
    { line: 5, removed: [], added: ['y'] },
  ]);
  expect(changedLines('a\n', 'a\n')).toEqual([]);
});

test('what loses a failure is taken out, at its line; nothing else of the file is told', () => {
  const { folder, first } = projectOf({ 'site.yml': PLAY });
  const mends = mendsOf('site.yml', { cwd: folder });
  expect(mends).toEqual([{ file: first, line: 16, removed: ['      ignore_errors: true'], added: [] }]);
  expect(schemaComplaint('drill', drillReportOf({ mends }))).toBeUndefined();
});

test('a reap that lacks is added after the launch, and no secret of the play goes with it', () => {
  const launch = PLAY.slice(0, PLAY.indexOf('    - name: Wait'));
  const { folder } = projectOf({ 'site.yml': launch });
  const mends = mendsOf('site.yml', { cwd: folder });
  expect(mends[0]?.line).toBe(9);
  expect(mends[0]?.added[0]).toBe('    - name: Reap - Build');
  expect(JSON.stringify(mends)).not.toContain('hunter2');
});

test('where the audit can’t read the play, there are none', () => {
  const { folder } = projectOf({ 'other.yml': PLAY });
  expect(mendsOf('nowhere.yml', { cwd: folder })).toEqual([]);
});

test('they stand at the task that they change, or come after', () => {
  const mend = (line: number, removed: readonly string[] = []) => ({
    file: '/w/site.yml',
    line,
    removed,
    added: ['x'],
  });
  const at = (line: number, one: ReturnType<typeof mend>) => mendsAt([one], '/w/site.yml', line, [4, 9]).length;
  // Added before line 9: after the task at 4.
  expect([at(4, mend(9)), at(9, mend(9))]).toEqual([1, 0]);
  expect([at(4, mend(9, ['y'])), at(9, mend(9, ['y']))]).toEqual([0, 1]);
  expect([at(4, mend(16)), at(9, mend(16))]).toEqual([0, 1]);
  expect([at(4, mend(2)), at(9, mend(2))]).toEqual([1, 0]);
  expect(mendsAt([mend(9)], '/w/other.yml', 4, [4])).toEqual([]);
});
