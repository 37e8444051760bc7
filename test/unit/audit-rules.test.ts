import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { audit } from '../../harness/audit/audit.ts';
import { RULES } from '../../harness/audit/rules/index.ts';
import { pageAddress, pageOf } from '../../harness/audit/rules/page.ts';

const FOLDER = new URL('../../harness/audit/rules/', import.meta.url);
const read = (rule: string, name: string) => readFileSync(new URL(`${rule}/${name}`, FOLDER), 'utf8');
const withoutExpectations = (text: string) => text.replace(/ # expect: .*/g, '');

const findingsOf = (text: string) => audit(new Map([['play.yml', withoutExpectations(text)]])).findings;

test.each(RULES.map((rule) => rule.id))('%s: its good file is clean, of all rules', (id) => {
  expect(findingsOf(read(id, 'pass.yml')).map((finding) => finding.rule)).toEqual([]);
});

test.each(RULES.map((rule) => rule.id))('%s: its bad file is found where it says', (id) => {
  const text = read(id, 'fail.yml');
  const expected = text.split('\n').flatMap((line, index) => (line.includes(`# expect: ${id}`) ? [index + 1] : []));
  const found = findingsOf(text).filter((finding) => finding.rule === id);
  expect(expected.length).toBeGreaterThan(0);
  expect(found.map((finding) => finding.place.line)).toEqual(expected);
  for (const finding of found) {
    expect(finding.place.column).toBeGreaterThan(0);
    expect(finding.evidence.length).toBeGreaterThan(0);
    expect(finding.remedy).not.toBe('');
  }
});

test.each(RULES.map((rule) => rule.id))('%s: its page shows what its files test', (id) => {
  const page = read(id, 'rule.md');
  const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)\n```/g)].map((match) => match[1] ?? '');
  const tasks = (name: string) =>
    withoutExpectations(read(id, name)).split('  tasks:\n')[1]?.replace(/^ {4}/gm, '').trimEnd();
  expect(blocks).toEqual([tasks('fail.yml'), tasks('pass.yml')]);
  expect(page.match(/^## .*/gm)).toEqual(['## Why', '## Bad', '## Good', '## When to ignore it']);
});

test.each(RULES.map((rule) => rule.id))('%s: its page comes along, and is read where the version stands', (id) => {
  expect(pageOf(id)).toBe(read(id, 'rule.md'));
  expect(pageAddress(id, '1.2.3')).toMatch(
    new RegExp(`^https://github\\.com/.+/v1\\.2\\.3/harness/audit/rules/${id}/rule\\.md$`),
  );
});
