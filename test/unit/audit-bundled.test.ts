import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { audit } from '../../harness/audit/audit.ts';

const ROOT = new URL('../../', import.meta.url).pathname;

/** What each of playbooks/bad is there for. A new one without a line here fails the test. */
const DUE: Readonly<Record<string, { readonly rule: string; readonly at: RegExp; readonly times: number }>> = {
  'parallel-jobs-unreaped.yml': { rule: 'unreaped-job', at: /^ +- name: Start the/, times: 3 },
  'backup-unreaped.yml': { rule: 'unreaped-job', at: /- name: Start the backup/, times: 1 },
  'reap-failed-when.yml': { rule: 'failure-lost-in-reap', at: /failed_when: false/, times: 1 },
  'reap-rescued.yml': { rule: 'failure-lost-in-reap', at: /rescue:/, times: 1 },
  'reap-ignored.yml': { rule: 'failure-lost-in-reap', at: /ignore_errors: true/, times: 1 },
  'reap-without-until.yml': { rule: 'reap-without-until', at: /- name: Look at the backup/, times: 1 },
  'window-too-short.yml': { rule: 'window-shorter-than-limit', at: /retries: 2/, times: 1 },
};

const findingsOf = (file: string) => audit(new Map([[file, readFileSync(`${ROOT}${file}`, 'utf8')]])).findings;

test.each(globSync('playbooks/good/*.yml', { cwd: ROOT }))('%s is clean', (file) => {
  expect(findingsOf(file)).toEqual([]);
});

test.each(globSync('playbooks/bad/*.yml', { cwd: ROOT }))('%s is found for what it is', (file) => {
  const due = DUE[file.replace(/^.*\//, '')];
  expect(due).toBeDefined();
  const lines = readFileSync(`${ROOT}${file}`, 'utf8').split('\n');
  const expected = lines.flatMap((line, index) => (due?.at.test(line) ? [`${index + 1} ${due.rule}`] : []));
  expect(expected).toHaveLength(due?.times ?? 0);
  expect(findingsOf(file).map((finding) => `${finding.place.line} ${finding.rule}`)).toEqual(expected);
});
