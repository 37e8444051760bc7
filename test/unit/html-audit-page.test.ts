import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { audit } from '../../harness/audit/audit.ts';
import { runAudit } from '../../harness/cli/audit.ts';
import { auditPage } from '../../harness/reporters/html/audit-page.ts';
import { DEFAULT_OPTIONS } from '../../harness/source/options.ts';

const PLAY = `- hosts: all
  tasks:
    - name: Build
      command: /opt/build --password hunter2
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
      IGNORE
`;
const IGNORED = PLAY.replace('IGNORE', 'ignore_errors: true');
const CLEAN = PLAY.replace('IGNORE', 'changed_when: false');

function pageOf(text: string, over: { unknown?: boolean; diffs?: readonly string[] } = {}) {
  const texts = new Map([['site.yml', text]]);
  const { findings, project } = audit(texts, DEFAULT_OPTIONS);
  const rest = { apart: [], ignored: [], notes: project.notes, told: () => true, texts, version: '0' };
  const { unknown = false, diffs = [] } = over;
  return auditPage({ report: { project, findings, ...rest }, unknown, paths: ['site.yml'], diffs, mends: [] });
}

test('a finding stands at its task, with the way on which the failure is lost', () => {
  const { outcome, tone, findings, sources } = pageOf(IGNORED);
  expect([outcome, tone]).toEqual(['findings', 'bad']);
  const tasks = sources.flatMap((one) => one.tasks);
  expect(tasks.map(({ line, findings: about }) => [line, about.length > 0])).toEqual([
    [3, false],
    [8, true],
  ]);
  expect(findings[tasks[1]?.findings[0] ?? -1]?.way?.map(({ at }) => at)).toContain('site.yml:8');
});

test('tasks are shown by their keywords, and not by what they are given', () => {
  const page = pageOf(IGNORED);
  expect(page.sources[0]?.tasks[0]?.code).toEqual([
    '- name: Build',
    '  command: …',
    '  async: 60',
    '  poll: 0',
    '  register: build',
  ]);
  expect(JSON.stringify(page)).not.toContain('hunter2');
});

test('without findings it is clean, and unknown where a part could not be judged', () => {
  expect(pageOf(CLEAN)).toMatchObject({ outcome: 'clean', tone: 'good', findings: [], next: [] });
  expect(pageOf(CLEAN, { unknown: true })).toMatchObject({ outcome: 'unknown', tone: 'open' });
});

test('the command writes one page, with what --fix would change', async () => {
  const root = mkdtempSync(join(tmpdir(), 'reapcheck-audit-page-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  writeFileSync(join(root, 'site.yml'), PLAY.slice(0, PLAY.indexOf('    - name: Wait')));
  let html = '';
  const flags = { format: 'html', minSeverity: 'note', minConfidence: 'possible' };
  const code = await runAudit(['site.yml'], flags, root, (text) => {
    html += text;
  });
  expect(code).toBe(1);
  // Not by toContain: a page that lacks it would be printed.
  expect(/^<!doctype html>/i.test(html)).toBe(true);
  expect(html.includes('+    - name: Reap - Build')).toBe(true);
  expect(html.includes('"added":["    - name: Reap - Build"')).toBe(true);
});
