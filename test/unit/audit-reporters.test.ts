import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { audit } from '../../harness/audit/audit.ts';
import { runAudit } from '../../harness/cli/audit.ts';
import { auditText } from '../../harness/reporters/audit/text.ts';
import { projectOf } from './project-of.ts';
import { junitCases, junitErrors, schemaComplaint, validSarif } from './reporter-kit.ts';

const LAUNCH = '- hosts: all\n  tasks:\n    - name: Build\n      command: /opt/x\n      async: 60\n      poll: 0\n';
const REAP =
  '      register: job\n    - async_status: {jid: "{{ job.ansible_job_id }}"}\n      register: seen\n      until: seen is finished\n      retries: 20\n      delay: 5\n';
const IGNORED = LAUNCH.replace('    - name', '    # reapcheck: ignore unreaped-job -- only warms a cache\n    - name');

async function told(names: string, files: Readonly<Record<string, string>>) {
  const { folder } = projectOf(files);
  let text = '';
  const flags = { reporter: [names], minSeverity: 'note', minConfidence: 'possible' };
  const code = await runAudit([], flags, folder, (part) => {
    text += part;
  });
  return { code, text, folder };
}

test('JUnit: a file is a suite, an async task a case; what is ignored or set apart is skipped', async () => {
  const { text } = await told('junit', {
    'bad.yml': LAUNCH,
    'good.yml': LAUNCH + REAP,
    'quiet.yml': IGNORED,
    'apart.yml': LAUNCH,
    '.reapcheck.yml': 'audit:\n  apart: [apart.yml]\n',
  });
  expect(await junitErrors(text)).toEqual([]);
  expect(junitCases(text).toSorted()).toEqual([
    'Build (apart.yml:3:7): pass',
    'Build (bad.yml:3:7): failure',
    'Build (good.yml:3:7): pass',
    'Build (quiet.yml:4:7): pass',
    'unreaped-job (apart.yml:3:7): skipped',
    'unreaped-job (quiet.yml:4:7): skipped',
  ]);
  expect(text).toContain('ignored: only warms a cache');
});

test('several at once: one is printed, the others are files, one’s own among them, and --format is one of them', async () => {
  const own = projectOf({
    'own.mjs': 'export default (report) => report.schema + " " + report.findings.length + "\\n";',
  });
  const { text, code, folder } = await told(`markdown,sarif=a.sarif,json=a.json,github=a.txt,${own.first}=own.txt`, {
    'bad.yml': LAUNCH,
  });
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  expect(code).toBe(1);
  expect(text).toMatch(/^## FINDINGS: audit of /);
  expect(text).toContain('unreaped-job | warning | 1 | 1');
  expect(validSarif(read('a.sarif')).runs[0].results.map(({ ruleId }) => ruleId)).toEqual(['unreaped-job']);
  expect(schemaComplaint('audit', JSON.parse(read('a.json')))).toBeUndefined();
  expect(read('a.txt')).toMatch(/^::warning file=bad.yml,line=3/);
  expect(read('own.txt')).toBe('reapcheck/audit/1 1\n');
});

test('the older --format and --output say the same as --reporter', async () => {
  const { folder } = projectOf({ 'bad.yml': LAUNCH });
  writeFileSync(join(folder, '.reapcheck.yml'), 'audit:\n  rules: {}\n');
  const least = { minSeverity: 'note', minConfidence: 'possible' };
  const texts = { old: '', new: '' };
  const into = (name: keyof typeof texts) => (part: string) => {
    texts[name] += part;
  };
  await runAudit([], { ...least, format: 'github' }, folder, into('old'));
  await runAudit([], { ...least, reporter: ['github'] }, folder, into('new'));
  expect(texts.old).toBe(texts.new);
  await runAudit([], { ...least, output: 'a.txt' }, folder, into('old'));
  expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toContain('bad.yml:3:7: warning');
});

test('of a long way, text shows the beginning and the end, and how much is between', () => {
  const witness = Array.from({ length: 40 }, (_, n) => ({
    ...{ place: { file: 'play.yml', line: n + 1 }, task: `Task ${n + 1}`, what: 'goes on', kind: 'assumed' as const },
  }));
  const shown = (steps: number) => {
    const [finding] = audit(new Map([['play.yml', LAUNCH]])).findings;
    if (!finding) throw new Error('no finding');
    const texts = new Map([['play.yml', LAUNCH]]);
    const project = { ...audit(texts).project };
    const findings = [{ ...finding, witness: witness.slice(0, steps) }];
    const report = { project, findings, apart: [], ignored: [], notes: [], told: () => false, texts, version: '0' };
    return [...auditText(report, { list: false, notes: false })]
      .join('')
      .split('\n')
      .filter((line) => /Task|more steps/.test(line));
  };
  expect(shown(25)).toHaveLength(25);
  const long = shown(40);
  expect(long).toHaveLength(25);
  expect(long[11]).toContain('Task 12:');
  expect(long[12]).toContain('… 16 more steps');
  expect(long[13]).toContain('Task 29:');
  expect(long.at(-1)).toContain('Task 40:');
});
